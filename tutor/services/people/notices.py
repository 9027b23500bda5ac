"""What others did to how a person signs in: kept, told at the next sign-in, and looked up at any time."""

from collections import Counter
from collections.abc import Iterable

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content import figures
from content.language import gettext
from tutor.models import AccountNotice, User

Kind = AccountNotice.Kind
_WORDS: dict[str, str | Promise] = {
    Kind.PASSWORD_RESET: _("%(by)s gave you a new password on %(on)s."),
    Kind.CARD_PRINTED: _("%(by)s printed a sign-in card for you on %(on)s. Older cards no longer work."),
    Kind.PICTURES_SET: _("%(by)s gave you new pictures to sign in with on %(on)s."),
    Kind.MERGED: _("%(by)s made one account of your two on %(on)s."),
}
# More would bury the page; all of them are under "What is kept about you".
MOST_TOLD = 3
MOST_LISTED = 10


def note(*, people: Iterable[int], kind: str, by: User | None) -> None:
    """Keep what was done to these people's accounts; to be called in the transaction that does it."""
    name = by.display_name if by is not None else ""
    rows = [AccountNotice(person_id=key, kind=kind, by=by, by_name=name[:310]) for key in people]
    if by is None:
        # Of what people did themselves they know.
        for row in rows:
            row.seen_at = row.at
    AccountNotice.objects.bulk_create(rows)


def tell_news(*, person: User, is_own: bool) -> list[str]:
    """Return what a person has not been told yet, newest first, in words.

    Args:
        person: who signs in.
        is_own: nobody else could have begun this session. Only then it counts as told: in another it may be
            the very teacher who reads it.
    """
    unseen = AccountNotice.objects.filter(person=person, seen_at=None, kind__in=_WORDS)
    # What was done twice on one day reads the same, and is told once.
    news = list(dict.fromkeys(describe(one) for one in unseen[:MOST_LISTED]))[:MOST_TOLD]
    if news and is_own:
        unseen.update(seen_at=timezone.now())
    return news


def notices_of(person: User) -> list[str]:
    """Return the last things done to how a person signs in, newest first, in words."""
    told = Counter(describe(notice) for notice in AccountNotice.objects.filter(person=person)[:MOST_LISTED])
    # A counter keeps the order in which its words came first.
    return [
        words if count == 1 else gettext("%(what)s (%(count)s times)") % {"what": words, "count": count}
        for words, count in told.items()
    ]


def describe(notice: AccountNotice) -> str:
    """Return one notice as a sentence."""
    words = _WORDS.get(notice.kind)
    on = figures.long_day(timezone.localtime(notice.at))
    if words is None:
        return f"{notice.get_kind_display()} ({on})."
    return str(words) % {"by": notice.by_name or gettext("Somebody"), "on": on}
