"""Comments in plain text, each on the paragraph that it begins with:

    Paragraph 12: The survey should come first.
    第12段：应当先进行勘察。

The word for a paragraph, a section, an action may be in any of the six languages, the number in
its digits. What stands before the first of them is a comment on the whole.
"""

from __future__ import annotations

import re
import unicodedata

from engine.events.submission import CommentNature
from engine.mail.item import Item
from engine.text.place_words import HAN_WORDS, PARTS, WORDS

_DIGITS = r"[0-9٠-٩۰-۹]+(?:\.[0-9]+)*"
_NUMBER = rf"(?:{_DIGITS}|[IVXLCDM]{{1,7}}\b|[一二三四五六七八九十百零〇]+)"
_TAIL = (
    r"(?:\s?(?:bis|ter|quater|quinquies))?"
    r"(?:\s*[(（](?:[0-9a-zа-яء-ي]{1,4}|[ivx]{1,5}|[一二三四五六七八九十]+)[)）])*"
)
_WORD = "|".join(
    sorted((re.escape(word) for word in WORDS if not word.isdigit()), key=len, reverse=True)
)
_HAN_WORD = "|".join(sorted(HAN_WORDS, key=len, reverse=True))
_NTH = rf"第\s*(?:[0-9]+|[一二三四五六七八九十百零〇]+)\s*(?:{_HAN_WORD}){_TAIL}"
_NAMED = rf"(?:(?<![^\W_])(?:{_WORD})\.?(?:\s+(?:no|n°|nº|№)\.?)?\s*{_NUMBER}{_TAIL})"
_ONE = rf"(?:{_NTH}|{_NAMED})"
_PART = "|".join(sorted(map(re.escape, PARTS), key=len, reverse=True))
_PLACE = rf"(?:{_ONE}(?:[,，、]?\s*{_ONE})*|(?:{_PART})(?=\s*[:：]))"
_MARK = r"[*•●▪‣·\-–—]\s|[(（]?[0-9a-zа-я]{1,2}[.)）]\s|[(（]?[一二三四五六七八九十]{1,3}[、．.)）]"
_BULLET = rf"[\s>#\u200e\u200f]*(?:(?:{_MARK})\s*)*\**"
_ON = (
    r"(?:(?:on|in|re|ad|regarding|concerning|sur|dans|au|sobre|en|al|el|по|к|о|об|в|بشأن|في)\s+"
    r"|关于|对|在)?"
)
_SAID = re.compile(
    rf"{_BULLET}(?P<on>{_ON})(?P<place>{_PLACE})\**"
    r"(?:(?P<more>第[^\n:：]{1,10}?|\s*[,，、;；(（/][^\n:：]{0,60}?|\s*(?:and|et|y|и|و|和|至|to|à|a|-|–)\s*[^\n:：]{1,20}?)?"
    r"\**\s*[:：]\**|\s*[–—-](?=\s)|\.(?=\s)|[．。.]?\s*$)\s*(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"\s*(?:{_MARK})")
_BEGUN = re.compile(rf"{_BULLET}{_ON}(?P<place>{_PLACE})(?![^\W_])(?P<rest>[^\n]*)", re.IGNORECASE)
_GENERAL = re.compile(
    rf"{_BULLET}(?:general (?:comments?|remarks?|observations?)|"
    r"(?:observations?|remarques?|commentaires?) générale?s?|"
    r"(?:comentarios?|observaciones) general(?:es)?|общи[ей] (?:замечани[яе]|комментари[ий])|"
    r"(?:ملاحظات|تعليقات) عامة|(?:一般性?|总体)(?:意见|评论|评注))"
    r"\**\s*[:：.]?\**\s*(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_SPECIFIC = re.compile(
    rf"{_BULLET}(?:specific (?:comments?|remarks?|proposals?)|"
    r"(?:observations?|remarques?|commentaires?) spécifiques?|"
    r"(?:comentarios?|observaciones) específic[oa]s?|конкретные (?:замечания|комментарии)|"
    r"(?:ملاحظات|تعليقات) (?:محددة|تفصيلية)|具体(?:意见|评论))[^\n]{0,40}$",
    re.IGNORECASE,
)
_PROPOSED = re.compile(
    rf"{_BULLET}(?:(?:proposed|suggested|alternative|new) (?:wording|text|language|change|"
    r"amendment|formulation)|proposal|(?:texte|libellé|formulation|amendement) proposée?|"
    r"proposition(?: de texte)?|(?:texto|redacción|enmienda) (?:propuest[oa]|sugerid[oa])|"
    r"propuesta|предлагаем(?:ая|ый|ое) (?:формулировка|текст|редакция|изменение)|предложение|"
    r"(?:النص|الصياغة|التعديل) المقترحة?|اقتراح|"
    r"(?:建议|拟议|提议)(?:的)?(?:案文|措辞|修改|文本|修正)(?:为|如下)?)\**\s*[:：]\**\s*(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_EDITORIAL = re.compile(
    r"\W*(?:editorial|rédactionnel|editorial|редакционн|تحريري|文字性|编辑性)", re.IGNORECASE
)
_QUOTES = (("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’"), ("「", "」"), ("„", "“"), ("'", "'"))
_QUOTED_END = tuple(closed + "." for _, closed in _QUOTES)
_COVER = re.compile(
    r"attach|enclos|ci-joint|ci-après|adjunt|anexo a este|прилаг|прилож|направля|во вложении|"
    r"مرفق|طيه|附件|附上|随函|see below|below|following|ci-dessous|suivant|a continuación|"
    r"siguiente|следующ|ниже|أدناه|التالية|如下|以下",
    re.IGNORECASE,
)
_HEAD = 300
"""Code points of a line in which it says what it is on."""
_BROKEN = 45
"""Columns from which on a line is one that a program broke, not one that its writer ended."""
_SENTENCES = re.compile(r"[.!?。！？؟]+(?:\s|$)")


def items(text: str) -> list[Item]:
    """The comments of a text; one, on the whole, where it names no paragraph. A covering note is
    none."""
    said = _items(text, _SAID)
    return said or _items(text, _BEGUN) or _whole(text)


def is_cover(text: str) -> bool:
    """Whether a text only says that comments are attached, or follow."""
    bare = text.strip()
    words = len(re.findall(r"[^\W\d_]+", bare)) + len(re.findall(r"[\u4e00-\u9fff]", bare)) // 2
    if words <= 15 and bare.endswith((":", "：")):
        return True
    return words <= 45 and len(_SENTENCES.findall(bare)) <= 3 and _COVER.search(bare) is not None


def _whole(text: str) -> list[Item]:
    if not text.strip():
        return []
    lines, proposed = _proposal(text.strip("\n").split("\n"))
    if proposed is not None and not "".join(lines).strip():
        lines = text.split("\n")
        proposed = None
    return [Item(text=_joined(lines), proposed=None if proposed is None else proposed)]


def _items(text: str, pattern: re.Pattern[str]) -> list[Item]:
    found: list[tuple[str, str, list[str]]] = [("", "", [])]
    blank = True
    for line in text.split("\n"):
        begins = blank or pattern is _SAID
        if general := _GENERAL.match(line[:_HEAD]):
            found.append(("", "", [line[general.start("rest") :]]))
        elif _SPECIFIC.match(line[:_HEAD]):
            found.append(("", "", []))
        elif begins and (said := pattern.match(line[:_HEAD])) and _is_place(said["place"]):
            place = _place(said["place"])
            if pattern is _BEGUN:
                found.append((place, "", [line.strip()]))
            else:
                found.append((place, _more(said), [line[said.start("rest") :]]))
        elif pattern is _SAID and _LISTED.match(line) and (begun := _begun(line)):
            found.append((begun, "", [_LISTED.sub("", line, count=1).strip()]))
        else:
            found[-1][2].append(line)
        blank = not line.strip()
    if not any(place for place, _, _ in found):
        return []
    made = []
    for place, more, lines in found:
        item = _item(place, more, lines)
        if item and (place or not is_cover(item.text)):
            made.append(item)
    return made


def _begun(line: str) -> str | None:
    """The place that an item of a list begins with."""
    said = _BEGUN.match(line[:_HEAD])
    return _place(said["place"]) if said and _is_place(said["place"]) else None


def _more(said: re.Match[str]) -> str:
    """What stands behind a place, before the comment on it: `second sentence`, `and 4`."""
    more = (said["more"] or "").strip(" ,，、;()（）")
    return f"{said['place']}{more}" if more[:1] in ("-", "–") else more


def _item(place: str, more: str, lines: list[str]) -> Item | None:
    lines, proposed = _proposal(lines)
    text = _joined(lines)
    if more:
        text = f"({more}) {text}" if text else f"({more})"
    if not text and not proposed:
        return None
    nature: CommentNature = "substantive" if place else "general"
    if _EDITORIAL.match(text):
        nature = "editorial"
    return Item(text=text, place=place, places=_ways(place), nature=nature, proposed=proposed)


def _proposal(lines: list[str]) -> tuple[list[str], str | None]:
    """The lines before a proposed wording, and the wording."""
    for n, line in enumerate(lines):
        if found := _PROPOSED.match(line[:_HEAD]):
            wording = _joined([line[found.start("rest") :], *lines[n + 1 :]])
            if wording.endswith(_QUOTED_END):
                wording = wording[:-1]
            for opened, closed in _QUOTES:
                inner = wording[1:-1]
                if wording[:1] == opened and wording[-1:] == closed and opened not in inner:
                    wording = inner.strip()
            return (lines[:n], wording) if wording else (lines, None)
    return lines, None


def _place(written: str) -> str:
    return " ".join(unicodedata.normalize("NFC", written).split()).strip(" .")


def _is_place(written: str) -> bool:
    """Whether what was found has a number that is one: `par exemple` has none."""
    return written.casefold() in PARTS or re.search(_NUMBER, written) is not None


def _ways(place: str) -> tuple[str, ...]:
    if not place:
        return ()
    numbers = re.findall(rf"{_NUMBER}{_TAIL}", place)
    return tuple(dict.fromkeys((place, *numbers[-1:])))


def _width(line: str) -> int:
    """Columns that a line takes on a screen."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def _joined(lines: list[str]) -> str:
    """Lines that a mail program broke, joined again; paragraphs stay apart."""
    from engine.readers.joining import spacing

    kept = [" ".join(line.split()) for line in lines]
    rules = spacing("\n".join(kept))
    paragraphs: list[list[str]] = [[]]
    for n, line in enumerate(kept):
        if not line:
            paragraphs.append([])
            continue
        before = kept[n - 1] if n else ""
        item = re.match(r"[-*•–]\s|\(?[0-9a-z]{1,3}[.)]\s", line)
        if paragraphs[-1] and (item or _width(before) < _BROKEN):
            paragraphs.append([])
            paragraphs[-1].append(f"\n{line}")
        else:
            paragraphs[-1].append(line)
    made = ""
    for pieces in paragraphs:
        if not pieces:
            continue
        joined = (
            rules.join(pieces).strip(" ")
            if not pieces[0].startswith("\n")
            else ("\n" + rules.join([pieces[0][1:], *pieces[1:]]))
        )
        if made:
            made += joined if joined.startswith("\n") else f"\n\n{joined}"
        else:
            made = joined.lstrip("\n")
    return made.strip()
