"""What a rule has learnt: its numbers over time, every move, and the way back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from content.admin.pages import author_page, for_authors
from content.authoring import learning
from content.authoring.access import may_edit
from content.lab.moves import Entry, describe_change, describe_facts, describe_setting, plots_of
from content.language import gettext
from content.models import Rule, RuleMove, RuleTuning
from content.models.tuning import tuning_of
from content.policy import rules as policy
from content.policy.tuning import opened_numbers, with_setting


def _readable(request: HttpRequest, pk: int) -> tuple[Rule, policy.Rule | None]:
    """Return the rule that students are taught by, and how it is written if that makes sense, or answer 404.

    Every author may read the site's rules.
    """
    found = get_object_or_404(Rule.objects.select_related("course", "origin", "origin__course"), pk=pk)
    if found.course is not None and not may_edit(request.user, found):
        # Not 403: what is not yours does not exist, so that numbers cannot be counted through.
        raise Http404
    rule = learning.taught_by(found)
    try:
        return rule, rule.to_policy()
    except policy.InvalidRule:
        return rule, None


@for_authors
@require_GET
def show_moves(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a rule has learnt."""
    rule, read = _readable(request, pk)
    context = {
        "rule": rule,
        "form_url": reverse("admin:content_rule_change", args=[pk]),
        "may_change": may_edit(request.user, rule),
        "is_asked": settings.HELP_COMPARISON,
        **(_learnt(rule, read) if read and opened_numbers(read) else {}),
    }
    title = gettext("What “%(rule)s” has learnt") % {"rule": rule}
    return author_page(request, "content/moves.html", title, **context)


def _learnt(rule: Rule, read: policy.Rule) -> dict[str, Any]:
    """Return what the page tells of a rule that may learn."""
    tuning = tuning_of(rule, read)
    entries = list(rule.moves.select_related("made_by"))
    shown = [_entry(one) for one in entries]
    names = [one.name for one in opened_numbers(read)]
    lines = [
        (one, describe_change(read, entry) if list(entry.numbers) == names else "", describe_facts(one.facts))
        for one, entry in zip(entries, shown, strict=True)
    ]
    return {
        "is_open": True,
        "tuning": tuning,
        "holds": describe_setting(read, tuning.at) if tuning else "",
        "tried": describe_setting(read, tuning.trial) if tuning and tuning.trial else "",
        "plots": plots_of(read, shown, now=timezone.now()),
        "lines": lines[::-1],
        "back": _back(rule, tuning, read),
    }


def _back(rule: Rule, tuning: RuleTuning | None, read: policy.Rule) -> str:
    """Return what would hold again if the last move were taken back; empty: there is none."""
    move = learning.last_move(rule)
    return "" if tuning is None or move is None else describe_setting(read, move.before)


def _entry(row: RuleMove) -> Entry:
    return Entry(row.made_at, row.what, row.numbers, row.before, row.after, row.tried, row.facts)


@for_authors
@require_POST
def change_learning(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Take the last move back, stop, or go on."""
    rule, read = _readable(request, pk)
    if not may_edit(request.user, rule):
        raise PermissionDenied
    if read is None or not opened_numbers(read):
        messages.info(request, gettext("No number of this rule may move."))
    elif act == "back":
        to = learning.take_move_back(rule, read, by=request.user)
        if to is None:
            messages.info(request, gettext("There is no move to take back."))
        else:
            told = {"setting": describe_setting(with_setting(read, to), to)}
            messages.success(request, gettext("Holds again: %(setting)s.") % told)
    elif act == "stop":
        learning.stop(rule, read, by=request.user)
        messages.success(request, gettext("Stopped. The numbers stay as they are now."))
    else:
        learning.go_on(rule, read, by=request.user)
        messages.success(request, gettext("It goes on."))
    return redirect("admin:content_rule_moves", pk)


def learning_urls() -> list[URLPattern]:
    """Return the addresses of what a rule has learnt, below /admin/content/rule/."""
    acts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("back", {"act": "back"}),
        ("stop", {"act": "stop"}),
        ("on", {"act": "on"}),
    )
    return [
        path("<int:pk>/moves/", show_moves, name="content_rule_moves"),
        *(
            path(f"<int:pk>/moves/{name}/", change_learning, given, name=f"content_rule_moves_{name}")
            for name, given in acts
        ),
    ]
