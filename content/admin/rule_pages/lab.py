"""The rule lab: rules played against learners, recordings and sliders, before students meet them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content.admin.pages import author_page, editable_course, editable_step, for_authors, read_json
from content.admin.rule_pages.comparing import lab_of_comparisons
from content.authoring.access import may_edit
from content.authoring.drafts import part_in_working_copy
from content.authoring.versions import record_first_version, record_version
from content.keys import read_key
from content.lab.changes import NUMBERS, changed_rule, with_change
from content.lab.learners import LEARNERS
from content.lab.picture import clock, picture_of, table_of
from content.lab.play import Play, compare_plays, count_acting, play, play_recording
from content.lab.recordings import Stays, read_recording, recordings_for
from content.lab.ticks import FOLLOWING, Ticks, tell_named
from content.language import gettext
from content.models import Course, Rule, Step
from content.policy import rules as policy
from content.policy.decide import PastAdaptation, Situation, Snapshot, decide, examine
from content.policy.kinds import BUILT_IN, KINDS
from content.policy.misconceptions import title_about
from content.policy.rules import Condition
from content.policy.sentences import rule_sentence
from content.policy.signals import EMOTIONS, FAMILIES, SIGNALS, Signal
from content.policy.units import duration
from content.rules import rules_for

MAX_RECORDING = 2_000_000


@dataclass(frozen=True)
class Stage:
    """Where a play takes place: a course's rules, and the step the learner is on."""

    course: Course | None
    step: Step | None
    rules: list[policy.Rule]
    where: Situation


def set_stage(request: HttpRequest, chosen: Any) -> Stage:
    """Return the stage that the page's choices name; without any, the site's rules and every variant.

    Where another course was chosen than the step's, the step is left.
    """
    step = course = None
    step_key, course_key = (read_key(str(chosen.get(name, ""))) for name in ("step", "course"))
    if step_key is not None:
        step = editable_step(request, step_key)
        course = step.lesson.course
    if course_key is not None and course != editable_course(request, course_key):
        step, course = None, editable_course(request, course_key)
    return Stage(course, step, rules_for(course), situation_at(step))


def situation_at(step: Step | None) -> Situation:
    """Return a learner's situation on first coming to a step; without a step, one that has everything."""
    if step is None:
        return Situation(step="any", step_kind="practice", available=frozenset(KINDS))
    own = frozenset(step.variants.values_list("kind", flat=True))
    return Situation(
        course=step.lesson.course.slug,
        lesson=step.lesson.slug,
        step=step.slug,
        step_kind=step.kind,
        available=own | BUILT_IN,
    )


@for_authors
@require_http_methods(["GET", "POST"])
def lab(request: HttpRequest) -> HttpResponse:
    """Show a play: chart, table, near misses, and what a change of one rule changes."""
    stage = set_stage(request, request.GET)
    problem, recording, title, stays = _recording(request)
    learner = LEARNERS.get(request.GET.get("learner", ""), LEARNERS["lost"])

    def run(rules: Sequence[policy.Rule]) -> Play:
        return (
            play_recording(rules, recording, stage.where) if recording else play(rules, learner, stage.where)
        )

    before = run(stage.rules)
    edited, edit_problem = _edited(request, stage.rules)
    rules = with_change(stage.rules, edited) if edited else stage.rules
    after = run(rules) if edited else before
    relevant = [rule for rule in rules if recording or (rule.scope == "class") == learner.is_class]
    context = {
        "stage": stage,
        "learner": learner,
        "recording_title": title,
        "recording_key": request.GET.get("recording", "") if title else "",
        "stays": stays,
        "counted": _count(stays, rules, stage.where) if stays else None,
        "problem": problem or edit_problem,
        "play": after,
        "shown": [(clock(item.at), item.decision) for item in after.shown],
        "near": [(clock(miss.at), miss) for miss in after.near_misses],
        "changes": compare_plays(before, after) if edited else None,
        "picture": picture_of(after, relevant, before=before if edited else None),
        "table": table_of(after, relevant),
        "length": duration(after.timeline[-1].at if after.timeline else 0.0),
        **_choices(request, stage),
        **_edit_form(request, edited, stage.rules),
    }
    page = author_page(request, "content/lab.html", gettext("Rule lab"), **context)
    page.status_code = 422 if problem or edit_problem else 200
    return page


def _recording(request: HttpRequest) -> tuple[str, list[Snapshot], str, Stays | None]:
    """Return (what is wrong, the snapshots, a title) of what was chosen or brought; or a group's stays."""
    file = request.FILES.get("recording")
    if file is not None:
        if not file.size or file.size > MAX_RECORDING:
            return gettext("A recording has at most 2 MB."), [], "", None
        try:
            return "", read_recording(file.read()), str(file.name), None
        except ValueError as error:
            return str(error), [], "", None
    wanted = request.GET.get("recording", "")
    for recording in recordings_for(request.user) if wanted else ():
        if recording.key == wanted:
            if isinstance(recording, Stays):
                return "", [], "", recording
            return "", list(recording.load()), recording.title, None
    return "", [], "", None


def _count(stays: Stays, rules: Sequence[policy.Rule], where: Situation) -> list[tuple[str, str]]:
    """Return, for each rule about one learner, for how many students of a group it would have acted."""
    about_one = [rule for rule in rules if rule.scope == "learner"]
    played = stays.load()
    acting = count_acting(about_one, played, where)
    return [(rule.name, stays.say(acting[rule.key], len(played))) for rule in about_one]


def _edited(request: HttpRequest, rules: Sequence[policy.Rule]) -> tuple[policy.Rule | None, str]:
    """Return the rule with the numbers that were typed, or what is wrong with them."""
    rule = next((rule for rule in rules if rule.key == request.GET.get("rule")), None)
    if rule is None:
        return None, ""
    try:
        return changed_rule(rule, request.GET), ""
    except policy.InvalidRule as error:
        return rule, gettext("This cannot be: %(error)s.") % {"error": error}


def _choices(request: HttpRequest, stage: Stage) -> dict[str, Any]:
    steps = Step.objects.filter(lesson__course=stage.course, lesson__archived_at=None)
    return {
        "courses": Course.all_objects.working_copies_of(request.user),
        "steps": steps.select_related("lesson").order_by("lesson__position", "position")
        if stage.course
        else [],
        "learners": LEARNERS.values(),
        "recordings": recordings_for(request.user),
    }


def _edit_form(
    request: HttpRequest, edited: policy.Rule | None, rules: Sequence[policy.Rule]
) -> dict[str, Any]:
    """Return what the form shows that tries other numbers for a rule."""
    if edited is None:
        return {"edited": None, "rule_choices": rules}
    stored = Rule.objects.filter(pk=edited.key).select_related("course").first()
    fields = [
        (name, gettext(codec.tried_as), _plain(getattr(edited, name))) for name, codec in NUMBERS.items()
    ]
    conditions = [
        {
            "index": index,
            "title": _compared(condition),
            "enter": _plain(condition.enter),
            "leave": _plain(condition.leave),
        }
        for index, condition in enumerate(edited.conditions)
    ]
    return {
        "edited": edited,
        "edited_sentence": rule_sentence(edited),
        "edited_fields": fields,
        "edited_conditions": conditions,
        "may_keep": stored is not None and may_edit(request.user, stored),
        "rule_choices": rules,
    }


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


@for_authors
@require_POST
def keep_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the numbers that were tried."""
    rule = get_object_or_404(Rule.objects.select_related("course"), pk=pk)
    if not may_edit(request.user, rule):
        raise PermissionDenied
    if rule.course is not None:
        # A page from before the course was published has the key of the rule that students are taught by.
        rule = part_in_working_copy(rule, rule.course)
        if rule is None:
            raise Http404
    back = f"{reverse('admin:content_rule_lab')}?{request.POST.get('back', '')}"
    try:
        changed = changed_rule(rule.to_policy(), request.POST)
    except policy.InvalidRule as error:
        messages.error(request, gettext("Nothing was changed: %(error)s.") % {"error": error})
        return redirect(back)
    _keep(rule, changed, by=request.user)
    messages.success(request, gettext("Kept: %(rule_sentence)s") % {"rule_sentence": rule_sentence(changed)})
    return redirect(back)


@transaction.atomic
def _keep(rule: Rule, changed: policy.Rule, *, by: Any) -> None:
    """Store a rule's numbers, and its course as a version."""
    if rule.course is not None:
        record_first_version(rule.course)
    for name in NUMBERS:
        setattr(rule, name, getattr(changed, name))
    rule.save()
    for stored, condition in zip(rule.conditions.all(), changed.conditions, strict=True):
        stored.enter, stored.leave = condition.enter, condition.leave
        stored.save()
    if rule.course is not None:
        note = gettext("Changed the rule “%(rule)s” in the lab") % {"rule": rule}
        record_version(rule.course, by=by, note=note)


@for_authors
@require_GET
def walk(request: HttpRequest) -> HttpResponse:
    """Show a lesson's step beside sliders, to be a student who clicks through it."""
    stage = set_stage(request, request.GET)
    if stage.step is None:
        return redirect("admin:content_rule_lab")
    siblings = list(stage.step.lesson.steps.all())
    place = next((index for index, step in enumerate(siblings) if step.pk == stage.step.pk), 0)
    context = {
        "stage": stage,
        "number": place + 1,
        "total": len(siblings),
        "previous": siblings[place - 1] if place else None,
        "following": siblings[place + 1] if place + 1 < len(siblings) else None,
        "families": _slider_groups(stage.rules),
    }
    return author_page(
        request, "content/walk.html", gettext("Play a student: %(step)s") % {"step": stage.step}, **context
    )


def _compared(condition: Condition) -> str:
    if condition.comparison == "at_least":
        text = gettext("%(signal)s at least")
    else:
        text = gettext("%(signal)s at most")
    return text % {"signal": title_about(SIGNALS[condition.signal], condition.misconception)}


def _slider_groups(rules: Sequence[policy.Rule]) -> list[tuple[str, list[Signal]]]:
    """Return the signals to set by hand; those that follow from others over time are worked out.

    A misconception that rules ask for by its name has a slider of its own.
    """
    emotions = [signal for signal in SIGNALS.values() if signal.name.removeprefix("camera.") in EMOTIONS]
    named = {
        condition.key: replace(
            SIGNALS[condition.signal],
            name=condition.key,
            title=title_about(SIGNALS[condition.signal], condition.misconception),
        )
        for rule in rules
        for condition in rule.conditions
        if condition.misconception
    }
    rest = [
        signal
        for signal in (*SIGNALS.values(), *named.values())
        if signal not in emotions and signal.name not in FOLLOWING
    ]
    groups = [
        (gettext(title), [signal for signal in rest if signal.family == family])
        for family, title in FAMILIES.items()
        if family != "class"
    ]
    return [*groups, (gettext("Emotions"), emotions)]


@for_authors
@require_POST
def walk_on(request: HttpRequest) -> HttpResponse:
    """Ask the policy about a played timeline; JSON in and out."""
    try:
        given = read_json(request)
        stage = set_stage(request, {"step": given["step"]})
        past = tuple(
            PastAdaptation(_moment(item["at"]), str(item["rule"]), str(item["kind"]), stage.where.step)
            for item in given["shown"]
        )
        rules = [rule for rule in stage.rules if rule.scope == "learner"]
        timeline = _timeline(given["timeline"], rules, helps=[item.at for item in past])
        now = _moment(given["now"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return JsonResponse({"error": gettext("This cannot be played.")}, status=422)
    used = {item.kind for item in past}
    # As in a lesson: a step shows each kind once.
    where = Situation(**{**vars(stage.where), "available": stage.where.available - used, "adaptations": past})
    decision = decide(rules, timeline, where, now)
    verdicts = [
        {"rule": verdict.rule.name, "text": verdict.outcome.value, "held": verdict.held_s}
        for verdict in examine(rules, timeline, where, now)
    ]
    told = None
    if decision is not None:
        told = {
            "rule": decision.rule,
            "kind": decision.kind,
            "label": KINDS[decision.kind].label,
            "sentence": decision.sentence,
            "mode": decision.mode,
        }
    return JsonResponse({"decision": told, "verdicts": verdicts})


def _timeline(items: Any, rules: Sequence[policy.Rule], *, helps: Sequence[float]) -> list[Snapshot]:
    """Return what the sliders said, with the signals that follow from it over time.

    Raises:
        OverflowError: a time is too large.
        ValueError: a time is none.
    """
    said = sorted(((_moment(item["at"]), dict(item["values"])) for item in items), key=lambda pair: pair[0])
    ticks = Ticks()
    return [
        Snapshot(at, tell_named(ticks.tell(at, values, [one for one in helps if one < at]), rules))
        for at, values in said
    ]


def _moment(given: Any) -> float:
    """Return seconds since a play began.

    Raises:
        OverflowError: it is too large.
        TypeError, ValueError: it is no finite number.
    """
    at = float(given)
    if not math.isfinite(at):
        raise ValueError("a time is none")
    return at


def lab_urls() -> list[URLPattern]:
    """Return the lab's addresses, below /admin/content/rule/."""
    return [
        path("lab/", lab, name="content_rule_lab"),
        path("lab/keep/<int:pk>/", keep_numbers, name="content_rule_keep"),
        path("lab/compare/", lab_of_comparisons, name="content_rule_compare"),
        path("lab/walk/", walk, name="content_rule_walk"),
        path("lab/walk/on/", walk_on, name="content_rule_walk_on"),
    ]
