"""Limits for those who guess passwords and codes, and for how much one person stores.

Sessions hold the dotted path of the backend that signed somebody in. It has to stay this package's
`ThrottledBackend`, or everybody is signed out.
"""

from tutor.throttling.guesses import ThrottledBackend

__all__ = ["ThrottledBackend"]
