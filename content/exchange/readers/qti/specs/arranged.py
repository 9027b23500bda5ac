"""What is put in order or brought together in pairs."""

from collections import Counter
from collections.abc import Sequence

from content.exchange.readers.qti.model import Option, Spec, Trial
from content.exchange.readers.qti.specs.feedback import sort_feedback
from content.exchange.readers.qti.tree import Unfit
from content.language import gettext as _

Kinds = list[tuple[str, str, Spec]]
"""Of each question that comes of it: what its prompt adds, its kind and its specification."""


def order_spec(trial: Trial) -> Spec:
    """Return the specification of items in their right order; raises Unfit where they are not all in it."""
    options = {option.identifier: option.text for option in trial.interaction.options if option.text}
    known = [trial.declared.correct, *trial.marker.sequences(trial.interaction.response)]
    orders = [order for order in known if order]
    if not orders:
        raise Unfit(_("nothing declares which order is right"))
    right = max(orders, key=lambda order: trial.points(*order) or 0.0)
    if set(right) != set(options):
        raise Unfit(_("only some of its items are to be put in order"))
    told = _told(trial, right, tuple(reversed(right)))
    return {**told, "items": [options[name] for name in right]}


def match_specs(trial: Trial) -> Kinds:
    """Return what comes of pairs: one question, or a choice for each thing that has several partners.

    Raises:
        Unfit: nothing says which pairs are right, or something has no partner on either side.
    """
    pairs = right_pairs(trial)
    lefts, rights = trial.interaction.options, trial.interaction.targets
    if trial.interaction.kind == "associate":
        return [("", "matching", {**told_pairs(trial, pairs), **_associated(trial, pairs)})]
    for sides, turned in (((lefts, rights), pairs), ((rights, lefts), [(b, a) for a, b in pairs])):
        spec = _matched(*sides, turned)
        if spec is not None:
            return [("", "matching", {**told_pairs(trial, pairs), **spec})]
    trial.note(_("pairs in which things have several partners are a choice for each of them"))
    return [_several(left, rights, pairs) for left in lefts if left.text]


def right_pairs(trial: Trial) -> list[tuple[str, str]]:
    """Return the pairs that are right; raises Unfit where nothing says so."""
    gain = tuple(key for key, points in trial.declared.mapping if points > 0)
    sets = [trial.declared.correct, gain, *trial.marker.sequences(trial.interaction.response)]
    known = [one for one in sets if one]
    if not known:
        raise Unfit(_("nothing declares which pairs are right"))
    right = max(known, key=lambda one: trial.points(*one) or 0.0)
    pairs = [tuple(pair.split()) for pair in dict.fromkeys(right)]
    if any(len(pair) != 2 for pair in pairs):
        raise Unfit(_("one of its pairs is no pair"))
    return [(pair[0], pair[1]) for pair in pairs]


def _matched(
    lefts: Sequence[Option], rights: Sequence[Option], pairs: Sequence[tuple[str, str]]
) -> Spec | None:
    """Return pairs in which each left has one partner, or None if that is not so."""
    texts = {option.identifier: option.text for option in (*lefts, *rights)}
    of_left = Counter(left for left, _ in pairs)
    if len(lefts) < 2 or any(of_left[option.identifier] != 1 for option in lefts):
        return None
    partner = dict(pairs)
    if not all(texts.get(partner[option.identifier]) and option.text for option in lefts):
        return None
    used = set(partner.values())
    others = [option.text for option in rights if option.identifier not in used and option.text]
    spec: Spec = {
        "pairs": [{"left": option.text, "right": texts[partner[option.identifier]]} for option in lefts]
    }
    return {**spec, "others": others} if others else spec


def _associated(trial: Trial, pairs: Sequence[tuple[str, str]]) -> Spec:
    """Return pairs out of one list, the first of each on the left."""
    options = {option.identifier: option.text for option in trial.interaction.options}
    seen = Counter(name for pair in pairs for name in pair)
    if any(count > 1 for count in seen.values()) or not seen.keys() <= options.keys():
        raise Unfit(_("something in its list has several partners"))
    trial.note(_("pairs out of one list have one of each pair on the left"))
    others = [text for name, text in options.items() if name not in seen and text]
    spec: Spec = {"pairs": [{"left": options[a], "right": options[b]} for a, b in pairs]}
    return {**spec, "others": others} if others else spec


def _several(
    left: Option, rights: Sequence[Option], pairs: Sequence[tuple[str, str]]
) -> tuple[str, str, Spec]:
    partners = {b for a, b in pairs if a == left.identifier}
    if not partners:
        raise Unfit(_("something that is to be matched has no partner"))
    choices = [
        {"text": option.text, "correct": option.identifier in partners} for option in rights if option.text
    ]
    return left.text, "multiple", {"choices": choices}


def told_pairs(trial: Trial, pairs: Sequence[tuple[str, str]]) -> Spec:
    """Return what is said to right and to wrong pairs."""
    right = tuple(f"{a} {b}" for a, b in pairs)
    seconds = [b for _, b in pairs]
    turned = tuple(f"{a} {b}" for (a, _), b in zip(pairs, [*seconds[1:], seconds[0]], strict=True))
    return _told(trial, right, turned)


def _told(trial: Trial, right: tuple[str, ...], wrong: tuple[str, ...]) -> Spec:
    """Return what is said to a right and to a wrong answer."""
    shown = {"right": trial.mark(*right).shown, "wrong": trial.mark(*wrong).shown}
    return dict(sort_feedback(shown, {"right"}, trial.feedback).common)
