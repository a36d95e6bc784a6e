"""`travaux import-history`: a draft with its past."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from cli.commands.import_ import STANDINGS
from cli.progress import Progress
from cli.session import Acting, acting, opened, printable
from engine.errors import Refused
from engine.point import LANGUAGE, parse
from engine.readers.formats import FORMATS

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from engine.application import Application
    from engine.history.importing import Done
    from engine.history.version import Source

_SHOWN = 10
"""So many of the versions that were passed over are named."""


@click.command("import-history")
@click.argument("work", metavar="WORK[/LANG]")
@click.argument("source", metavar="[SOURCE]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--git",
    "repository",
    metavar="REPO",
    type=click.Path(path_type=Path),
    help="The past is a file's in this git repository.",
)
@click.option("--path", metavar="FILE", help="The file in the repository, from its top.")
@click.option("--rev", default="HEAD", show_default=True, help="Where its history ends.")
@click.option("--lang", metavar="LANG", help="The text's language, three letters (ISO 639-2).")
@click.option(
    "--format",
    "format_",
    type=click.Choice(sorted(FORMATS)),
    help="How it is written; else told by the file's name, or what is in it.",
)
@click.option("--encoding", metavar="NAME", help="What versions that are not UTF-8 are in.")
@click.option("--skip", is_flag=True, help="Pass over versions that cannot be read.")
@click.option("--authors-public", is_flag=True, help="Their names go into the log.")
@click.option(
    "--standing",
    type=click.Choice(STANDINGS),
    default="original",
    show_default=True,
    help="Negotiated in, of equal standing, or a courtesy.",
)
@click.option("--original-language", metavar="LANG", help="What it was first written in.")
@acting
def command(
    work: str,
    source: Path | None,
    repository: Path | None,
    path: str | None,
    rev: str,
    lang: str | None,
    format_: str | None,
    encoding: str | None,
    skip: bool,
    authors_public: bool,
    standing: str,
    original_language: str | None,
    acts: Acting,
) -> None:
    """Open a draft with its past: every version an edit.

    SOURCE is a folder with a manifest.jsonl, one version a line; with --git and --path it is a
    file's history in a git repository, along first parents. Said again, the command goes on where
    it stopped, or with what has come since.

    \b
    travaux import-history lap drafts/ --lang eng
    travaux import-history lap --git ~/texts --path lap.md --lang eng
    travaux import-history lap/eng --git ~/texts --path lap.txt --format plain \\
      --authors-public
    """
    from engine.events.draft import Standing
    from engine.history.importing import Manner, import_history

    reference = parse(work)
    if reference.point:
        raise click.UsageError(f"{work} names a point; a draft is opened from its beginning")
    language = lang or reference.language
    if language is None:
        raise click.UsageError("say which language the text is in with --lang, such as --lang eng")
    if reference.language and reference.language != language:
        raise click.UsageError(f"{work} says {reference.language}, --lang says {language}")
    for code in (language, original_language or language):
        if not LANGUAGE.fullmatch(code):
            raise Refused(f"{code!r} is not a language of three letters (ISO 639-2)")
    if encoding:
        _check_encoding(encoding)
    if (source is None) == (repository is None) or (repository is None) != (path is None):
        raise click.UsageError("name a folder with a manifest, or --git REPO and --path FILE")
    manner = Manner(
        work=reference.work,
        language=language,
        standing=cast(Standing, standing),
        original_language=original_language,
        title=printable(Path(path).stem) if path else reference.work,
        format=format_,
        encoding=encoding,
        pass_over=skip,
        public=authors_public,
    )
    with opened(acts.store) as (store, application), ExitStack() as open_:
        who = acts.who(application)
        zone = _zone(application)
        past: Source
        if repository is not None and path is not None:
            from engine.history.git_line import GitLine

            past = open_.enter_context(GitLine(repository, path, rev, zone))
        else:
            from engine.history.manifest import Folder

            assert source
            past = Folder(source)
        with Progress("Read", "versions") as read, Progress("Recorded", "versions") as recorded:
            try:
                done = import_history(
                    application, store.private, past, who, manner, read=read, recorded=recorded
                )
            except KeyboardInterrupt:
                message = "Stopped. The same command goes on behind the last version recorded."
                click.echo(f"\n{message}", err=True)
                raise
        _say(f"{reference.work}/{language}", done)


def _say(name: str, done: Done) -> None:
    if done.versions == 0 and done.labels == 0:
        click.echo(f"Nothing new: {name} has all {done.before:,} versions, at s{done.step}")
    else:
        verb = "Went on with" if done.before else "Opened"
        parts = [_counted(done.versions, "version")]
        if done.labels:
            parts.append(f"{_counted(done.labels, 'label')} issued")
        if done.parties:
            parts.append(f"{_counted(len(done.parties), 'author')} registered")
        click.echo(f"{verb} {name} ({done.format}): {', '.join(parts)}, at s{done.step}")
    for line in done.passed[:_SHOWN]:
        click.echo(f"Passed over: {line}")
    if len(done.passed) > _SHOWN:
        click.echo(f"Passed over: {len(done.passed) - _SHOWN:,} more.")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _check_encoding(name: str) -> None:
    import codecs

    try:
        codecs.lookup(name)
    except LookupError:
        raise click.UsageError(f"{name} is no encoding that is known here") from None


def _zone(application: Application) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    process = application.view().process()
    return ZoneInfo(process.opened.time_zone if process.opened else "UTC")
