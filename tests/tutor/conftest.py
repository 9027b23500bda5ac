"""What tests of classes share."""

from tests.held import hold_session

__all__ = ["hold_session"]
