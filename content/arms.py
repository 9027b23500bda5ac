"""A variant as what chance chooses among."""

from hashlib import sha256

from content.models import Variant
from content.policy.comparison import Arm


def arm_of(variant: Variant) -> Arm:
    """Return a variant in the version of its text that it has now: a changed text is another arm.

    A picture that is replaced under its name is no change of the text.
    """
    words = "\0".join((variant.kind, variant.title, variant.body))
    return Arm(variant=str(variant.pk), text=sha256(words.encode()).hexdigest()[:16])
