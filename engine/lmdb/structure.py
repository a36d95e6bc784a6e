"""Whether LMDB's file is whole: its pages, trees and lists of free pages, read as mere bytes.

The `lmdb` package brings the walker, in Python: it maps nothing, so no damage can end the
process. It is meant for a file at rest. A commit between two of its reads may use a page again
and look like damage; `engine.lmdb.damage` says how a store that others write to is judged all the
same.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lmdb.verify import VerifyError, verify

_verify: Callable[[str, bool], list[str]] = verify


def structure(folder: Path) -> list[str]:
    """What is wrong with the structure of the file in `folder`, in LMDB's words; empty if sound.

    A file that is sound can be opened and read without danger, whatever its records hold.
    """
    try:
        return _verify(str(folder), True)
    except VerifyError as error:
        return [str(error)]
    except OSError as error:
        return [f"it cannot be read: {error.strerror}"]
    except Exception as error:  # noqa: BLE001  bytes that the walker did not expect are damage too
        return [f"it cannot be made out: {type(error).__name__}: {error}"]
