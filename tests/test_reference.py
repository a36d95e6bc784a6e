"""The reference is what the command's own help says; every command has help and an example."""

from pathlib import Path

import click
import pytest

from cli.main import COMMANDS, travaux

REFERENCE = Path(__file__).parents[1] / "docs" / "reference.md"


def commands() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    context = click.Context(travaux, info_name="travaux")
    for names in COMMANDS.values():
        for name in names:
            command = travaux.get_command(context, name)
            assert command
            if isinstance(command, click.Group):
                found |= {f"{name} {n}": c for n, c in command.commands.items()}
            else:
                found[name] = command
    return found


def reference() -> str:
    """The whole page. `python tests/test_reference.py` writes it."""
    parts = ["# Reference\n\nGenerated from the command's own help; a test keeps it so.\n"]
    parts += [f"## travaux {name}\n\n```\n{reference_of(name)}\n```\n" for name in commands()]
    return "\n".join(parts)


def reference_of(name: str) -> str:
    """A command's help, as on a terminal of 80 columns."""
    whole = click.Context(travaux, info_name="travaux", **travaux.context_settings)
    command = commands()[name]
    return command.get_help(click.Context(command, whole, info_name=name, terminal_width=80))


@pytest.mark.parametrize("name", commands())
def test_every_command_has_help_with_an_example(name: str) -> None:
    help = commands()[name].help or ""
    assert f"travaux {name}" in help
    for parameter in commands()[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} has no help"


@pytest.mark.parametrize("name", commands())
def test_help_fits_on_a_terminal_of_80_columns(name: str) -> None:
    page = reference_of(name)
    assert [line for line in page.splitlines() if len(line) > 80] == []


def test_the_reference_is_what_the_help_says() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference(), (
        "run .venv/bin/python tests/test_reference.py"
    )


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
