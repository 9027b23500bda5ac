"""Rules from YAML.

rules:
  - slug: stays-confused
    name: Stays confused
    when: all                    # all | any
    conditions:
      - {signal: camera.confused, at_least: 0.65, leave: 0.45}
      - {signal: behaviour.seconds_without_progress, at_least: 10}
    hold_s: 40
    show: [visual, easier]       # in this order
    escalate_s: 60               # the next one after so much longer; else after the cooldown
    cooldown_s: 120
    mode: act                    # act | offer
    scope: learner               # learner | class
    priority: 10
    sentence: What the student reads.
    only_in: {lessons: [halves], step_kinds: [practice]}
    enabled: true
"""

from content.coursefiles.documents import RuleDoc
from content.coursefiles.faults import FaultList
from content.coursefiles.lined import TITLE, Lined, read_yaml
from content.policy.rules import Condition, InvalidRule, Limits, Rule

_FIELDS = (
    *("slug", "name", "when", "conditions", "hold_s", "show", "escalate_s", "cooldown_s"),
    *("mode", "scope", "priority", "sentence", "only_in", "enabled"),
)
_FIELD_OF = {"join": "when", "effects": "show", "limits": "only_in"}


def read_rules(source: str, *, file: str, faults: FaultList | None = None) -> tuple[RuleDoc, ...]:
    """Return the rules of a file.

    Given `faults`, the faults are noted there and the sound rules returned.

    Raises:
        BadCourseFiles: without `faults`, when there is any fault.
        Unreadable: with `faults`, when the file is no YAML.
    """
    noted = FaultList() if faults is None else faults
    try:
        root = read_yaml(source, file=file, faults=noted)
    except Exception:
        if faults is None:
            noted.raise_if_any()
        raise
    root.refuse_unknown("rules")
    found: dict[str, RuleDoc] = {}
    for part in root.parts("rules"):
        rule = _read_rule(part)
        if rule and rule.slug in found:
            part.fault(f"a second rule called {rule.slug!r}", "slug")
        if rule:
            found[rule.slug] = rule
    if faults is None:
        noted.raise_if_any()
    return tuple(found.values())


def _read_rule(part: Lined) -> RuleDoc | None:
    part.refuse_unknown(*_FIELDS)
    conditions = [condition for entry in part.parts("conditions") if (condition := _read_condition(entry))]
    stated = part.data.get("conditions") or []
    if not isinstance(stated, list) or len(conditions) < len(stated):
        return None
    limits = part.part("only_in")
    limits.refuse_unknown("courses", "lessons", "step_kinds")
    escalate_s = part.number("escalate_s", -1.0) if "escalate_s" in part.data else None
    try:
        policy = Rule(
            key=part.slug(),
            name=part.text("name", most=TITLE),
            conditions=tuple(conditions),
            effects=part.texts("show"),
            join=part.text("when", default="all"),  # type: ignore[arg-type] # Rule checks the word
            scope=part.text("scope", default="learner"),  # type: ignore[arg-type]
            mode=part.text("mode", default="act"),  # type: ignore[arg-type]
            hold_s=part.number("hold_s", 0.0),
            escalate_s=escalate_s,
            cooldown_s=part.number("cooldown_s", 120.0),
            priority=int(part.number("priority", 0.0)),
            sentence=part.text("sentence", default="", most=300),
            limits=Limits(*(frozenset(limits.texts(name)) for name in ("courses", "lessons", "step_kinds"))),
        )
    except InvalidRule as error:
        part.fault(str(error), _FIELD_OF.get(error.field, error.field))
        return None
    return RuleDoc(policy=policy, is_enabled=part.flag("enabled", default=True))


def _read_condition(part: Lined) -> Condition | None:
    part.refuse_unknown("signal", "at_least", "at_most", "leave")
    sides = [name for name in ("at_least", "at_most") if name in part.data]
    if len(sides) != 1:
        part.fault("a condition has either at_least or at_most")
        return None
    enter = part.number(sides[0], 0.0)
    leave = part.number("leave", enter)
    try:
        return Condition(part.text("signal"), sides[0], enter, leave)
    except InvalidRule as error:
        part.fault(str(error), sides[0] if error.field == "enter" else error.field)
        return None
