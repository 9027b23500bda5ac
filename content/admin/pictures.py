"""Takes a picture that is pasted, dropped or chosen where a text is written."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from content.admin.pages import editable_course, for_authors
from content.authoring.pictures import add_picture, markdown_of
from content.exchange.bounded_reading import ReadingStopped
from content.language import gettext
from content.texts.images import MAX_IMAGE_BYTES, InvalidImage


@for_authors
@require_http_methods(["GET", "POST"])
def pictures(request: HttpRequest, pk: int) -> HttpResponse:
    """List the course's pictures, or take a new one; the reply holds what the text has to say."""
    course = editable_course(request, pk)
    if request.method == "GET":
        addresses = course.image_urls()
        known = [
            {
                "name": picture.name,
                "alt": picture.alt,
                "markdown": markdown_of(picture, ""),
                "url": addresses[picture.reference],
            }
            for picture in course.images.defer("data")
        ]
        return JsonResponse({"pictures": known})
    file, alt = request.FILES.get("file"), request.POST.get("alt", "")
    try:
        if file is None or not file.size:
            raise InvalidImage(gettext("choose a picture"))
        # One byte more than is allowed tells the reader that there are too many.
        data = file.read(MAX_IMAGE_BYTES + 1)
        picture = add_picture(course, file_name=str(file.name), data=data, alt=alt, by=request.user)
    except (InvalidImage, ReadingStopped) as error:
        reason = str(error).rstrip(".")
        return JsonResponse(
            {"error": gettext("This picture cannot be used: %(reason)s.") % {"reason": reason}}, status=422
        )
    return JsonResponse({"markdown": markdown_of(picture, alt)})


def picture_urls() -> list[URLPattern]:
    """Return the address, below /admin/content/course/."""
    return [path("<int:pk>/pictures/", pictures, name="content_course_pictures")]
