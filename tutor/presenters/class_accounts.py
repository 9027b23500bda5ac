"""What a class's page says of how its students get in."""

from typing import Any

from django.conf import settings

from tutor.models import Classroom
from tutor.services.people import pictures
from tutor.services.people.passwords import pupils_of


def present_accounts(classroom: Classroom) -> dict[str, Any]:
    """Return whom the class's teachers may let in, and the devices that are open."""
    has_pictures = settings.PICTURE_SIGN_IN
    return {
        "pupils": list(pupils_of(classroom).values()),
        "picture_sign_in": has_pictures,
        "devices": pictures.open_devices(classroom) if has_pictures else [],
        "minutes": pictures.MINUTES,
    }
