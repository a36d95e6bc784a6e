"""The words before a number that say what kind of place it is, in the six languages of the United
Nations, and the names of the parts of a text that have no number."""

from __future__ import annotations

_KINDS = {
    "paragraph": """paragraph paragraphs para paras par ¶ paragraphe paragraphes párrafo párrafos
        parrafo párr пункт пункта пункту пункте пункты абзац абзаца абзацу пп п الفقرة فقرة
        الفقرات 段落 段""",
    "section": "section sections sect sec § sección seccion раздел раздела القسم قسم 节 節",
    "article": "article articles art artículo articulo статья статьи ст المادة مادة 条 條",
    "chapter": "chapter chapters chap chapitre capítulo capitulo cap глава главы الفصل فصل 章",
    "part": "part parts partie parte часть части الجزء جزء 部分",
    "annex": "annex annexes annexe anexo приложение приложения المرفق مرفق 附件 附录",
    "subparagraph": """subparagraph sub-paragraph subpara sub-para sous-alinéa subpárrafo inciso
        apartado подпункт подпункта 款 项""",
    "item": "item items point points punto puntos clause البند بند 点 點",
    "action": """action actions acción accion acciones medida medidas mesure mesures действие меры
        мера الإجراء إجراء 行动""",
    "alinéa": "alinéa alinea alinéas",
}
_TAGS = {
    "paragraph": "paragraph",
    "section": "section hcontainer",
    "article": "article",
    "chapter": "chapter",
    "part": "part",
    "annex": "attachment doc component part",
    "subparagraph": "subparagraph point item li",
    "item": "item point li paragraph subparagraph clause",
    "action": "paragraph section hcontainer article",
    "alinéa": "alinea subparagraph paragraph point",
}

WORDS: dict[str, frozenset[str]] = {
    word: frozenset(_TAGS[kind].split()) for kind, words in _KINDS.items() for word in words.split()
}
"""The tags that each word means, the likeliest places of its number; lower case, without a full
stop."""

HAN_WORDS = ("段落", "段", "部分", "节", "節", "条", "條", "章", "款", "项", "点", "點")
"""Words that stand behind a Chinese ordinal, 第12段."""

PARTS = {
    word: tag
    for tag, words in {
        "preamble": "preamble|préambule|preámbulo|преамбула|الديباجة|ديباجة|序言",
        "preface": "preface|title|titre|título|titulo|название|العنوان|标题",
        "conclusions": "conclusions|conclusion|заключение|الخاتمة|结论",
    }.items()
    for word in words.split("|")
}
"""The tags of parts that have a name and no number."""
