"""`travaux check`: Akoma Ntoso files against the schema, and the rules that no schema has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.progress import Progress
from cli.session import json_option, write_bytes, write_json

if TYPE_CHECKING:
    from exporters.check.folders import Checked
    from exporters.check.rule import Rule


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rules", "list_rules", is_flag=True, help="List the rules and their sources.")
@json_option
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], list_rules: bool, as_json: bool) -> None:
    """Check Akoma Ntoso files: XML, strict schema, and what no schema can express.

    Of a folder every *.xml in it, however deep. Each problem is a line: file, line, rule, what is
    wrong, and where. Exit 1 where there is any. Nothing is fetched.

    \b
    travaux check lap.xml
    travaux check archive/ --json > problems.json
    travaux check --rules
    """
    if list_rules:
        from exporters.check.checking import rules

        _list(rules(), as_json=as_json)
        return
    if not files:
        raise click.UsageError("Missing argument 'FILE...'.", ctx)
    from exporters.check.folders import check_all, find

    found = find(files)
    tally = _Tally()
    with Progress("Checking", "files") as progress:
        checked = tally.counted(check_all(found.files), progress)
        if as_json:
            _write_json(checked, tally)
        else:
            for one in checked:
                _show(one)
    if not as_json:
        tally.show(found.others)
    if tally.problems:
        ctx.exit(1)


class _Tally:
    """What was found, by rule: how many problems, in how many files."""

    def __init__(self) -> None:
        self.files = 0
        self.failed = 0
        self.problems: Counter[str] = Counter()
        self.by_file: Counter[str] = Counter()

    def counted(self, checked: Iterable[Checked], progress: Progress) -> Iterator[Checked]:
        for one in checked:
            self.files += 1
            self.failed += bool(one.problems)
            self.problems.update(problem.rule for problem in one.problems)
            self.by_file.update({problem.rule for problem in one.problems})
            progress(self.files)
            yield one

    def show(self, others: int) -> None:
        if self.problems:
            click.echo("")
            wide = max(map(len, self.problems))
            for rule, many in sorted(self.problems.items(), key=lambda one: (-one[1], one[0])):
                click.echo(f"{rule:<{wide}}  {many:>7,} in {_files(self.by_file[rule])}")
        passed = f"; {_files(others)} not called *.xml passed over" if others else ""
        total = self.problems.total()
        result = f"{_many(total, 'problem')} in {_files(self.failed)}" if total else "no problem"
        click.echo(f"{_files(self.files)} checked{passed}: {result}")


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


def _files(count: int) -> str:
    return _many(count, "file")


def _show(one: Checked) -> None:
    from exporters.check.places import printable

    for problem in one.problems:
        line = f":{problem.line}" if problem.line else ""
        where = f" [{problem.path}]" if problem.path != "/" else ""
        file = printable(str(one.file), 4096)
        click.echo(f"{file}{line}: {problem.rule}: {problem.message}{where}")


def _write_json(checked: Iterable[Checked], tally: _Tally) -> None:
    """One document, written file by file, because there may be thousands."""
    import json

    write_bytes(b'{"files": [')
    for n, one in enumerate(checked):
        said = {
            "file": str(one.file),
            "ok": not one.problems,
            "problems": [problem._asdict() for problem in one.problems],
        }
        line = ("," if n else "") + "\n" + json.dumps(said, ensure_ascii=False)
        write_bytes(line.encode(errors="replace"))
    summary = {
        "files": tally.files,
        "ok": tally.files - tally.failed,
        "problems": tally.problems.total(),
        "rules": {
            rule: {"problems": many, "files": tally.by_file[rule]}
            for rule, many in sorted(tally.problems.items())
        },
    }
    write_bytes(f'\n], "summary": {json.dumps(summary)}}}\n'.encode())


def _list(rules: list[Rule], *, as_json: bool) -> None:
    if as_json:
        said = [{"rule": r.name, "asks": r.asks, "source": r.source} for r in rules]
        write_json({"rules": said})
        return
    for rule in rules:
        click.echo(f"{rule.name}\n    {rule.asks}.\n    {rule.source}")
