"""Addresses that some deployments, or some versions, do not have."""

from django.urls import NoReverseMatch, reverse


def link_if_there(name: str, *args: object) -> str:
    """Return the address of a page, empty where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
