"""The `travaux` command: finds a command's file, and turns every refusal into one line."""

from __future__ import annotations

import importlib
import os
import re
import sys

import click

from engine.errors import TravauxError

COMMANDS = {
    "Begin": ("init", "demo", "import", "import-history"),
    "Draft": ("checkout", "checkin", "revert", "redate"),
    "Make versions": ("issue", "consolidate", "circulate", "adopt", "corrigendum"),
    "Receive": ("receive", "identify", "correct", "message", "erase"),
    "Comment and answer": (
        "comment",
        "comments",
        "answer",
        "support",
        "oppose",
        "withdraw",
        "reanchor",
        "compile",
        "statement",
    ),
    "Conduct the process": (
        "timeline",
        "milestone",
        "reschedule",
        "postpone",
        "cancel",
        "split",
        "meeting",
        "silence",
        "determine",
        "invite",
        "party",
        "rules",
        "link",
    ),
    "Translate": ("align",),
    "Read": (
        "status",
        "versions",
        "show",
        "diff",
        "log",
        "replay",
        "authors",
        "contributions",
        "trace",
    ),
    "Give out": ("export",),
    "Prove": ("verify", "checkpoint", "check"),
    "Keep": ("backup", "restore"),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ALIASES = {"commit": "checkin", "blame": "authors"}


class _Travaux(click.Group):
    """Commands are loaded when they are called, so that each starts as fast as it can."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [name for names in COMMANDS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = _ALIASES.get(cmd_name, cmd_name)
        if name not in self.list_commands(ctx):
            return None
        file = "import_" if name == "import" else name.replace("-", "_")
        module = importlib.import_module(f"cli.commands.{file}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in COMMANDS.items():
            rows = []
            for name in names:
                command = self.get_command(ctx, name)
                assert command
                rows.append((name, command.get_short_help_str(limit=60)))
            with formatter.section(title):
                formatter.write_dl(rows, col_max=12)


@click.group(cls=_Travaux, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--store", metavar="PATH|URL", help="The store; else the nearest .travaux above.")
@click.version_option(package_name="travaux", message="travaux %(version)s")
@click.pass_context
def travaux(ctx: click.Context, store: str | None) -> None:
    """Keeps the travaux préparatoires of negotiated texts.

    Every edit is an event that stays; any version is rebuilt from the events; the adopted text
    goes out as Akoma Ntoso.

    \b
    travaux demo                       a whole conference in a new store
    travaux init                       a store in ./.travaux
    travaux import lap/eng draft.txt   open a draft from a file
    travaux checkout lap -o lap.txt    write it for editing
    travaux checkin lap lap.txt -m "Why it changed"
    """
    ctx.obj = store


def main() -> None:
    """Run the command; never lets a traceback reach a person. Exit 0 done, 1 refused or a check
    failed, 2 wrong usage."""
    try:
        _refuse_control_characters(sys.argv[1:])
        code = travaux.main(standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", None, 130)
    except TravauxError as error:
        _fail(str(error), error.hint, 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except UnicodeEncodeError as error:
        _fail(f"{error.object[:60]!a} holds bytes that are no UTF-8", None, 1)
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        _fail(f"{name}{error.strerror or error}", None, 1)
    except Exception as error:  # noqa: BLE001  # the last resort: a person gets one line
        if os.environ.get("TRAVAUX_DEBUG"):
            import traceback

            traceback.print_exc()
        hint = "This is a fault of Travaux; with TRAVAUX_DEBUG=1 it says where."
        _fail(f"{type(error).__name__}: {error}", hint, 1)
    else:
        sys.exit(code)  # what a command gave to ctx.exit, or None: done


def _refuse_control_characters(given: list[str]) -> None:
    """Nothing, where what a person typed is text; wrong usage where it holds characters that no
    document can: XML has no place for them."""
    for word in given:
        if found := _CONTROL.search(word):
            what = f"{word[:60]!a} holds the control character U+{ord(found[0]):04X}"
            raise click.UsageError(what)


def _fail(message: str, hint: str | None, code: int) -> None:
    click.echo(f"Error: {' '.join(message.split())}", err=True)
    if hint:
        click.echo(f"Hint: {hint}", err=True)
    sys.exit(code)
