"""What of Chinese the program knows: numerals, Simplified forms, readings, ordinals, names of sections.

The libraries that know more (OpenCC, pypinyin, jieba) are imported where they are used: a lookup
needs none of them.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

from kg.vocabulary import Language

_BLOCKS: Final = (range(0x3005, 0x3006), range(0x3007, 0x3008), range(0x3400, 0xA000), range(0x20000, 0x40000))
CHARACTER: Final = "".join(f"{chr(block.start)}-{chr(block.stop - 1)}" for block in _BLOCKS)
"""The Chinese characters, as a regular expression's class has them."""

_DIGITS: Final = "一二三四五六七八九"
NUMERALS: Final[Mapping[int, str]] = {
    number: ("" if number < 20 else _DIGITS[number // 10 - 1])
    + ("" if number < 10 else "十")
    + ("" if number % 10 == 0 else _DIGITS[number % 10 - 1])
    for number in range(1, 100)
}
"""The numerals that number a report's sections: what is none of them (二一, 十十) is no number."""
NUMBERS: Final[Mapping[str, int]] = {numeral: number for number, numeral in NUMERALS.items()}
"""The numbers of these numerals."""

ROUNDS: Final[Mapping[str, tuple[str, str, str]]] = {
    # the first in Chinese, any other in Chinese, any in English
    "session": ("首届", "第{}届", "{} session"),
    "batch": ("首批", "第{}批", "{} batch"),
    "meeting": ("第一次会议", "第{}次会议", "{} meeting"),
}
"""The kinds of rounds, and how one of each is read."""

READINGS: Final = Path(__file__).with_name("readings.tsv")
"""What pypinyin's dictionary lacks or reads wrong: words of reports and places with their readings, and why.

A single character is read so where no word says otherwise.
"""


_PARTICLE: Final = re.compile("(?<![编论名巨原专译])著(?=[力眼重手])")
"""著 where it is read zhuó and written 着 in Simplified texts (着力, 着眼, 着重, 着手): OpenCC leaves it as it stands,
for 著作 and 名著 have it too.
"""


_REPLY: Final = re.compile("(?<=[批答函回])覆")
"""覆 of an answer (批覆, 答覆), which is 复 in Simplified characters: OpenCC leaves it, for 覆盖 has it too."""


def is_character(text: str) -> bool:
    """Whether a text begins with a Chinese character; to compile `CHARACTER` for it would take milliseconds."""
    return any(ord(text[0]) in block for block in _BLOCKS)


def script_of(text: str) -> str:
    """The script of a text by ISO 15924, Hant or Hans: Hant where a good part of it would be written otherwise in
    Simplified characters.
    """
    traditional = sum(a != b for a, b in zip(text, simplify(text), strict=True))
    return "Hant" if traditional * 20 > len(text) else "Hans"


def simplify(text: str) -> str:
    """A text in Simplified characters, of the same length."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    simplified: str = convert(text)
    # phrases are converted as wholes; should one ever change its length, characters keep theirs
    simplified = simplified if len(simplified) == len(text) else "".join(map(convert, text))
    return _REPLY.sub("复", _PARTICLE.sub("着", simplified))


@cache
def simplifications() -> list[tuple[str, str]]:
    """Each character that is another form of a Simplified one, with that one.

    Whatever OpenCC makes of a Simplified character, in any of its regions, folds to what the
    character itself folds to.
    """
    from opencc import OpenCC

    characters = [chr(code) for code in chain(range(0x3400, 0xA000), range(0x20000, 0x32400))]

    def changed(configuration: str) -> dict[str, str]:
        converted = OpenCC(configuration).convert("\n".join(characters)).split("\n")
        return {old: new for old, new in zip(characters, converted, strict=True) if old != new}

    found: dict[str, str] = {}
    for region in ("t2s", "hk2s", "tw2s"):
        found = changed(region) | found
    for region in ("s2t", "s2hk", "s2tw"):
        for simplified, regional in changed(region).items():
            if simplified in found:
                continue
            if found.get(regional, simplified) != simplified:  # a rare form, whose regional form has a common one
                found[simplified] = found[regional]
            else:
                found[regional] = simplified
    found.setdefault("覆", "复")  # of 批覆; characters are folded one by one, and nobody takes 覆盖 for another
    return sorted((other, end) for other in found if (end := _end_of(other, found)) != other)


def _end_of(character: str, found: Mapping[str, str]) -> str:
    """Where the forms of a character lead in the end: 麼 to 么, and that to 幺."""
    seen = {character}
    while (character := found.get(character, character)) not in seen:
        seen.add(character)
    return character


@lru_cache(1 << 13)  # a build asks for each label twice, for the graph and the index
def pinyin(text: str) -> str:
    """The syllables of the Chinese characters of a text, with tone marks, apart by spaces.

    A character of several readings is read as in the word that it stands in.
    """
    from pypinyin import Style, lazy_pinyin

    runs = re.findall(f"[{CHARACTER}]+|[^{CHARACTER}]+", text)
    words = chain.from_iterable(_word_cutter()(run) if is_character(run) else [run] for run in runs)
    syllables = " ".join(lazy_pinyin(list(words), style=Style.TONE))
    return " ".join(syllables.split())  # a name may have spaces of its own


@cache
def _word_cutter() -> Callable[[str], list[str]]:
    """What cuts Chinese characters into words that pypinyin knows, and single characters.

    jieba tells by the frequency of words where they end (法院|长效机制, not 法院长|效); of its words,
    pypinyin knows some by their parts only. Both are told of `READINGS`, for the whole process.
    """
    from pypinyin import load_phrases_dict, load_single_dict
    from pypinyin.seg import mmseg
    from rjieba import Jieba

    readings = dict(line.split("\t")[:2] for line in READINGS.read_text("utf-8").splitlines()[1:])
    load_single_dict({ord(word): reading for word, reading in readings.items() if len(word) == 1})
    words = {word: reading for word, reading in readings.items() if len(word) > 1}
    load_phrases_dict({word: [[syllable] for syllable in reading.split()] for word, reading in words.items()})
    mmseg.retrain(mmseg.seg)
    jieba = Jieba()
    for word in words:
        jieba.add_word(word, None, None)
    # guessing at unknown words (hmm) would join characters that no dictionary has together
    return lambda run: [word for found in jieba.cut(run, hmm=False) for word in mmseg.seg.cut(found)]


def with_pinyin(chinese: str, reading: str) -> str:
    """A Chinese name as who reads English is shown it, where it has no English one: 茂盛社区 (mào shèng shè qū)."""
    return f"{chinese} ({reading})" if reading not in ("", chinese) else chinese


def initials(reading: str) -> str:
    """The first letters of a reading's syllables, without tone marks; digits and signs fall away."""
    plain = unicodedata.normalize("NFD", reading)
    return "".join(part[0] for part in plain.split() if part[0].isalpha()).lower()


def typed_readings(reading: str) -> list[str]:
    """What people type for a reading: its syllables without tones, run together and apart, and their initials;
    with v for ü, as keyboards have it, and with u.
    """
    found: dict[str, None] = {}
    for umlaut in ("v", "u"):
        decomposed = unicodedata.normalize("NFD", reading.lower()).replace("u\u0308", umlaut)
        parts = re.findall("[a-z0-9]+", "".join(c for c in decomposed if not unicodedata.combining(c)))
        found |= dict.fromkeys(("".join(parts), " ".join(parts), initials(" ".join(parts))))
    return [typed for typed in found if typed]


def is_round(token: str) -> bool:
    """Whether a token is a round such as session-8, of a kind of `ROUNDS` and a number that has a numeral."""
    kind, _, number = token.partition("-")
    return kind in ROUNDS and re.fullmatch(r"[1-9]\d?", number, re.ASCII) is not None


def round_text(token: str, language: Language) -> str:
    """A round as people read it: session-8 is 第八届 and 8th session; what is no round stays as it is."""
    if not is_round(token):
        return token
    kind, _, digits = token.partition("-")
    first, other, english = ROUNDS[kind]
    number = int(digits)
    if language is Language.EN:
        return english.format(_english_ordinal(number))
    return first if number == 1 else other.format(NUMERALS[number])


def _english_ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th: of a number below 100."""
    ending = "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def is_section(token: str) -> bool:
    """Whether a token names a section: s0 (the opening), sig (the signature), s2, s2.3; its numbers have numerals."""
    return re.fullmatch(r"s0|sig|s[1-9]\d?(\.[1-9]\d?)*", token, re.ASCII) is not None


def section_names(section: str) -> tuple[str, str]:
    """What readers call a section, in Chinese and English: s2.3 is 二（三） and section 2(3)."""
    if section == "s0":
        return "开头", "opening"
    if section == "sig":
        return "落款", "signature"
    chapter, *parts = section.removeprefix("s").split(".")
    zh = NUMERALS[int(chapter)] + "".join(f"（{NUMERALS[int(part)]}）" for part in parts)
    return zh, f"section {chapter}" + "".join(f"({part})" for part in parts)
