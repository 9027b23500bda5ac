"""What the content app serves to browsers outside the admin."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from content.models import Course, Image
from content.texts.images import content_policy

# A minute: an author who replaces a picture wants to see the new one.
# Private: a cache that people share must not hand on what only authors may see yet.
IMAGE_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=60"}


@require_safe
def image(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Serve a picture of a published course, or of one the asker may edit."""
    seen = Q(course__in=Course.objects.visible_to(request.user))
    if request.user.is_authenticated:
        seen |= Q(course__in=Course.all_objects.working_copies_of(request.user))
    found = get_object_or_404(Image.objects.filter(seen), pk=pk, name=name)
    data = bytes(found.data)
    headers = IMAGE_HEADERS | {"Content-Security-Policy": content_policy(found.content_type, data)}
    return HttpResponse(data, content_type=found.content_type, headers=headers)
