import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("travaux", deadline=None)  # no test asserts a time
settings.load_profile("travaux")


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real input: skipped where it is missing, failed where CI is set."""
    default = Path(__file__).parents[1] / "../shared/real"
    folder = Path(os.environ.get("TRAVAUX_REAL") or default)
    if not folder.is_dir():
        why = f"no real input at {folder}; TRAVAUX_REAL names another folder"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    return folder
