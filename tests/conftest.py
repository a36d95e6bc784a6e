import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from server import Server

# No test asserts a time. The same examples each time, so that what failed fails again and what
# landed does not fail for another's luck; `make soak` draws others.
settings.register_profile("test", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None)
settings.load_profile(os.environ.get("TRAVAUX_EXAMPLES", "test"))


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real input: skipped where it is missing, failed where CI is set."""
    default = Path(__file__).parents[1] / "../shared/real"
    folder = Path(os.environ.get("TRAVAUX_REAL") or default)
    if not folder.is_dir():
        why = f"no real input at {folder}; TRAVAUX_REAL names another folder"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    return folder


_schemas = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server, for stores in schemas of their own."""
    server = Server()
    try:
        yield server.begin()
    finally:
        server.remove()


@pytest.fixture(params=["lmdb", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new store may be made: in a folder, and then again in a schema of a database."""
    if request.param == "lmdb":
        return str(tmp_path / ".travaux")
    server = request.getfixturevalue("server")
    assert isinstance(server, Server)
    return server.url(schema=f"s{next(_schemas)}")
