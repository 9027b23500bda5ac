"""A rule read back while it is being written."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from content.admin.amounts import read_amount, write_amount
from content.admin.pages import for_authors
from content.authoring.checklist import facts_of, lessons_of
from content.keys import read_key
from content.language import gettext
from content.models import Course
from content.policy.codec import NotSent
from content.policy.rules import RULE_FIELDS, Condition, InvalidRule, Rule, RuleField
from content.policy.sentences import rule_sentence
from content.policy.signals import SIGNALS
from content.policy.warnings import warn_about
from content.rules import rules_for


@for_authors
@require_POST
def read_back(request: HttpRequest) -> HttpResponse:
    """Return the rule of a form as a sentence, and what is doubtful about it; nothing is stored."""
    key = request.POST.get("key") or "new"
    try:
        rule = rule_of(request.POST, key=key)
    except InvalidRule as error:
        return JsonResponse({"error": gettext("Not yet a rule: %(error)s.") % {"error": error}})
    chosen = read_key(request.POST.get("course", ""))
    course = Course.all_objects.working_copies_of(request.user).filter(pk=chosen or 0).first()
    others = [other for other in rules_for(course) if other.key != key]
    steps = facts_of(course, lessons_of(course)) if course else []
    warnings = [warning.text for warning in warn_about([*others, rule], steps) if warning.rule == key]
    return JsonResponse({"sentence": rule_sentence(rule), "warnings": warnings})


def rule_of(form: Any, *, key: str) -> Rule:
    """Return the rule that a form sent.

    Raises:
        InvalidRule: it makes no sense, or something in it is none.
    """
    return Rule(
        key=key,
        conditions=tuple(_conditions(form)),
        **{one.name: _read(one, form) for one in RULE_FIELDS},
    )


def _read(one: RuleField, form: Any) -> Any:
    try:
        return one.codec.from_form(form, one.name, one.default)
    except NotSent as error:
        raise InvalidRule(str(error), field=one.name) from None


def _conditions(form: Any) -> list[Condition]:
    total = read_key(str(form.get("conditions-TOTAL_FORMS", "0"))) or 0
    found = []
    # What the browser claims may be any number.
    for index in range(min(total, 50)):
        prefix = f"conditions-{index}"
        signal = SIGNALS.get(form.get(f"{prefix}-signal", ""))
        if signal is None or form.get(f"{prefix}-DELETE"):
            continue
        enter_text = form.get(f"{prefix}-enter", "")
        ends = [form.get(f"{prefix}-{name}") for name in ("least", "most")]
        try:
            enter = read_amount(enter_text, signal.unit)
            leave = read_amount(form.get(f"{prefix}-leave") or enter_text, signal.unit)
            least, most = (read_amount(end, signal.unit) if end else None for end in ends)
        except ValueError as error:
            raise InvalidRule(
                gettext("%(signal)s: %(problem)s")
                % {"signal": signal.title, "problem": str(error).rstrip(".").lower()},
                field="enter",
            ) from None
        comparison, about = (
            form.get(f"{prefix}-comparison", "at_least"),
            form.get(f"{prefix}-misconception", ""),
        )
        if not signal.names_misconception:
            about = ""
        found.append(Condition(signal.name, comparison, enter, leave, about, least, most))
    return found


def registry() -> dict[str, dict[str, str]]:
    """Return what the form tells about each signal, and what a new condition starts from."""
    return {
        signal.name: {
            "meaning": f"{signal.meaning} {signal.unknown}",
            "comparison": signal.comparison,
            "enter": write_amount(signal.enter, signal.unit),
            "leave": write_amount(signal.leave, signal.unit),
            "names_misconception": "yes" if signal.names_misconception else "",
        }
        for signal in SIGNALS.values()
    }
