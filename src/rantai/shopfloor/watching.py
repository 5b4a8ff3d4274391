"""A folder that an instrument writes into: which of its files are finished and new."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".lock", "~")
"""How programs name what they are still writing."""

Look = tuple[int, int]


@dataclass
class WatchedFolder:
    """Remembers how each file looked; one that looks the same twice is finished.

    Nothing is kept on disk: after a restart every file is offered once more, and whoever stores
    them knows what is already there by its contents.
    """

    folder: Path
    _seen: dict[Path, Look] = field(default_factory=dict)
    _told: dict[Path, Look] = field(default_factory=dict)

    def finished(self) -> Iterator[tuple[Path, bytes]]:
        """Files whole since the last look, oldest first, each with what it holds."""
        looks = self._look()
        ready = [
            path
            for path, look in looks.items()
            if self._seen.get(path) == look and self._told.get(path) != look
        ]
        self._seen = looks
        self._told = {path: look for path, look in self._told.items() if path in looks}
        for path in sorted(ready, key=lambda path: (looks[path][1], path.name)):
            content = self._whole(path, looks[path])
            if content is not None:
                yield path, content

    def settled(self, path: Path) -> None:
        """Do not offer this file again until it changes."""
        if path in self._seen:
            self._told[path] = self._seen[path]

    def _look(self) -> dict[Path, Look]:
        found = {}
        for path in self.folder.iterdir():
            if path.name.startswith((".", "~$")) or path.name.lower().endswith(UNFINISHED):
                continue
            try:
                state = path.stat()
                if path.is_file() and state.st_size:
                    found[path] = (state.st_size, state.st_mtime_ns)
            except OSError:
                continue  # gone between the list and the look, or not ours to read
        return found

    def _whole(self, path: Path, look: Look) -> bytes | None:
        """What the file holds, unless someone wrote into it while it was read."""
        try:
            content = path.read_bytes()
            state = path.stat()
        except OSError:
            return None
        same = (state.st_size, state.st_mtime_ns) == look and len(content) == look[0]
        return content if same else None
