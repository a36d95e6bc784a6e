"""Whether a process definition fits together: every name is one that it defines, every date one
that there is. What does not fit is an error with its line and key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from engine.definition import Definition, Member
from engine.definition.roles import ACTS, DOMAIN, MAILBOX, ROLES
from engine.definition.toml import Path, Source
from engine.errors import Refused
from engine.events.timetable import FULFILS
from engine.point import FORM, LANGUAGE, RESERVED, WORK, slug
from engine.text.vocabulary import DOCUMENTS
from engine.timetable.deadline import is_time_of_day
from engine.timetable.phrases import read as read_when
from engine.timetable.when import When


def planned(definition: Definition, at: int) -> When:
    """When the milestone at a place of the definition is planned. `Refused` where its phrase is not
    understood."""
    milestone = definition.milestone[at]
    zone = milestone.time_zone or definition.time_zone
    return read_when(milestone.when, zone, definition.year)


def check(definition: Definition, file: Source) -> None:
    """Nothing, where the definition is sound; else `Unreadable`."""
    _Check(definition, file).all()


class _Check:
    def __init__(self, definition: Definition, file: Source) -> None:
        self.definition = definition
        self.fail = file.fail
        self.roles = {p.id: p.role for p in definition.party}
        self.works = [d.work for d in definition.document]
        self.milestones = [m.id for m in definition.milestone]

    def all(self) -> None:
        definition = self.definition
        self.said(("title",), definition.title)
        if definition.year is not None and not 1 <= definition.year <= 9999:
            self.fail(("year",), f"expected a year from 1 to 9999, got {definition.year}")
        self.zone(("time_zone",), definition.time_zone)
        if not is_time_of_day(definition.day_ends):
            self.fail(("day_ends",), f"expected a time such as 24:00, got {definition.day_ends!r}")
        if not self.roles:
            self.fail((), "there is no [[party]], so nobody could do anything")
        self.names("party", "id", [p.id for p in definition.party])
        self.names("document", "work", self.works)
        self.names("milestone", "id", self.milestones)
        self.names("invitation", "id", [i.id for i in definition.invitation])
        self.names("sequence", "rule", [s.rule for s in definition.sequence])
        self.names("structure", "work", [s.work for s in definition.structure])
        self.parties()
        self.documents()
        self.timetable()
        self.invitations()
        self.rules()

    def names(self, table: str, key: str, names: list[str]) -> None:
        for n, name in enumerate(names):
            if not WORK.fullmatch(name):
                self.fail((table, n, key), f"expected the form {FORM}, got {_short(name)!r}")
            if key == "work" and name in RESERVED:
                self.fail(
                    (table, n, key), f"{name!r} is what the register of submissions is called"
                )
            if name in names[:n]:
                self.fail((table, n, key), f"{name!r} is defined twice")

    def said(self, path: Path, words: str) -> None:
        """Words for people: something, in one line."""
        if not words.strip():
            self.fail(path, f"expected some words, got {_short(words)!r}")
        for at, char in enumerate(words, 1):
            if unicodedata.category(char) == "Cc":
                code = f"U+{ord(char):04X}"
                self.fail(path, f"expected words in one line, got {code} as character {at}")

    def phrases(self, path: Path, phrases: Iterable[str]) -> None:
        """Something to look for in a text: at least one phrase, none of them empty."""
        there = list(phrases)
        if not there:
            self.fail(path, "expected at least one phrase")
        for phrase in there:
            self.said(path, phrase)

    def known(self, path: Path, names: Iterable[str], among: Iterable[str], what: str) -> None:
        there = list(among)
        for name in names:
            if name not in there:
                self.fail(path, f"{name!r} is no {what}; there are: {', '.join(there) or 'none'}")

    def people(self, path: Path, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.roles and name not in ROLES:
                self.fail(path, f"{name!r} is neither a party nor one of: {', '.join(ROLES)}")

    def zone(self, path: Path, zone: str) -> None:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            self.fail(path, f"expected an IANA time zone such as Europe/Zurich, got {zone!r}")

    def parties(self) -> None:
        known: dict[str, str] = {}
        for n, party in enumerate(self.definition.party):
            self.said(("party", n, "name"), party.name)
            if party.actor is not None:
                self.in_iri(("party", n, "actor"), party.actor)
            others = [p for p, role in self.roles.items() if role == party.id and p != party.id]
            if party.id in ROLES and (party.id != party.role or others):
                why = "is named like a role that is not its own alone"
                self.fail(("party", n, "id"), f"{party.id!r} {why}, so it could mean either")
            for key, form, written in (
                ("mailboxes", MAILBOX, party.mailboxes),
                ("domains", DOMAIN, party.domains),
            ):
                for address in written:
                    what = "an address" if key == "mailboxes" else "a domain"
                    if not form.fullmatch(address):
                        self.fail(("party", n, key), f"expected {what}, got {address!r}")
                    if known.setdefault(address.casefold(), party.id) != party.id:
                        other = known[address.casefold()]
                        self.fail(("party", n, key), f"{address} is {other}'s already")
            if party.members and party.role not in ("group", "committee"):
                self.fail(("party", n, "members"), f"a {party.role} has none; a group has")
            for m, member in enumerate(party.members):
                path = ("party", n, "members", m)
                self.known(path, [member.party], self.roles, "party")
                if member.party == party.id:
                    self.fail(path, f"{party.id} cannot be a member of itself")
                if member.until and member.until < member.since:
                    self.fail(path, f"to {member.until} is before from {member.since}")
                for earlier in party.members[:m]:
                    if earlier.party == member.party and _overlap(earlier, member):
                        why = f"{member.party} is a member since {earlier.since} already"
                        self.fail(path, f"from {member.since}: {why}")

    def documents(self) -> None:
        iris: dict[object, str] = {}
        for n, document in enumerate(self.definition.document):
            at = ("document", n)
            self.said((*at, "title"), document.title)
            if document.element not in DOCUMENTS:
                known = ", ".join(DOCUMENTS)
                self.fail((*at, "element"), f"expected one of: {known}; got {document.element!r}")
            for key in ("subtype", "name", "number"):
                self.in_iri((*at, key), getattr(document, key))
            self.known((*at, "informs"), document.informs, self.works, "work")
            if document.work in document.informs:
                self.fail((*at, "informs"), f"{document.work} cannot inform itself")
            d = document
            other = iris.setdefault((d.element, d.subtype, d.opened, d.number), d.work)
            if other != d.work:
                self.fail(
                    (*at, "number"), f"{d.number!r} of {d.opened} is {other}'s; IRIs would be alike"
                )

    def in_iri(self, path: Path, part: str) -> None:
        if not re.fullmatch(r"[^\s/?#\x00-\x20]+", part):
            self.fail(path, f"{part!r} is empty or has a space or a slash in it; IRIs have it")

    def timetable(self) -> None:
        for n, milestone in enumerate(self.definition.milestone):
            self.said(("milestone", n, "title"), milestone.title)
            if milestone.time_zone:
                self.zone(("milestone", n, "time_zone"), milestone.time_zone)
            try:
                planned(self.definition, n)
            except Refused as error:
                self.fail(("milestone", n, "when"), str(error))
            self.known(("milestone", n, "works"), milestone.works, self.works, "work")
            self.known(("milestone", n, "sends"), milestone.sends, self.works, "work")
            self.people(("milestone", n, "addressees"), milestone.addressees)
            papers = [d.work for d in self.definition.document if d.paper]
            acts = milestone.fulfilled_by or FULFILS[milestone.kind]
            if "adopt" in acts:
                for work in milestone.works:
                    if work in papers:
                        why = f"{work} is a paper; papers are never adopted"
                        self.fail(("milestone", n, "works"), why)
            if not milestone.works and set(acts) & {"adopt", "circulate", "issue"}:
                self.fail(("milestone", n), f"works is missing; a {milestone.kind} is of works")

    def invitations(self) -> None:
        before: list[str] = []
        mailboxes = {p.id for p in self.definition.party if p.mailboxes}
        for n, invitation in enumerate(self.definition.invitation):
            at = ("invitation", n)
            self.known((*at, "works"), invitation.works, self.works, "work")
            if not invitation.works:
                self.fail((*at, "works"), "expected at least one work")
            self.people((*at, "of"), invitation.of)
            self.said((*at, "guidance"), invitation.guidance)
            self.known((*at, "supersedes"), invitation.supersedes, before, "invitation before it")
            if invitation.deadline:
                self.known((*at, "deadline"), [invitation.deadline], self.milestones, "milestone")
            if invitation.deadline and invitation.closes:
                self.fail((*at, "to"), "a window closes on a day or at a deadline, not both")
            if invitation.closes and invitation.closes < invitation.opens:
                self.fail((*at, "to"), f"{invitation.closes} is before from {invitation.opens}")
            for key in ("send_to", "copy_to"):
                names: tuple[str, ...] = getattr(invitation, key)
                if names and invitation.channel != "e-mail":
                    self.fail((*at, key), f"is for the channel e-mail, not {invitation.channel}")
                self.known((*at, key), names, mailboxes, "party with mailboxes")
            before.append(invitation.id)

    def rules(self) -> None:
        for act, roles in self.definition.rules.items():
            if act not in ACTS:
                self.fail(("rules", act), f"is not an act; the acts are {', '.join(ACTS)}")
            for role in roles:
                if role not in ROLES:
                    self.fail(("rules", act), f"expected one of: {', '.join(ROLES)}; got {role!r}")
        for n, rule in enumerate(self.definition.sequence):
            self.said(("sequence", n, "title"), rule.title)
            for key in ("first", "then"):
                terms: tuple[str, ...] = getattr(rule, key)
                if not terms:
                    self.fail(("sequence", n, key), "expected a milestone or a work's version")
                for term in terms:
                    self.term(("sequence", n, key), term)
        for n, structure in enumerate(self.definition.structure):
            self.known(("structure", n, "work"), [structure.work], self.works, "work")
            if structure.builds_on:
                self.known(("structure", n, "builds_on"), [structure.builds_on], self.works, "work")
            if structure.each_section and not structure.sections:
                self.fail(
                    ("structure", n, "each_section"), "there are no sections that could hold it"
                )
            for key in ("sections", "each_section"):
                for m, phrases in enumerate(getattr(structure, key)):
                    self.phrases(("structure", n, key, m), phrases)
            for area, phrases in structure.areas.items():
                self.phrases(("structure", n, "areas", area), phrases)
            if structure.actions:
                self.phrases(("structure", n, "actions", "phrases"), structure.actions.phrases)
                for measure in structure.actions.measures:
                    self.said(("structure", n, "actions", "measures"), measure)
            if structure.areas and not structure.builds_on:
                self.fail(("structure", n, "areas"), "builds_on is missing; expected a work")

    def term(self, path: Path, term: str) -> None:
        work, at, point = term.partition("@")
        if not at:
            self.known(path, [term], self.milestones, "milestone")
            return
        self.known(path, [work.partition("/")[0]], self.works, "work")
        language = work.partition("/")[2]
        if not slug(point) or (language and not LANGUAGE.fullmatch(language)):
            self.fail(path, f"expected WORK@LABEL, WORK@issued or WORK@adopted, got {term!r}")


def _overlap(one: Member, other: Member) -> bool:
    """Whether two memberships have a day in common."""
    one_ends, other_ends = one.until or date.max, other.until or date.max
    return one.since <= other_ends and other.since <= one_ends


def _short(written: str) -> str:
    return written if len(written) <= 60 else f"{written[:60]}…"
