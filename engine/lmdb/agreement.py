"""Which layout an environment is of: written into its database `meta` by the first who may write,
and read by everybody since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.lmdb import layout
from engine.lmdb.environment import Environment
from engine.lmdb.layout import pack
from engine.lmdb.memory_map import Databases

if TYPE_CHECKING:
    from engine.lmdb.memory_map import Transaction

META = "meta"


def agree(environment: Environment) -> None:
    """Accepts the environment's layout, and writes it where there is none; `meta` is open.

    UnknownFormat: a newer Travaux wrote the store.
    """
    value = environment.read(_layout)
    if value is None and environment.why_read_only is None:
        environment.write(_write)
        value = environment.read(_layout)
    if value is not None:
        layout.check_layout(value)


def _layout(txn: Transaction, databases: Databases) -> bytes | None:
    meta = databases.get(META)
    return None if meta is None else txn.get(layout.LAYOUT_KEY, None, meta)


def _write(txn: Transaction, databases: Databases) -> None:
    value = layout.seal(layout.LAYOUT_KEY, pack(layout.LAYOUT))
    txn.put(layout.LAYOUT_KEY, value, overwrite=False, db=databases[META])
