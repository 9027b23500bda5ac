"""Rules that learn: numbers that an author opened move within their ranges, by what helped. No Django.

Read in this order: `settings` (which numbers may move, and a rule with others), `search` (what is tried
next), `finding` (what a comparison of two settings says). Why each is as it is: docs/decisions/0047.
"""

from content.policy.tuning.finding import Finding, find
from content.policy.tuning.search import Search, next_trial, settle, take_back
from content.policy.tuning.settings import Opened, Setting, opened_numbers, setting_of, with_setting

__all__ = [
    "Finding",
    "Opened",
    "Search",
    "Setting",
    "find",
    "next_trial",
    "opened_numbers",
    "setting_of",
    "settle",
    "take_back",
    "with_setting",
]
