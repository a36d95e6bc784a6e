"""Names and addresses of people, taken out of what becomes public.

What the headers of a message say of people is looked for in a text, however it is cased, broken or
accented there; so is every e-mail address that is not a functional one of the process. Each of
them gives way to a placeholder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from engine.mail.headers import Address
from engine.mail.quoting import MOST_SIGNED, SHORT, is_closing

PLACEHOLDER = "[…]"
"""What stands in the place of a name or an address; the words themselves are private."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\u3041-\u30ff"
_BEFORE, _BEHIND = rf"(?<![^\W_{_HAN}])", rf"(?![^\W_{_HAN}])"
"""The edges of a word; Chinese characters beside it are none of it."""
_LETTER = rf"(?:(?![{_HAN}])[\w-])"
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9.!#$%&'*+/=?^`{|}~_-])(?:mailto:)?"
    rf"(?:(?![{_HAN}])[\w.!#$%&'*+/=?^`{{|}}~-])+"
    rf"\s?(?:@|\(at\)|\[at\]|＠)\s?{_LETTER}+(?:\.{_LETTER}+)+"
)
_TITLES = frozenset(
    """mr mrs ms miss mx dr prof professor sir dame madam madame monsieur mme mlle m h.e he s.e se
    ambassador amb col gen capt lt sr sra srta señor señora don doña ing lic embajador embajadora
    г-н г-жа господин госпожа посол السيد السيدة سعادة السفير السفيرة الدكتور د""".split()
)
_TITLED = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(sorted(map(re.escape, _TITLES), key=len, reverse=True))})\.?\s+$"
)
_OFFICES = frozenset(
    """mission delegation permanent ministry foreign affairs office secretariat unit embassy
    department group section conference support team info party state states republic kingdom
    federation union of the for and coalition committee organisation organization presidency
    president desk division directorate bureau agency institute centre center press news service
    no-reply noreply mailer list international national united nations convention member members
    mission délégation ministère affaires étrangères bureau groupe secrétariat représentation
    permanente ambassade service présidence conférence
    misión delegación ministerio relaciones exteriores oficina grupo secretaría representación
    embajada presidencia conferencia
    миссия делегация министерство постоянное представительство группа секретариат посольство
    управление отдел департамент председатель конференция
    بعثة وفد وزارة الخارجية مكتب مجموعة أمانة الأمانة البعثة الوفد الدائمة
    سفارة رئاسة مؤتمر""".split()
)
_OFFICES_HAN = re.compile(
    "代表团|代表處|代表处|使团|部|司|处|處|办公室|秘书处|组|組|会|會|局|馆|館|党|黨|国|國|方"
)
_CALENDAR = frozenset(
    """january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday""".split()
)
_WORDS = frozenset(
    """art banks best bill bishop black brown day drew east field fields forest frost good grace
    grant gray green hall hill hills hope joy judge justice king knight lake land law long love
    major mark marsh miles mine north page park peace poole poor power price rich rights rivers rose
    sharp short south stone strong sue summer swift union wade wall waters way wells west white
    will winter wise wood woods young
    blanc bois bon bonne dupont garde grand juste lac loi long noir petit pont roi vert
    blanco bueno campo castillo cruz flores guerra iglesias justo ley luna montes paz reyes rojo
    rosa santos sierra torres valle vega мир роза слава любовь вера надежда سلام أمل نور عادل
    سلامة""".split()
)
"""Parts of names that are words too: alone they are taken for words, unless a title goes before."""
_CYRILLIC = re.compile("[а-яё-]{4,}")
_LEAST = 3
"""Letters of the shortest part of a name that is looked for alone."""
_MARKS = re.compile(r"[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200b-\u200f\u00ad]")


class Names:
    """The people whom a message names. `public`: names and functional addresses that the process
    itself gives; they are nobody's secret."""

    def __init__(self, people: Iterable[Address], public: Iterable[str]) -> None:
        known = {_folded(name)[0].strip() for name in public}
        self._addresses = {name for name in known if "@" in name}
        words = {word for name in known if "@" not in name for word in re.findall(r"\w+", name)}
        self._whole: dict[tuple[str, ...], None] = {}
        self._alone: dict[str, None] = {}
        for person in people:
            folded = _folded(person.name)[0].strip()
            if folded in known or person.address.casefold() in self._addresses:
                continue
            for parts in _variants(person):
                if "".join(parts) and " ".join(parts) not in known:
                    self._whole[tuple(parts)] = None
            parts = _parts(person.name)
            if 1 <= len(parts) <= 4 and not _is_office(person.name):
                for part in parts:
                    if len(part) >= _LEAST and part not in words | _CALENDAR:
                        self._alone[part] = None

    def cut(self, text: str) -> str:
        """The text with placeholders."""
        text = _ADDRESS.sub(self._address, text)
        folded, at = _folded(text)
        closed = re.sub(rf"(?<=[{_HAN}])\s(?=[{_HAN}])", "", folded)
        there = {part for part in self._alone if _stem(part) in folded or part in closed}
        whole = [p for p in self._whole if all(_stem(x) in folded or x in closed for x in p)]
        ways = {_sequence(way) for parts in whole for way in (parts, parts[::-1])}
        spots = []
        if ways:
            pattern = re.compile("|".join(sorted(ways, key=len, reverse=True)))
            spots = [found.span() for found in pattern.finditer(folded)]
        for part in there:
            spots += _alone(part, folded, text, at, spots)
        return _replaced(
            text, [(at[start], at[end - 1] + 1) for start, end in spots if end > start]
        )

    def cut_lines(self, text: str) -> str:
        """The text with placeholders, and without the lines at its end that say nothing but a name
        or an address."""
        lines = text.split("\n")
        while lines and (not lines[-1].strip() or self._is_only_named(lines[-1])):
            lines.pop()
        return self.cut("\n".join(lines))

    def unsigned(self, text: str) -> str:
        """The text without a signature that begins with a name, whatever goes before it; all of it,
        where it has nothing else."""
        lines = text.rstrip().split("\n")
        for n in range(max(1, len(lines) - MOST_SIGNED), len(lines)):
            below = lines[n + 1 :]
            left = self.cut(lines[n]).replace(PLACEHOLDER, "")
            named = left != lines[n] and (not re.sub(r"[\W\d_]", "", left) or is_closing(left))
            if named and all(len(line) <= SHORT for line in below):
                return "\n".join(lines[:n]).rstrip()
        return text

    def _is_only_named(self, line: str) -> bool:
        left = self.cut(line).replace(PLACEHOLDER, "")
        return left != line and not re.sub(r"[\W\d_]", "", left)

    def _address(self, found: re.Match[str]) -> str:
        address = re.sub(r"\s", "", found[0]).casefold().removeprefix("mailto:").rstrip(".")
        return found[0] if address in self._addresses else PLACEHOLDER


def _alone(
    part: str, folded: str, text: str, at: Sequence[int], whole: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Where a part of a name stands by itself, unless it is a word of the language too."""
    found = [
        match
        for match in re.finditer(_sequence([part]), folded)
        if not any(start <= match.start() < end for start, end in whole)
    ]
    plain = [match for match in found if text[at[match.start()]].islower()]
    if part in _WORDS or len(plain) > 1:
        found = [match for match in found if _TITLED.search(folded[: match.start()])]
    return [match.span() for match in found]


def _variants(person: Address) -> list[list[str]]:
    """The parts of a name as it may be written: as it stands, and as the address has it."""
    found = [[han] for han in re.findall(rf"[(（]([{_HAN}]{{2,}})[)）]", person.name)]
    if (parts := _parts(person.name)) and (len(parts) > 1 or len("".join(parts)) >= 2):
        found.append(parts)
        found += [kind for kind in _scripts(parts) if kind != parts]
        bare = [part for part in parts if len(part) > 1]
        if len(bare) > 1:
            found += [bare, [bare[0], bare[-1]]]
    local = re.split(r"[._-]", _folded(person.address.partition("@")[0])[0])
    if len(local) > 1 and all(part.isalpha() and len(part) > 1 for part in local):
        found.append(local)
    return found


def _scripts(parts: list[str]) -> list[list[str]]:
    """The parts of a name in Chinese characters, and the others, where it has both."""
    han = [part for part in parts if re.match(f"[{_HAN}]", part)]
    others = [part for part in parts if part not in han]
    return [kind for kind in (han, others) if len("".join(kind)) > 1]


def _parts(name: str) -> list[str]:
    """The parts of a person's name, folded, without title and what is in brackets."""
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]|\s[-–|/].*$|<[^>]*>|\S+@\S+", " ", _folded(name)[0])
    words = re.findall(rf"[^\W\d_{_HAN}](?:[^\s,;.\"]|(?<=[^\W\d_])\.(?=\S))*|[{_HAN}·]+", bare)
    return [word.strip("'’\"-") for word in words if word.strip(".") not in _TITLES]


def _is_office(name: str) -> bool:
    words = re.findall(r"[\w-]+", _folded(name)[0])
    han = re.findall(f"[{_HAN}]+", name)
    return any(word in _OFFICES for word in words) or any(
        _OFFICES_HAN.search(word) or len(word) > 4 for word in han
    )


def _sequence(parts: Sequence[str]) -> str:
    """A pattern for parts of a name, one behind the other, in any of their cases."""
    joined = r"[\s,.·\-]*".join(map(_declined, parts))
    if re.match(f"[{_HAN}]", "".join(parts)):
        return joined
    return rf"{_BEFORE}(?:[وفبلك](?=[\u0621-\u064a]))?{joined}{_BEHIND}"


def _declined(part: str) -> str:
    if re.match(f"[{_HAN}]", part):
        return r"\s?".join(map(re.escape, part))
    stem = _stem(part)
    return rf"{re.escape(stem)}[а-яё]{{0,3}}" if _CYRILLIC.fullmatch(part) else re.escape(part)


def _stem(part: str) -> str:
    """A part of a name without the ending that a Russian sentence may change."""
    declined = _CYRILLIC.fullmatch(part) and part[-1] in "аяйьоеы" and len(part) > 4
    return part[:-1] if declined else part


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each of its code points where it stood."""
    folded: list[str] = []
    at: list[int] = []
    for n, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).casefold():
            if not _MARKS.match(part):
                folded.append(part)
                at.append(n)
    return "".join(folded), at


def _replaced(text: str, spots: Iterable[tuple[int, int]]) -> str:
    """The text with a placeholder for each spot; spots that touch are one."""
    made: list[str] = []
    end = 0
    for start, stop in sorted(spots):
        if stop <= end:
            continue
        between = text[end:start] if start > end else ""
        if made and not between.strip():
            end = stop
            continue
        made += [between, PLACEHOLDER]
        end = stop
    made.append(text[end:])
    return "".join(made)
