"""What came after teachers' help over a term, as a document."""

from collections.abc import Mapping, Sequence

from content import figures
from content.language import gettext, gettext_noop, ngettext
from tutor.domain.learning.help_first import Code
from tutor.domain.reports.help_effect import (
    Compared,
    Learner,
    Outcome,
    after_each_help,
    compare,
    outcomes_of,
    share_of,
)
from tutor.domain.reports.shares import Share, percent
from tutor.reports.document import Document, Row, Section, Table, share_cells, share_head, too_few

REASONS = {
    Code.ASKED: gettext_noop("Hand up"),
    Code.LOST: gettext_noop("Said “I’m lost”"),
    Code.WRONG: gettext_noop("Wrong again"),
    Code.FITS: gettext_noop("Answers that fit one mix-up"),
    Code.STAY: gettext_noop("Long without a right answer"),
    Code.IDLE: gettext_noop("Nothing typed or tapped"),
    Code.BEHIND: gettext_noop("Behind the class"),
}
GOT_OUT = gettext_noop("Right at that step within half an hour")
FIRST_TRY = gettext_noop("Next new question right at the first try")


def help_document(learners: Mapping[int, Learner], *, heading: str, min_group: int, until: float) -> Document:
    """Return what came after help, compared with no help, and by reason.

    Args:
        learners: the class's students, by key.
        heading: of which class, and when.
        min_group: the smallest number of students of whom a share is told.
        until: the end of the term in epoch seconds, or now.
    """
    helped, others, landmark = outcomes_of(learners, until=until)
    got_out = compare(_got_out(helped), _got_out(others), least=min_group)
    first = compare(_first_try(helped), _first_try(others), least=min_group)
    noted = sum(len(learner.helps) for learner in learners.values())
    return Document(
        heading=heading,
        sentence=_headline(noted, got_out),
        leads_title=gettext("What it comes to"),
        leads=[(gettext(GOT_OUT), _say(got_out)), (gettext(FIRST_TRY), _say(first))] if noted else [],
        sections=[
            _compared_section({GOT_OUT: got_out, FIRST_TRY: first}) if noted or others else _empty_section(),
            *([_reasons_section(learners, min_group, until)] if noted else []),
        ],
        notes=_notes(landmark, min_group),
    )


def _got_out(came: Sequence[Outcome]) -> list[tuple[int, bool | None]]:
    return [(one.learner, one.got_out) for one in came]


def _first_try(came: Sequence[Outcome]) -> list[tuple[int, bool | None]]:
    return [(one.learner, one.first_try) for one in came]


def _headline(noted: int, got_out: Compared) -> str:
    if not noted:
        return gettext(
            "No help was noted yet. Press “I helped” on the list, and what came after will be here."
        )
    if got_out.difference is None:
        text = ngettext(
            "%(n)s help noted: too few to say what came of it.",
            "%(n)s times help noted: too few to say what came of it.",
            noted,
        )
        return text % {"n": noted}
    if not got_out.is_sure:
        return gettext("After your help about as many got out as without it; the numbers cannot tell more.")
    if got_out.difference[0] > 0:
        return gettext("After your help more students got out than without it.")
    return gettext(
        "After your help fewer students got out than without it: perhaps you go to the hardest cases."
    )


def _say(compared: Compared) -> str:
    if compared.helped is None or compared.others is None or compared.difference is None:
        return gettext("Too few to say.")
    difference, low, high = (_points(value) for value in compared.difference)
    values = {"helped": str(compared.helped), "others": str(compared.others)}
    text = gettext(
        "%(helped)s after your help, %(others)s where nobody helped: %(points)s points apart "
        "(%(low)s to %(high)s)."
    )
    return text % {**values, "points": difference, "low": low, "high": high}


def _points(value: float) -> str:
    rounded = percent(abs(value))
    return figures.number(-rounded if value < 0 else rounded)


def _compared_section(outcomes: Mapping[str, Compared]) -> Section:
    rows, cells = [], []
    for title, compared in outcomes.items():
        for label, share in (
            (gettext("After your help"), compared.helped),
            (gettext("Stuck alike, and nobody noted help"), compared.others),
        ):
            rows.append(Row(label, _facts(share), share, group=gettext(title)))
            cells.append([gettext(title), label, _count(share), *share_cells(share)])
    return Section(
        "Compared",
        gettext("Wrong three times at a step: with your help, and without"),
        rows,
        Table([gettext("What"), gettext("Who"), gettext("Times"), *share_head()], cells),
        gettext("Share"),
        note=gettext(
            "This is no proof: you choose whom you help, and those who get help may differ from those "
            "who do not."
        ),
    )


def _empty_section() -> Section:
    return Section(
        "Compared",
        gettext("Wrong three times at a step: with your help, and without"),
        [],
        Table([], []),
        empty=gettext(
            "Nothing to compare yet. Here will be who was wrong three times in a row at a step, once some "
            "time has gone by after it."
        ),
    )


def _reasons_section(learners: Mapping[int, Learner], min_group: int, until: float) -> Section:
    came = after_each_help(learners, until=until)
    rows, cells = [], []
    for code, title in REASONS.items():
        if code.value in came:
            outcomes = came[code.value]
            share = share_of(_first_try(outcomes), least=min_group)
            rows.append(Row(gettext(title), _facts(share), share))
            cells.append([gettext(title), _count(share), *share_cells(share)])
    return Section(
        "Reasons",
        gettext("The next new question after your help, by why the list named somebody"),
        rows,
        Table([gettext("Why"), gettext("Times"), *share_head()], cells),
        gettext("Right at the first try"),
        empty=gettext("No help was noted for somebody on the list."),
    )


def _facts(share: Share | None) -> str:
    if share is None:
        return too_few()
    return ngettext("%(n)s time", "%(n)s times", share.n) % {"n": share.n}


def _count(share: Share | None) -> str | int:
    return too_few() if share is None else share.n


def _notes(landmark: float, min_group: int) -> list[str]:
    minutes = max(1, round(landmark / 60))
    text = ngettext(
        "Without help only those count who were still stuck after %(n)s minute, as long as help took.",
        "Without help only those count who were still stuck after %(n)s minutes, as long as help took.",
        minutes,
    )
    return [
        text % {"n": minutes},
        gettext("Each step counts once for a student. Help that nobody noted counts as none."),
        gettext("Shares of fewer than %(least)s students are withheld. Intervals are at %(sure)s.")
        % {"least": min_group, "sure": figures.percent(95)},
    ]
