"""What tests of classes share, and a watch over the order of locks in all of them."""

import pytest
from django.db import connection

from tests.held import hold_session
from tests.lock_order import watched

__all__ = ["hold_session"]


@pytest.fixture(autouse=True)
def locks_in_order():
    """Fail whatever test lets a service lock rows against the order."""
    with watched() as watch:
        yield watch
    # SQLite has one lock.
    assert connection.vendor != "postgresql" or watch.inversions == []
