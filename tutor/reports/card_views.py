"""Sign-in cards as they are printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from tutor.domain.readable import spaced_code
from tutor.services.people.cards import PrintedCard

Words = str | Promise


@dataclass(frozen=True)
class CardView:
    """One card.

    Attributes:
        code: in two halves.
        page: where the code is typed, without what a browser adds by itself.
        address: what the QR code leads to.
        pictures: file names without their ending, each with its word.
        last_day: on which the card works.
    """

    name: str
    username: str
    code: str
    page: str
    address: str
    pictures: list[tuple[str, Words]]
    last_day: date

    @property
    def qr(self) -> str:
        """Return the QR code as an address of data: dark on white in every scheme, as readers need it."""
        return self.matrix().svg_data_uri(scale=4, border=1, dark="#14181a", light="#ffffff", omitsize=True)

    def matrix(self) -> segno.QRCode:
        """Return the QR code. "M" reads with a seventh of it under a thumb."""
        return segno.make(self.address, error="m", micro=False)


def present_cards(
    request: HttpRequest, printed: Sequence[PrintedCard], *, names: Mapping[str, Words]
) -> list[CardView]:
    """Return the cards for their sheet, in the order in which they were made."""
    page = f"{request.get_host()}{reverse('tutor:type_card')}"
    return [
        CardView(
            name=card.student.display_name,
            username=card.student.username,
            code=spaced_code(card.code),
            page=page,
            address=request.build_absolute_uri(reverse("tutor:card", args=[card.code])),
            pictures=[(name, names[name]) for name in card.pictures],
            last_day=timezone.localdate(card.expires_at - timedelta(seconds=1)),
        )
        for card in printed
    ]
