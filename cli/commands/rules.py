"""`travaux rules`: who may do what."""

from __future__ import annotations

import click

from cli.columns import columns
from cli.session import (
    Acting,
    acting,
    json_option,
    known_on_option,
    opened,
    store_option,
    viewed,
    write_json,
)
from engine.definition.roles import ACTS


@click.group()
def command() -> None:
    """Show who may do what, and change it."""


@command.command("show")
@json_option
@store_option
@known_on_option
def show(as_json: bool, store: str | None) -> None:
    """Show each act and the roles that may do it.

    \b
    travaux rules show
    travaux rules show --json
    """
    with viewed(store) as view:
        rules = view.process().rules
    if as_json:
        write_json({"rules": {act: rules.get(act) for act in ACTS}})
        return
    for line in columns(
        [(act, ", ".join(rules[act]) if act in rules else "every party") for act in ACTS]
    ):
        click.echo(line)


@command.command("set")
@click.argument("act", type=click.Choice(ACTS), metavar="ACT")
@click.argument("roles", metavar="ROLE...", nargs=-1)
@click.option("--anyone", is_flag=True, help="Every party may do it.")
@click.option("-m", "--message", metavar="WHY", required=True, help="Why the rule changes.")
@acting
def set_(act: str, roles: tuple[str, ...], anyone: bool, message: str, acts: Acting) -> None:
    """Give an act to other roles, from here on.

    \b
    travaux rules set edit presidency secretariat \\
      -m "The text is closed for drafting in the room"
    """
    if anyone == bool(roles):
        raise click.UsageError("name the roles that may do it, or say --anyone")
    from engine.acts.membership import change_rules

    with opened(acts.store) as (_, application):
        given = None if anyone else roles
        change_rules(application, act, given, acts.who(application), reason=message)
        click.echo(f"{act} is for {', '.join(roles) or 'every party'} from here on")
