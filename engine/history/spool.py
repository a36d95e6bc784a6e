"""A file of entries that are written newest first and read oldest first.

A temporary file, so that memory does not grow with their number. Each entry is its bytes and then
their length, as four bytes, big-endian.
"""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile

_LENGTH = 4


class Spool:
    """Entries on their way from the newest to the oldest. `len` is how many there are."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  # closed by `close`
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, entry: bytes) -> None:
        """One more entry, older than all before it."""
        self._file.seek(0, 2)
        self._file.write(entry + len(entry).to_bytes(_LENGTH, "big"))
        self._count += 1

    def oldest_first(self) -> Iterator[bytes]:
        """The entries, the last added first."""
        self._file.seek(0, 2)
        end = self._file.tell()
        while end:
            self._file.seek(end - _LENGTH)
            length = int.from_bytes(self._file.read(_LENGTH), "big")
            end -= _LENGTH + length
            self._file.seek(end)
            yield self._file.read(length)

    def close(self) -> None:
        """The file goes."""
        self._file.close()
