"""Statements about learning as an LRS reads them: Attune's profile of xAPI, described in docs/xapi.md.

Source: ADL, "Experience API, version 1.0.3" (2016), part two; verbs and types of ADL's vocabulary.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

ADL = "http://adlnet.gov/expapi"
VERBS = {
    "answered": f"{ADL}/verbs/answered",
    "completed": f"{ADL}/verbs/completed",
    "mastered": f"{ADL}/verbs/mastered",
}
TYPES = {
    "course": f"{ADL}/activities/course",
    "lesson": f"{ADL}/activities/lesson",
    "question": f"{ADL}/activities/question",
    "skill": f"{ADL}/activities/objective",
}
# No language is known of what authors write.
UNDETERMINED = "und"


@dataclass(frozen=True)
class Activity:
    """Something that is learned from: its kind, a key of `TYPES`, its key here, and its title."""

    kind: str
    key: int
    title: str = ""


@dataclass(frozen=True)
class Fact:
    """What happened, without who.

    Attributes:
        verb: answered, completed, mastered or helped.
        within: what it is part of: the lesson, if there is one, and the course.
        is_correct: of an answer.
        rung: of a hint, 1 for the first.
    """

    statement_id: str
    verb: str
    about: Activity
    within: tuple[Activity, ...]
    at: datetime
    is_correct: bool | None = None
    rung: int | None = None


def build_statement(fact: Fact, *, actor: dict[str, Any], site: str) -> dict[str, Any]:
    """Return a statement as JSON has it; the same fact gives the same statement.

    Args:
        fact: what happened.
        actor: who, as `make_actor` returns it.
        site: this site's address, without a slash at its end.
    """
    parents = [_activity(part, site) for part in fact.within if part.kind == "lesson"]
    courses = [_activity(part, site) for part in fact.within if part.kind == "course"]
    context: dict[str, Any] = {"contextActivities": {"grouping": courses}}
    if parents:
        context["contextActivities"]["parent"] = parents
    if fact.rung is not None:
        context["extensions"] = {f"{site}/xapi/extensions/hint": fact.rung}
    statement: dict[str, Any] = {
        "id": fact.statement_id,
        "actor": actor,
        "verb": {"id": VERBS.get(fact.verb, f"{site}/xapi/verbs/{fact.verb}"), "display": {"en": fact.verb}},
        "object": _activity(fact.about, site),
        "context": context,
        "timestamp": fact.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if result := _result(fact):
        statement["result"] = result
    return statement


def _result(fact: Fact) -> dict[str, bool]:
    if fact.verb == "completed":
        return {"completion": True}
    return {} if fact.is_correct is None else {"success": fact.is_correct}


def _activity(activity: Activity, site: str) -> dict[str, Any]:
    definition: dict[str, Any] = {"type": TYPES[activity.kind]}
    if activity.title:
        definition["name"] = {UNDETERMINED: activity.title}
    return {
        "objectType": "Activity",
        "id": f"{site}/xapi/{activity.kind}s/{activity.key}",
        "definition": definition,
    }


def make_pseudonym(person: int, *, key: bytes) -> str:
    """Return what stands for a person: the same each time, and nothing to whoever lacks the key."""
    return hmac.digest(key, f"person {person}".encode(), "sha256").hex()[:32]


def make_actor(*, account: str, site: str, name: str = "", email: str = "") -> dict[str, Any]:
    """Return who learned: by an account of this site, or by an e-mail address where there is one."""
    actor: dict[str, Any] = {"objectType": "Agent"}
    if name:
        actor["name"] = name
    # The standard wants exactly one of these.
    if email:
        return {**actor, "mbox": f"mailto:{email}"}
    return {**actor, "account": {"homePage": site, "name": account}}
