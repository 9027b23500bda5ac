"""What a browser needs to read a face, for tests: fetched once and kept in pytest's cache."""

from pathlib import Path

import pytest
from django.conf import settings

from emotion.device import DeviceFilesError, prepare
from tests.e2e.browser import is_in_ci


def prepared(folder: Path) -> Path:
    """Return the folder with the files; where they cannot be had, skip the calling test, or fail it in CI."""
    try:
        prepare(folder, registry=settings.NPM_REGISTRY)
    except DeviceFilesError as error:
        (pytest.fail if is_in_ci() else pytest.skip)(str(error))
    return folder
