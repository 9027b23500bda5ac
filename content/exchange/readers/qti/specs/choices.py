"""Choices: which of them are right is found by trying each."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from content.exchange.readers.qti.model import Option, Spec, Trial
from content.exchange.readers.qti.specs.feedback import sort_feedback
from content.exchange.readers.qti.tree import Unfit
from content.language import gettext as _

MOST_TRIED = 10
"""Of so many choices every set is tried, where nothing is declared right."""


def choice_spec(trial: Trial) -> tuple[str, Spec]:
    """Return the kind and specification of a choice.

    Raises:
        Unfit: none is right, or fewer than two are offered.
    """
    options = _told_apart(trial.interaction.options)
    if len(options) < 2:
        raise Unfit(_("it offers fewer than two choices"))
    kind, spec = _multiple(trial, options) if trial.interaction.is_multiple else _single(trial, options)
    spec["choices"] = _each_once(trial, spec["choices"])
    if _keeps_order(trial):
        spec["keep_order"] = True
    return kind, spec


def _each_once(trial: Trial, choices: list[Spec]) -> list[Spec]:
    """Return choices without those that repeat another one, and are as right or as wrong."""
    kept: dict[tuple[str, bool], Spec] = {}
    for choice in choices:
        kept.setdefault((choice["text"], choice["correct"]), choice)
    if len(kept) < len(choices):
        trial.note(_("a choice that stands twice is taken once"))
    return list(kept.values())


def _keeps_order(trial: Trial) -> bool:
    is_partly_fixed = any(option.is_fixed for option in trial.interaction.options)
    if is_partly_fixed and not trial.interaction.keeps_order:
        trial.note(_("a choice that keeps its place keeps all of them in their order"))
    return trial.interaction.keeps_order or is_partly_fixed


def _told_apart(options: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(option for option in options if option.text)


def _single(trial: Trial, options: tuple[Option, ...]) -> tuple[str, Spec]:
    marks = {option.identifier: trial.mark(option.identifier) for option in options}
    points = {name: mark.points or 0.0 for name, mark in marks.items()}
    best = max(points.values())
    right = {name for name, value in points.items() if value == best} if best > 0 else set()
    if not right or len(right) == len(options):
        right = set(trial.declared.best()[:1]) & marks.keys()
    if not right:
        raise Unfit(_("none of its choices is right"))
    if any(0 < value < best for value in points.values()):
        trial.note(_("an answer worth part of the points is wrong here; what is said to it is kept"))
    told = sort_feedback({name: mark.shown for name, mark in marks.items()}, set(right), trial.feedback)
    choices = [_choice(option, option.identifier in right, told.own) for option in options]
    spec = {**told.common, "choices": choices}
    return "single", {**spec, "any_correct": True} if len(right) > 1 else spec


def _choice(option: Option, is_right: bool, own: Mapping[Any, str]) -> Spec:
    choice: Spec = {"text": option.text, "correct": is_right}
    feedback = own.get(option.identifier, "")
    return {**choice, "feedback": feedback} if feedback else choice


def _multiple(trial: Trial, options: tuple[Option, ...]) -> tuple[str, Spec]:
    names = [option.identifier for option in options]
    right = _right_set(trial, names)
    if not right:
        raise Unfit(_("none of its choices is right"))
    if _counts_parts(trial, names, right):
        trial.note(_("an answer worth part of the points is wrong here; what is said to it is kept"))
    shown = {tuple(right): trial.mark(*right).shown}
    shown |= {(name,): trial.mark(name).shown for name in names if (name,) != tuple(right)}
    told = sort_feedback(shown, {tuple(right)}, trial.feedback)
    own = {name: told.own.get((name,), "") for name in names if name not in right}
    common = dict(told.common)
    if tuple(right) in told.own:
        common["feedback_right"] = told.own[tuple(right)]
    choices = [_choice(option, option.identifier in right, own) for option in options]
    return "multiple", {**common, "choices": choices}


def _right_set(trial: Trial, names: list[str]) -> list[str]:
    """Return the choices that are all to be made, in the order in which they are offered."""
    declared = trial.declared
    gain = [key for key, points in declared.mapping if points > 0]
    # Where each choice is marked by itself, no condition names them all together.
    nothing = trial.points() or 0.0
    alone = [name for name in names if (trial.points(name) or 0.0) > nothing]
    known = [declared.correct, gain, alone, *trial.marker.sequences(trial.interaction.response)]
    candidates = [[name for name in names if name in one] for one in known]
    candidates = [one for one in candidates if one]
    points = [trial.points(*one) for one in candidates]
    counted = [value for value in points if value is not None and value > 0]
    if counted:
        return candidates[points.index(max(counted))]
    if declared.correct:
        return [name for name in names if name in declared.correct]
    return _searched(trial, names)


def _searched(trial: Trial, names: list[str]) -> list[str]:
    """Return the smallest set that has the most points."""
    if len(names) > MOST_TRIED:
        raise Unfit(_("nothing declares which of its choices are right"))
    found: list[str] = []
    best = 0.0
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            points = trial.points(*chosen) or 0.0
            if points > best:
                found, best = list(chosen), points
    return found


def _counts_parts(trial: Trial, names: list[str], right: list[str]) -> bool:
    best = trial.points(*right) or 0.0
    return any(0 < (trial.points(name) or 0.0) < best for name in names)
