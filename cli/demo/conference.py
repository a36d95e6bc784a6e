"""What every chapter of the story needs: the store, the day, who acts, and the acts themselves,
each told in a sentence that says what the log says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from email.message import EmailMessage
from importlib.resources import files
from pathlib import Path

from cli.commands.consolidate import counted
from cli.definitions import definition_named
from cli.demo.sentences import EVERYBODY, addressees, listed, name, place, received
from cli.demo.teller import Tell, Teller
from cli.reading import checked_out
from cli.session import write_file
from engine import checkout
from engine.acts.applying import accept
from engine.acts.checkin import check_in
from engine.acts.circulation import Sending, circulate, invite
from engine.acts.comments import Cited, answer, comment, open_comments
from engine.acts.consolidating import Consolidated, consolidate
from engine.acts.receiving import Failed, Manner, receive
from engine.acts.scheduling import hold, reschedule
from engine.application import Application, Who
from engine.comparison.merge import WHAT, Clashing
from engine.errors import Refused
from engine.events import CommentMade
from engine.events.draft import Nature
from engine.events.submission import Access, Outcome
from engine.events.timetable import Mode
from engine.mail.mbox import Found
from engine.point import parse
from engine.private import SECRET
from engine.private.texts import words_of
from engine.readers import un_text
from engine.store import Store, create


class Conference(Teller):
    """A new store in which the Review Conference's drafting is played."""

    def __init__(self, folder: Path, tell: Tell) -> None:
        super().__init__(tell, date(2020, 4, 15))
        self._folder = folder

    def begin(self) -> Store:
        """The process is opened. Gives the store, for the rest of the story."""
        definition = definition_named("ccm-2rc")
        id = self.new_id()

        def open_process(store: Store) -> None:
            store.private.put({SECRET: hashlib.sha256(b"travaux demo").digest()})
            self._application(store).open_process(definition, id, self.who("presidency"))

        self.store = create(self._folder / ".travaux", id, open_process)
        self.app = self._application(self.store)
        works = [d.work for d in definition.document if not d.paper]
        self.say(
            f"The presidency opens the process with {len(definition.party)} parties, the works "
            f"{', '.join(works)} and {len(definition.document) - len(works)} papers."
        )
        return self.store

    def name(self, *parties: str) -> str:
        """The parties' names, as the story calls them."""
        return name(self.app.view(), parties)

    def open(self, work: str, file: str, reason: str, support: str | None = None) -> int:
        """A work gets its first text, from one of the story's files. Gives the number of its
        paragraphs."""
        source = (files(__package__) / file).read_bytes()
        return self.read(work, "eng", source, file, self.who("presidency", support=support), reason)

    def read(
        self, work: str, language: str, source: bytes, name: str, who: Who, reason: str
    ) -> int:
        """A work gets its first text."""
        self.app.open_draft(
            work,
            language,
            un_text.read(source, where=name),
            who,
            standing="original",
            original_language=None if language == "zho" else language,
            reason=reason,
            title=work,
        )
        text = self.app.view().folded(work, language).text
        return sum(node.tag == "paragraph" for node in text.walk())

    def edit(
        self,
        who: Who,
        reason: str,
        pen: Callable[[str], str],
        sentence: str,
        nature: Nature = "substantive",
        work: str = "lap",
        answers: tuple[str, ...] = (),
    ) -> int:
        """An edit by way of a checkout, a pen and a checkin. Gives its step."""
        written = checkout.write(self.app.view().draft(work, "eng"))
        done = check_in(
            self.app,
            parse(work),
            pen(written).encode(),
            who,
            reason=reason,
            nature=nature,
            where="the demonstration's checkout",
            answers=answers,
            checked_out=checked_out,
        )
        self.say(sentence)
        return done.entries[0].step

    def issue(self, work: str, label: str) -> None:
        """The draft is issued."""
        version = self.app.issue(parse(work), label, self.who("presidency"))
        self.say(f"The presidency issues version {version.number} of {work}: {label}.")

    def circulate(
        self, package: Sequence[str], to: tuple[str, ...], fulfils: tuple[str, ...] = ()
    ) -> None:
        """Texts go out together."""
        sent = [Sending(parse(rev)) for rev in package]
        made = circulate(self.app, sent, to, self.who("presidency"), fulfils=fulfils)
        due = f", as was due ({', '.join(made.fulfils)})" if made.fulfils else ""
        what = " and ".join(package)
        self.say(f"The presidency circulates {what} to {addressees(made.to)}{due}.")

    def invite(self, work: str, closes: date, guidance: str) -> None:
        """Comments on a work are asked for, by e-mail to the Unit with a copy to the presidency."""
        made = invite(
            self.app,
            (work,),
            self.who("presidency"),
            opens=self.day,
            closes=closes,
            channel="e-mail",
            guidance=guidance,
            of=EVERYBODY,
            send_to=("isu",),
            copy_to=("presidency",),
        )
        before = f", no longer as in {', '.join(made.supersedes)}" if made.supersedes else ""
        self.say(
            f"The presidency asks for comments on {work} until {closes}, by e-mail to the Unit "
            f"with a copy to itself{before}."
        )

    def reschedule(self, milestone: str, when: str, reason: str) -> None:
        """A milestone is planned for another time."""
        who = self.who("presidency")
        meant = reschedule(self.app, milestone, when, who, reason=reason)
        title = self.app.view().process().timetable.milestones[milestone].set.title
        self.say(f"The presidency puts off the {title} to {meant.phrase}: {reason}.")

    def hold(self, milestone: str, mode: Mode = "in-person", until: date | None = None) -> None:
        """A meeting is held today, or from today on."""
        hold(self.app, milestone, self.who("isu", "presidency"), mode=mode, until=until)
        title = self.app.view().process().timetable.milestones[milestone].set.title
        how = {"in-person": "in person", "virtual": "virtually", "hybrid": "in hybrid form"}[mode]
        self.say(f"The {title} is held {how}{f', until {until}' if until else ''}.")

    def receive(
        self, work: str, letter: EmailMessage, sender: str, how: str = "", access: Access = "public"
    ) -> None:
        """A letter comes in, and is kept as a file as well."""
        subject = str(letter["Message-ID"]).strip("<>").partition("@")[0]
        source = letter.as_bytes()
        (self._folder / "letters").mkdir(exist_ok=True)
        write_file(self._folder / "letters" / f"{subject}.eml", source)
        manner = Manner(
            about=(parse(work),),
            access=access,
            senders={str(letter["From"]).partition("<")[2].strip(">"): sender},
        )
        found = receive(
            self.app,
            self.store.private,
            [Found(1, source)],
            self.who("isu"),
            manner,
            salt=self.salt,
        )
        for result in found:
            if isinstance(result, Failed):
                raise Refused(result.error, hint=result.hint)
            self.say(received(self.app.view(), self.day, result, how))

    def remark(self, work: str, text: str, by: str, meeting: str, place: str | None = None) -> None:
        """A remark in the room."""
        who = self.who("isu", by)
        entry = comment(self.app, parse(work), who, text=text, place=place, meeting=meeting)
        made = entry.record.event
        assert isinstance(made, CommentMade)
        self.say(f"In the room {self.name(by)} remarks: “{text}” ({made.comment}).")

    def accept(self, id: str, reason: str, instead: tuple[Outcome, str]) -> None:
        """A proposed wording goes into the draft; where it clashes with what the draft says by
        now, the comment is answered `instead`."""
        who = self.who("presidency")
        one = listed(self.app.view(), id)
        said = f"{self.name(*one.parties)}'s wording for {place(one)} ({id})"
        held = self.store.private

        def wording(cited: Cited) -> str | None:
            words = words_of(held, cited.submission, cited.made, "presidency")
            return words.proposed if words else None

        try:
            done = accept(self.app, id, who, reason=reason, wording=wording)
        except Clashing as clashing:
            outcome, why = instead
            answer(self.app, id, who, outcome=outcome, reason=why)
            self.say(
                f"{said} does not go together with the draft as it is now: "
                f"{WHAT[clashing.clashes[0].what]}. {outcome.capitalize()}: {why}."
            )
            return
        public = ", which makes it public" if done.private else ""
        self.say(f"The presidency puts {said} into the draft (s{done.answer.applied}){public}.")

    def answer(self, answers: Iterable[tuple[str, Outcome, str]]) -> None:
        """Comments are answered by the presidency."""
        for id, outcome, reason in answers:
            answer(self.app, id, self.who("presidency"), outcome=outcome, reason=reason)

    def consolidate(self, work: str, label: str, defer_open: str | None = None) -> Consolidated:
        """The next version is issued, which answers the comments on the one before."""
        done = consolidate(
            self.app, parse(work), label, self.who("presidency"), defer_open=defer_open
        )
        answers = "there were no comments"
        if count := len(done.comments):
            answers = f"it answers {count} comment{'s' * (count > 1)} ({counted(done.outcomes())})"
        number = done.version.number
        self.say(f"The presidency consolidates {work} as version {number}, {label}: {answers}.")
        return done

    def unanswered(self, work: str) -> list[str]:
        """The comments on a work that are open."""
        return [one.id for one in open_comments(self.app.view(), work)]

    def _application(self, store: Store) -> Application:
        return Application(store.log, clock=self.clock, new_id=self.new_id)
