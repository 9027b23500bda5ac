"""What every template may know about the deployment."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from content.language import words_for_scripts
from tutor.services.people.legibility import legibility_of


def deployment(request: HttpRequest) -> dict[str, object]:
    """Add the deployment's switches to a template's context."""
    code = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "camera_feature": settings.CAMERA_AFFECT,
        "comparison_feature": settings.HELP_COMPARISON,
        "demo": settings.DEMO,
        "min_group": settings.MIN_GROUP,
        "sign_up": settings.SIGN_UP,
        "has_second_factors": settings.SECOND_FACTOR != "off",
        "has_providers": bool(settings.SIGN_ON_PROVIDERS),
        "tells_an_lrs": bool(settings.XAPI_ENDPOINT),
        "has_addresses": settings.EMAIL_CONFIRMATION,
        "language": code,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "legibility": legibility_of(getattr(request, "user", None), request.COOKIES),
        "languages": settings.LANGUAGES,
        "words_for_scripts": words_for_scripts(code),
    }
