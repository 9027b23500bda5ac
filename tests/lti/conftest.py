"""One small LMS for all tests of LTI."""

from collections.abc import Iterator

import pytest

from tests.lti.platform import Platform


@pytest.fixture(scope="session")
def platform_server() -> Iterator[Platform]:
    platform = Platform()
    yield platform
    platform.close()


@pytest.fixture
def platform(platform_server: Platform, db: None) -> Platform:
    """An LMS that is known here, and has seen nothing yet."""
    platform_server.reset()
    platform_server.register()
    return platform_server
