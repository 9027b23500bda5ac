"""Rules from YAML.

rules:
  - slug: stays-confused
    name: Stays confused
    when: all                    # all | any
    conditions:
      - {signal: camera.confused, at_least: 0.65, leave: 0.45}
      - {signal: behaviour.seconds_without_progress, at_least: 10, least: 5, most: 30}   # may move between
      - {signal: mastery.misconceptions_course, misconception: adds-denominators, at_least: 2}
    hold_s: 40
    hold_least_s: 20             # the hold time may move between, by what helped; without: it stays
    hold_most_s: 60
    learn_from: 200              # students that a comparison of two settings counts
    show: [visual, easier]       # in this order
    escalate_s: 60               # the next one after so much longer; else after the cooldown
    cooldown_s: 120
    mode: act                    # act | offer
    scope: learner               # learner | class
    priority: 10
    sentence: What the student reads.
    only_in: {lessons: [halves], step_kinds: [practice]}
    enabled: true

An exported rule that makes no sense any more says why under `unsound`; only a course's own history takes
it in again, so that its author can mend it.
"""

from collections.abc import Container

from content.coursefiles.documents import RuleDoc
from content.coursefiles.faults import FaultList
from content.coursefiles.lined import Lined, read_yaml
from content.language import gettext
from content.policy.rules import RULE_FIELDS, InvalidRule, WrittenCondition
from content.questions import misconceptions_in

_FIELDS = ("slug", "conditions", "enabled", "unsound", *(one.codec.file for one in RULE_FIELDS))
_FIELD_OF = {one.name: one.codec.file for one in RULE_FIELDS}


def read_rules(
    source: str,
    *,
    file: str,
    faults: FaultList | None = None,
    keep_unsound: bool = False,
    misconceptions: Container[str] | None = None,
) -> tuple[RuleDoc, ...]:
    """Return the rules of a file.

    Given `faults`, the faults are noted there and the other rules returned. With `keep_unsound`, a rule
    that makes no sense is no fault. A misconception that is not among the course's `misconceptions` is one;
    None takes any.

    Raises:
        BadCourseFiles: without `faults`, when there is any fault.
        Unreadable: with `faults`, when the file is no YAML.
    """
    noted = FaultList() if faults is None else faults
    try:
        root = read_yaml(source, file=file, faults=noted)
    except Exception:
        # `Unreadable` has noted its fault: a caller without a list of its own gets it as `BadCourseFiles`.
        if faults is None:
            noted.raise_if_any()
        raise
    root.refuse_unknown("rules")
    found: dict[str, RuleDoc] = {}
    for part in root.parts("rules"):
        rule = _read_rule(part, keep_unsound=keep_unsound)
        _check_misconceptions(part, misconceptions)
        if rule and rule.slug in found:
            part.fault(gettext("a second rule called %(slug)r") % {"slug": rule.slug}, "slug")
        if rule:
            found[rule.slug] = rule
    if faults is None:
        noted.raise_if_any()
    return tuple(found.values())


def _read_rule(part: Lined, *, keep_unsound: bool) -> RuleDoc | None:
    part.refuse_unknown(*_FIELDS)
    read = [_read_condition(entry, keep_unsound=keep_unsound) for entry in part.parts("conditions")]
    conditions = [condition for condition in read if condition]
    stated = part.data.get("conditions") or []
    # The fault is noted; with one condition less it would be another rule.
    if not isinstance(stated, list) or len(conditions) < len(stated):
        return None
    rule = RuleDoc(
        slug=part.slug(),
        conditions=tuple(conditions),
        is_enabled=part.flag("enabled", default=True),
        **{one.name: one.codec.from_file(part, one.default) for one in RULE_FIELDS},
    )
    return rule if keep_unsound or _is_sound(rule, part) else None


def _check_misconceptions(part: Lined, known: Container[str] | None) -> None:
    for path, slug in misconceptions_in(part.data):
        if known is not None and slug not in known:
            part.fault(gettext("course.yaml has no misconception called %(slug)r") % {"slug": slug}, *path)


def _is_sound(rule: RuleDoc, part: Lined) -> bool:
    try:
        _ = rule.policy
    except InvalidRule as error:
        part.fault(str(error), _FIELD_OF.get(error.field, error.field))
        return False
    return True


def _read_condition(part: Lined, *, keep_unsound: bool) -> WrittenCondition | None:
    part.refuse_unknown("signal", "at_least", "at_most", "leave", "misconception", "least", "most")
    sides = [name for name in ("at_least", "at_most") if name in part.data]
    if len(sides) != 1:
        part.fault(gettext("a condition has either at_least or at_most"))
        return None
    enter = part.number(sides[0], 0.0)
    leave, about = part.number("leave", enter), part.text("misconception", default="", most=80)
    least, most = (part.number(name, 0.0) if name in part.data else None for name in ("least", "most"))
    condition = WrittenCondition(part.text("signal"), sides[0], enter, leave, about, least, most)
    if keep_unsound:
        return condition
    try:
        condition.to_policy()
    except InvalidRule as error:
        part.fault(str(error), sides[0] if error.field == "enter" else error.field)
        return None
    return condition
