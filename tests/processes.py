"""Other processes for the tests: a fresh interpreter, or a fork of this one."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable


def start(code: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
    """A fresh interpreter that runs `code`, its arguments in `sys.argv[1:]`, its output piped."""
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.Popen(command, stdout=-1, stderr=-1, stdin=-1, text=True, **options)


def run(code: str, *arguments: object, **options: object) -> str:
    """What `code` prints in a fresh interpreter, which must end well."""
    with start(code, *arguments, **options) as process:
        out, err = process.communicate()
    assert process.returncode == 0, err
    return out.strip()


def fork(act: Callable[[], object]) -> int:
    """The process id of a fork that runs `act` and then ends: 0, or 1 where it raised."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        act()
        code = 0
    except BaseException:  # noqa: BLE001  the fork must not go on as a second test run
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    """How the process ended: its exit code, or a signal's number below zero."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
