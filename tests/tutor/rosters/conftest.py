"""An administrator, who brings lists in."""

import pytest

from tutor.models import User


@pytest.fixture
def admin(db) -> User:
    return User.objects.create_superuser("admin", password="pass-for-tests", first_name="Ada")
