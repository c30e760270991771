"""Characters that people do not see or take for others: what a cell, a report's text or a query holds by accident."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from kg.messages import say
from kg.text.chinese import CHARACTER, is_character

# What is drawn as nothing and is no format character (Unicode, Default_Ignorable_Code_Point), and a blank
_BLANK: Final = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
_IS_BLANK: Final = re.compile(f"[{_BLANK}]")
_BREAK: Final = re.compile(r"[\n\r\t]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

# Unicode, EquivalentUnifiedIdeograph.txt, for CJK Radicals Supplement, which has few decompositions
_RADICALS: Final = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺"
    "⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀"
    "聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)

# Letters of other scripts that are drawn as Latin ones (after Unicode Technical Standard 39, confusables.txt)
_AS_LATIN: Final = dict(
    zip(
        "аеорсухіјѕһԁԛԝӏүАВЕКМНОРСТУХІЈЅҮԌԚԜӀοινρυΑΒΕΖΗΙΚΜΝΟΡΤΥΧɑɡıօսհոց",
        "aeopcyxijshdqwlyABEKMHOPCTYXIJSYGQWIoivpuABEZHIKMNOPTYXagiouhng",
        strict=True,
    )
)
_AS_CHINESE: Final = dict(zip("ロニエカタトハチヌヒー", "口二工力夕卜八千又匕一", strict=True))
_AS_ASCII: Final = dict(zip("‐‑‒–—―−‘’ʼ′“”″○◯", "-------''''\"\"\"〇〇", strict=True))
_SKELETON: Final = str.maketrans(_AS_LATIN | _AS_CHINESE | _AS_ASCII)

_OTHER_SCRIPTS: Final = ("CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")


def named(character: str) -> str:
    """A character by its name in Unicode, or what it is where it has none, and its code point."""
    return f"{unicodedata.name(character, '') or _unnamed(character)} (U+{ord(character):04X})"


def _unnamed(character: str) -> str:
    if is_noncharacter(character):
        return say("a non-character")
    if unicodedata.category(character) == "Co":
        return say("a private-use character")
    return say("an unassigned character")


def is_noncharacter(character: str) -> bool:
    """Whether a code point will never be a character (Unicode 16.0, 23.7)."""
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


@cache
def is_invisible(character: str) -> bool:
    """Whether a character is one that nobody sees: a format character, a line or paragraph separator, a filler."""
    return unicodedata.category(character) in ("Cf", "Zl", "Zp") or _IS_BLANK.match(character) is not None


@cache
def usual(character: str) -> str:
    """The character that is meant by a radical or a compatibility form of a Chinese one; else itself."""
    name = unicodedata.name(character, "")
    if not name.startswith(("CJK COMPATIBILITY IDEOGRAPH", "KANGXI RADICAL", "CJK RADICAL")):
        return character
    return unicodedata.normalize("NFKC", character.translate(_RADICALS))


class _Shown(dict[int, str]):
    """What each code point is shown as, found when it is first asked for."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        hidden = is_invisible(character) or (unicodedata.category(character) == "Cc" and character not in "\t\n")
        escaped = f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
        return self.setdefault(code, escaped if hidden else character)


_SHOWN: Final = _Shown()


def visible(text: str) -> str:
    """A text as it can be shown: a terminal would obey control characters, and those that nobody sees turn or hide
    what stands beside them. They are escaped as SPARQL, Turtle and JSON have it; line feeds and tabs stay.
    """
    return text if text.isascii() and text.isprintable() else text.translate(_SHOWN)


def control_character(text: str) -> str | None:
    """What is wrong with a text that has a control character other than line ends and tabs; else None."""
    match = _CONTROL.search(text)
    code = f"U+{ord(match[0]):04X}" if match else ""
    return say("holds the control character {character}; delete it", character=code) if match else None


def line_break(text: str) -> str | None:
    """What is wrong with a text that shall stand on one line and has a line end or a tab; else None."""
    match = _BREAK.search(text)
    if not match:
        return None
    code = f"U+{ord(match[0]):04X}"
    return (
        say("holds a tab ({character}); write a space", character=code)
        if match[0] == "\t"
        else say("holds a line break ({character}); write it on one line", character=code)
    )


def fault(text: str) -> str | None:
    """What is wrong with the characters of a text, and the remedy; None where nothing is."""
    if _is_ordinary(text):
        return None
    hidden = next(filter(is_invisible, text), None)
    if hidden and all(is_invisible(c) or c.isspace() for c in text):
        return say("holds nothing but {character}, which nobody sees; write the text", character=named(hidden))
    if hidden:
        return say("holds {character}, which nobody sees; delete it", character=named(hidden))
    for character in text:
        if character in "\ufffc\ufffd":
            return say(
                "holds {character}, which stands for what could not be read; write what stood there",
                character=named(character),
            )
        if unicodedata.category(character) in ("Co", "Cn", "Cs") and (
            is_noncharacter(character) or not is_character(character)
        ):
            return say(
                "holds {character}, which others see otherwise or not at all; write what it stands for",
                character=named(character),
            )
        if usual(character) != character:
            return say(
                "holds {character}, which only looks like {meant}; write that",
                character=named(character),
                meant=usual(character),
            )
    for word, character in _alike(text):
        meant = _AS_LATIN.get(character) or _AS_CHINESE.get(character)
        if not meant:
            return say(
                "holds {character} in {word!r}, among Latin letters; write one of those",
                character=named(character),
                word=word,
            )
        return say(
            "holds {character} in {word!r}, which only looks like {meant}; write that",
            character=named(character),
            word=word,
            meant=meant,
        )
    return None


@lru_cache(1 << 13)
def skeleton(text: str) -> str:
    """What texts have in common that look alike: width, compatibility forms and look-alikes folded away."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_SKELETON)).translate(_SKELETON)
    return " ".join("".join(c for c in map(usual, plain) if not is_invisible(c)).split())


def _alike(text: str) -> Iterator[tuple[str, str]]:
    """Each letter that is drawn as one of the script around it, with its word."""
    for word in _compiled(f"[^\\W\\d_{CHARACTER}]+").findall(text):
        latin = any(unicodedata.name(c, "").startswith("LATIN") and c not in _AS_LATIN for c in word)
        other = [c for c in word if c in _AS_LATIN or unicodedata.name(c, "").startswith(_OTHER_SCRIPTS)]
        if latin or all(c in _AS_LATIN for c in word):
            yield from ((word, c) for c in other)
    kana = [c for c in text if unicodedata.name(c, "").startswith(("HIRAGANA", "KATAKANA"))]
    if any(map(is_character, text)) and all(c in _AS_CHINESE for c in kana):
        words = [word for word in _compiled(r"[^\W\d_]+").findall(text) if any(map(is_character, word))]
        yield from ((word, c) for word in words for c in word if c in kana)


def _is_ordinary(text: str) -> bool:
    """Whether a text has only what most have; to look at each of its characters would take long."""
    ordinary = r"[\t\n\r\x20-\x7e\u3000-\u3011\u4e00-\u9fff·—‘’“”…！％（），．：；？＋]*"
    return text.isascii() or _compiled(ordinary).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
