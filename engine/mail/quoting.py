"""The sender's own words: a text without what it answers, without salutation and signature.

Interleaved answers stay; what they answer goes. Of a message that only passes on another one, the
words passed on stay, without the lines that say from whom to whom it went.
"""

from __future__ import annotations

import re

_SPACES = r"[\s\u00a0\u200e\u200f]*"
_HISTORY = re.compile(
    rf"{_SPACES}[-_=*]{{2,}}{_SPACES}"
    r"(?:original message|forwarded message|message d.origine|message transféré|mensaje original|"
    r"mensaje reenviado|исходное сообщение|пересылаемое сообщение|пересланное сообщение|"
    r"原始邮件|原始郵件|原邮件|转发邮件|转发的邮件|轉寄郵件|الرسالة الأصلية|رسالة محولة|"
    rf"رسالة معاد توجيهها|begin forwarded message){_SPACES}:?{_SPACES}[-_=*]{{2,}}{_SPACES}$"
    r"|begin forwarded message:\s*$|début du message réexpédié\s?:\s*$",
    re.IGNORECASE,
)
_FIELDS = {
    "from": "from|de|von|от|от кого|من|发件人|寄件者|寄件人",
    "sent": "sent|date|envoyé|envoyé le|fecha|enviado|enviado el|отправлено|дата|التاريخ|أرسلت|"
    "تاريخ الإرسال|发送时间|发件时间|日期|時間|寄件日期",
    "to": "to|cc|à|para|a|кому|копия|إلى|نسخة|收件人|抄送|收件者",
    "subject": "subject|objet|asunto|тема|الموضوع|主题|主旨|主題",
}
_FIELD = {
    key: re.compile(rf"{_SPACES}\*?(?:{names}){_SPACES}[:：]\*?{_SPACES}\S", re.IGNORECASE)
    for key, names in _FIELDS.items()
}
_ATTRIBUTION = re.compile(
    rf"{_SPACES}(?:on|le|el|am|в|во|от|في|بتاريخ|在|于|於|\d)[^\n]{{4,300}}"
    r"(?:wrote|writes|a écrit|a ecrit|escribió|escribio|schrieb|написал\(?а?\)?|написала|пишет|"
    rf"كتب|كتبت|写道|寫道|写到){_SPACES}[:：]?{_SPACES}$"
    rf"|{_SPACES}(?:في|بتاريخ|كتب)[^\n]{{0,200}}كتبت?\s[^\n]{{2,100}}[:：]{_SPACES}$"
    rf"|{_SPACES}[^\n]{{2,200}}[<\"]?[^\s@]{{1,100}}@[^\s@]{{1,100}}[>\"]?[^\n]{{0,60}}"
    rf"(?:wrote|a écrit|escribió|написал\(?а?\)?|пишет|كتب|写道|寫道){_SPACES}[:：]{_SPACES}$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    rf"{_SPACES}(?:(?:with |my |our )*(?:kind|best|warm|kindest|warmest) (?:regards|wishes)|"
    r"regards|many thanks|thanks|thank you|yours (?:sincerely|faithfully|truly)|"
    r"sincerely(?: yours)?|(?:very )?respectfully|best|cheers|"
    r"(?:bien )?cordialement|sincères salutations|salutations(?: distinguées)?|bien à vous|"
    r"(?:je vous prie|nous vous prions|veuillez|avec)[^\n]{0,80}"
    r"(?:considération|salutations|sentiments|remerciements)[^\n]{0,20}|"
    r"(?:un )?(?:cordial|atento) saludos?|saludos(?: cordiales)?|atentamente|cordialmente|gracias|"
    r"с (?:наилучшими )?(?:уважением|пожеланиями)|с глубоким уважением|искренне ваш|"
    r"此致(?:敬礼|敬禮)?|顺致[^\n]{0,20}|順頌[^\n]{0,12}|顺祝[^\n]{0,12}|谨上|谨启|敬上|祝好|敬礼|"
    r"(?:مع|وتفضلوا بقبول|تفضلوا بقبول)[^\n]{0,12}(?:خالص|أطيب|فائق|وافر)[^\n]{0,40}|"
    r"مع (?:التحية|تحياتي|الشكر)[^\n]{0,20}|وشكرا|تحياتي)"
    rf"{_SPACES}[,.;!،。，！]*{_SPACES}$",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    rf"{_SPACES}(?:dear|hello|hi|good (?:morning|afternoon|day)|(?:your )?excellenc(?:y|ies)|"
    r"(?:ladies and )?gentlemen|to whom it may concern|mr\.|ms\.|mrs\.|"
    r"madame|monsieur|mesdames|messieurs|bonjour|cher|chère|chers|chères|excellences?|"
    r"estimad[oa]s?|señor(?:a|es|as)?|distinguid[oa]s?|excelencias?|buen(?:os|as) [a-zé]+|hola|"
    r"уважаем(?:ый|ая|ые)|ваше превосходительство|дамы и господа|добрый день|здравствуйте|"
    r"尊敬的|各位|阁下|您好|你好|女士们|"
    r"(?:ال)?سيد|(?:ال)?سيدة|(?:ال)?سادة|حضرة|سعادة|عزيزي|عزيزتي|الأعزاء|تحية طيبة|السلام عليكم)"
    rf"[^\n]{{0,90}}[,:;!،：，！]{_SPACES}$"
    rf"|{_SPACES}[^\n]{{0,20}}(?:先生|女士|阁下|閣下|主席|大使|同事|各位)[^\n]{{0,6}}[：:，,]{_SPACES}$"
    rf"|{_SPACES}(?:您好|你好|hello|hi|bonjour|hola)[.。!！]?$",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    rf"{_SPACES}(?:sent from my|sent from|get outlook for|envoyé de mon|envoyé depuis|"
    r"enviado desde|отправлено с|发自我的|發自我的|أرسلت من|أُرسلت من)[^\n]{0,80}$",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    rf"{_SPACES}(?:this (?:e-?mail|message|communication)|the (?:information|contents?)|disclaimer|"
    r"confidential|ce (?:message|courriel|courrier)|cet e-?mail|este (?:mensaje|correo)|"
    r"la información|это (?:сообщение|письмо)|данное (?:сообщение|письмо)|настоящее|"
    r"هذه الرسالة|هذا البريد|本(?:邮件|电子邮件|郵件)).{0,600}?"
    r"(?:confiden|intended|addressee|privileged|destinat|конфиденц|адресат|سري|المرسل إليه|"
    r"保密|机密|机密|收件人)",
    re.IGNORECASE | re.DOTALL,
)
_DELIMITER = re.compile(r"(?:-- ?|—|__+|\*\*\*+)$")
_LONGEST = 400
"""Code points of the longest line that can say who wrote what follows."""
MOST_SIGNED = 14
"""Lines of a signature below a closing formula."""
SHORT = 110
"""Code points of the longest line of a signature."""


def own(text: str) -> str:
    """What the sender wrote; empty where the message says nothing of its own."""
    lines = text.replace("\r\n", "\n").split("\n")
    head, passed_on = _before_history(lines)
    kept = _unsigned(_unquoted(head))
    if not "".join(kept).strip() and passed_on:
        return own("\n".join(_without_fields(passed_on)))
    return _tidy(kept)


def unsigned(text: str) -> str:
    """A text, such as that of an attachment, without salutation and signature."""
    return _tidy(_unsigned(text.split("\n")))


def _before_history(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines before the first mark of an earlier message, and those behind it."""
    for n, line in enumerate(lines):
        if _HISTORY.match(line):
            return lines[:n], lines[n + 1 :]
        if _is_header_block(lines, n):
            start = n
            while start and (
                not lines[start - 1].strip() or set(lines[start - 1].strip()) <= {"_"}
            ):
                start -= 1
            return lines[:start], lines[n:]
        if _is_attribution(lines, n) and not _answered_below(lines, n):
            return lines[:n], lines[n + 1 :]
    return lines, []


def _is_header_block(lines: list[str], n: int) -> bool:
    """Whether the lines of a mail program that say from whom, when, to whom and what begin here."""
    if not _FIELD["from"].match(lines[n]):
        return False
    block = [line for line in lines[n : n + 9] if line.strip()][:6]
    others = [key for key in ("sent", "to", "subject") if any(map(_FIELD[key].match, block[1:]))]
    return len(others) >= 2


def _is_attribution(lines: list[str], n: int) -> bool:
    """Whether a line, with the next one where it is broken, says who wrote what follows."""
    joined = " ".join(lines[n : n + 2])
    if len(lines[n]) > _LONGEST or not lines[n].strip():
        return False
    one = _ATTRIBUTION.match(lines[n])
    if not one and not (len(lines[n]) > 20 and _ATTRIBUTION.match(joined[:_LONGEST])):
        return False
    behind = [line for line in lines[n + (1 if one else 2) :] if line.strip()][:1]
    if behind and behind[0].lstrip().startswith(">"):
        return True
    return "@" in joined and bool(re.search(r"\d", joined))


def _answered_below(lines: list[str], n: int) -> bool:
    """Whether what follows is quoted line by line, so that answers may stand between."""
    behind = [line for line in lines[n + 1 : n + 5] if line.strip()]
    return any(line.lstrip().startswith(">") for line in behind[:2])


def _unquoted(lines: list[str]) -> list[str]:
    """The lines that quote nothing."""
    kept: list[str] = []
    skip = 0
    for n, line in enumerate(lines):
        if skip:
            skip -= 1
            continue
        if line.lstrip().startswith(">"):
            continue
        if _is_attribution(lines, n):
            skip = 0 if _ATTRIBUTION.match(line) else 1
            continue
        kept.append(line)
    return kept


def _unsigned(lines: list[str]) -> list[str]:
    """The lines without salutation, closing formula and signature."""
    kept = _undisclaimed([line for line in lines if not _DEVICE.match(line)])
    for n, line in enumerate(kept):
        below = [rest for rest in kept[n + 1 :] if rest.strip()]
        if line in ("-- ", "--") and len(below) <= 2 * MOST_SIGNED:
            kept = kept[:n]
            break
        if _DELIMITER.match(line) and 0 < len(below) <= 8 and _is_short(below):
            kept = kept[:n]
            break
    closed = len(kept)
    for n in range(len(kept) - 1, -1, -1):
        below = [rest for rest in kept[n + 1 :] if rest.strip()]
        if len(below) > MOST_SIGNED or not _is_short(below):
            break
        if _CLOSING.match(kept[n]):
            closed = n
    kept = kept[:closed]
    while kept and (not kept[0].strip() or _SALUTATION.match(kept[0])):
        kept.pop(0)
    return kept


def _undisclaimed(lines: list[str]) -> list[str]:
    """The lines without empty ones at their end, and without what a mail program of an office puts
    there."""
    kept = list(lines)
    while True:
        while kept and not kept[-1].strip():
            kept.pop()
        start = len(kept)
        while start and kept[start - 1].strip():
            start -= 1
        if not start or not _DISCLAIMER.match("\n".join(kept[start:])[:800]):
            return kept
        kept = kept[:start]


def is_closing(line: str) -> bool:
    """Whether a line is a closing formula."""
    return _CLOSING.match(line) is not None


def _is_short(lines: list[str]) -> bool:
    return all(len(line) <= SHORT for line in lines)


def _without_fields(lines: list[str]) -> list[str]:
    """The lines behind those that say from whom to whom a message went."""
    start = 0
    for n, line in enumerate(lines[:12]):
        if any(pattern.match(line) for pattern in _FIELD.values()):
            start = n + 1
        elif line.strip() and start:
            break
    return lines[start:]


def _tidy(lines: list[str]) -> str:
    joined = "\n".join(line.rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", joined).strip("\n")
