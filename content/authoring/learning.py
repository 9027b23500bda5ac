"""What happens to a rule that learns: it begins, moves, is taken back, stopped; each is written down."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from content.models import Rule, RuleMove, RuleTuning
from content.policy import rules as policy
from content.policy.tuning import Finding, Setting, next_trial, opened_numbers, settle, take_back
from content.policy.tuning.search import LEVELS
from content.policy.tuning.settings import STUDENTS

What = RuleMove.What
_VERDICTS = {"better": What.MOVED, "alike": What.KEPT, "worse": What.KEPT}


def taught_by(rule: Rule) -> Rule:
    """Return the row of a rule that students are taught by: of a draft's rule the published one."""
    published: Any = rule.origin
    found: Rule = published or rule
    return found


@transaction.atomic
def begin(rule: Rule, read: policy.Rule) -> RuleTuning:
    """Return the search of a rule; one that does not fit what is written begins anew, at what is written."""
    Rule.objects.select_for_update().get(pk=rule.pk)
    tuning = RuleTuning.objects.select_for_update().filter(rule=rule).first()
    if tuning is not None and tuning.holds_for(read):
        return tuning
    fresh = RuleTuning.beginning(rule, read)
    if tuning is not None:
        # Numbers of comparisons are not given twice: what entered an earlier one must not count here.
        fresh.pk, fresh.round, fresh.is_stopped = tuning.pk, tuning.round, tuning.is_stopped
    _note(fresh, read, What.BEGAN, before=fresh.at)
    _open_next(fresh, read)
    return fresh


@transaction.atomic
def look(tuning_id: int, read: policy.Rule, *, counted: int, finding: Finding | None, is_told: bool) -> None:
    """Take in what the comparison under way says; move if the other setting did better.

    Args:
        tuning_id: whose.
        read: the rule as it is written.
        counted: how many students are counted by now.
        finding: `None` while it is not over.
        is_told: whether the log may hold counts.
    """
    tuning = RuleTuning.objects.select_for_update().get(pk=tuning_id)
    if tuning.trial is None or tuning.is_stopped or not tuning.holds_for(read):
        return
    tuning.looked_at = timezone.now()
    if finding is None:
        # Of a rule that reads the camera no number of students is told, and none is kept.
        tuning.counted = counted if is_told else 0
        tuning.save()
        return
    before, trial = tuning.at, tuning.trial
    tuning.take(settle(tuning.search, tuple(trial), is_better=finding.verdict == "better"))
    what = What.HARMED if finding.is_early else _VERDICTS[finding.verdict]
    _note(tuning, read, what, before=before, tried=trial, facts=_facts(finding) if is_told else {})
    _open_next(tuning, read)


@transaction.atomic
def take_move_back(rule: Rule, read: policy.Rule, *, by: Any) -> Setting | None:
    """Let what held before the last move hold again; return it, `None` if there is no move to take back."""
    tuning = RuleTuning.objects.select_for_update().filter(rule=rule).first()
    move = last_move(rule)
    if tuning is None or move is None or move.after != tuning.at or not tuning.holds_for(read):
        return None
    before, to = tuning.at, tuple(move.before)
    tuning.take(take_back(tuning.search, to))
    _note(tuning, read, What.TOOK_BACK, before=before, by=by)
    _open_next(tuning, read)
    return to


@transaction.atomic
def stop(rule: Rule, read: policy.Rule, *, by: Any) -> None:
    """Compare nothing more; what holds stays. A second time nothing changes."""
    tuning = RuleTuning.objects.select_for_update().filter(rule=rule, is_stopped=False).first()
    if tuning is None or not tuning.holds_for(read):
        return
    tuning.is_stopped, tuning.trial = True, None
    tuning.save()
    _note(tuning, read, What.STOPPED, before=tuning.at, by=by)


@transaction.atomic
def go_on(rule: Rule, read: policy.Rule, *, by: Any) -> None:
    """Go on comparing; where nothing was left to try, look at everything once more."""
    tuning = RuleTuning.objects.select_for_update().filter(rule=rule).first()
    if tuning is None or not tuning.holds_for(read) or tuning.trial is not None:
        return
    tuning.is_stopped = False
    if tuning.level >= LEVELS:
        tuning.level, tuning.done = 0, []
    _note(tuning, read, What.WENT_ON, before=tuning.at, by=by)
    _open_next(tuning, read)


def last_move(rule: Rule) -> RuleMove | None:
    """Return the last move that was not taken back, of the search that goes on now."""
    taken = 0
    for entry in rule.moves.order_by("-made_at", "-pk"):
        if entry.what == What.BEGAN:
            return None
        if entry.what == What.TOOK_BACK:
            taken += 1
        elif entry.what == What.MOVED and taken:
            taken -= 1
        elif entry.what == What.MOVED:
            return entry
    return None


def _open_next(tuning: RuleTuning, read: policy.Rule) -> None:
    """Begin the next comparison, with a number of its own and a number of students that is fixed now."""
    search, trial = next_trial(opened_numbers(read), tuning.search)
    tuning.take(search)
    tuning.trial = None if trial is None or tuning.is_stopped else list(trial)
    tuning.round, tuning.counted = tuning.round + 1, 0
    tuning.students = read.learn_from or STUDENTS
    tuning.save()
    if trial is None:
        _note(tuning, read, What.RESTED, before=tuning.at)


def _note(
    tuning: RuleTuning,
    read: policy.Rule,
    what: RuleMove.What,
    *,
    before: list[float],
    tried: list[float] | None = None,
    facts: dict[str, Any] | None = None,
    by: Any = None,
) -> None:
    RuleMove.objects.create(
        rule_id=tuning.rule_id,
        what=what,
        numbers=[one.name for one in opened_numbers(read)],
        before=before,
        after=tuning.at,
        tried=tried,
        facts=facts or {},
        made_by=by,
    )


def _facts(finding: Finding) -> dict[str, Any]:
    low, high = finding.interval
    return {
        "now": list(finding.now),
        "trial": list(finding.trial),
        "interval": [round(low, 4), round(high, 4)],
    }
