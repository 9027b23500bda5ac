"""What a class's page says of how its students get in."""

from typing import Any

from django.conf import settings

from tutor.models import Classroom
from tutor.services.people import cards, pictures
from tutor.services.people.passwords import pupils_of


def present_accounts(classroom: Classroom) -> dict[str, Any]:
    """Return whom the class's teachers may let in, and the devices that are open."""
    has_pictures, pupils = settings.PICTURE_SIGN_IN, pupils_of(classroom)
    return {
        "pupils": list(pupils.values()),
        "cards_in_use": cards.count_in_use(pupils.keys()) if pupils else 0,
        "picture_sign_in": has_pictures,
        "devices": pictures.open_devices(classroom) if has_pictures else [],
        "minutes": pictures.MINUTES,
    }
