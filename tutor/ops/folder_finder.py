"""Static files that are made or fetched, and lie in no app: what finding them has in common."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage


class FolderFinder(BaseFinder):
    """Finds files of one folder of the static files.

    Attributes:
        folder: where they stand among the static files.
    """

    folder: str

    @abstractmethod
    def names(self) -> list[str]:
        """Return the files there are, or can be made."""

    @abstractmethod
    def place(self, name: str) -> Path:
        """Return where a file lies, made if need be."""

    def find(self, path: str, find_all: bool = False, **named: Any) -> Any:
        """Return where a file is, if it is one of them."""
        folder, _, name = path.rpartition("/")
        if folder != self.folder or name not in self.names():
            return []
        found = str(self.place(name))
        return [found] if find_all or named.get("all") else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield the files for `collectstatic`."""
        for name in self.names():
            storage = FileSystemStorage(location=self.place(name).parent)
            # `collectstatic` puts this before the name.
            storage.prefix = self.folder  # type: ignore[attr-defined]
            yield name, storage
