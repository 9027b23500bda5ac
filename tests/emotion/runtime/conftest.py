"""The face finder, and tiny networks in place of the real ones."""

from pathlib import Path

import pytest

from emotion.runtime.face import FaceFinder
from emotion.runtime.finder import open_finder
from tests.emotion.runtime.tiny import (
    write_tiny_weights,
)


@pytest.fixture(scope="session")
def finder() -> FaceFinder:
    return open_finder()


@pytest.fixture(scope="session")
def tiny_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_weights(tmp_path_factory.mktemp("weights"))
