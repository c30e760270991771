"""Whether another name may be read for the one that was typed: only where nobody is taken for another by it.

Both are given as tokens (`kg.names.folding`). What a difference must not touch is written here alone;
the page has it from `rules`, beside the names of places and persons that the index holds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from kg.names.folding import is_latin
from kg.text.chinese import is_character

FEWEST: Final = 5
"""Chinese characters that must be typed, and letters of a Latin word, for an error in them to be told."""


def _tokens(characters: str, words: str) -> frozenset[str]:
    return frozenset(characters) | frozenset(words.split())


DIVISIONS: Final = _tokens(
    "国省市区县镇乡街道社村州盟旗",
    """
    country countries nation nations national state states province provinces provincial city cities
    municipality municipalities municipal district districts county counties town towns township townships
    subdistrict subdistricts street streets community communities village villages
    """,
)
"""What the divisions of the land are called; the name of one stands before it."""

_NUMERALS: Final = _tokens(
    "〇零一二三四五六七八九十百千万亿两廿卅半双首第届壹贰叁肆伍陆柒捌玖拾佰仟甲乙丙丁",
    """
    three seven eight eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    """,
)
_TURNING: Final = _tokens(
    # directions; negations; offices, for 区长 is not 区, nor 副区长
    "东西南北左右上下前后内外不无非未副长",
    "north south northern southern eastern western upper lower inner outer inside outside without deputy",
)
TELLING: Final = DIVISIONS | _NUMERALS | _TURNING
"""Tokens that make another name of any: none of them may differ, be missing or be added."""

OPPOSED: Final = tuple(
    map(
        frozenset,
        (
            *("正副", "男女", "新旧老", "增减", "升降", "总分支", "大中小", "高中初基", "部厅局处科股署"),
            *(("employer", "employee"), ("employers", "employees"), ("trainer", "trainee"), ("trainers", "trainees")),
        ),
    )
)
"""Tokens that make another name where one stands for another of its group."""

NAMING: Final = ("label", "alias", "mention")
"""The kinds of names that are read: a letter more or less makes another syllable, and that any character."""

Difference = tuple[int, int, int]
IsProper = Callable[[list[str]], bool]
"""Whether any of some keys, tokens run together, is the name of a place or person."""


def rules() -> dict[str, object]:
    """The rule's data, as what `json` writes."""
    return {
        "fewest": FEWEST,
        "divisions": sorted(DIVISIONS),
        "telling": sorted(TELLING),
        "opposed": [sorted(group) for group in OPPOSED],
        "naming": list(NAMING),
    }


def proper_keys(tokens: Sequence[str]) -> Iterator[str]:
    """The name of a place or person as a key, and those of the places in it: 珠海 and 香洲 of 珠海市香洲区."""
    yield "".join(tokens)
    for divides, part in groupby(tokens, DIVISIONS.__contains__):
        if not divides and len(key := "".join(part)) > 1:
            yield key


def forgiven_part(typed: Sequence[str], name: Sequence[str], is_proper: IsProper) -> Sequence[str]:
    """The part of a name, or all of it, that may be read for what was typed; empty where there is none.

    The ends of a part are as they were typed, unless a Latin word of it differs: what is cut out of a
    name could else end in anything.
    """
    if _may_be_read(typed, name, 0, len(name), is_proper):
        return name
    latin = is_latin("".join(typed))
    sizes = [len(typed)] if latin else range(max(1, len(typed) - 1), len(typed) + 2)
    for at in range(len(name)):
        if not latin and name[at] != typed[0]:
            continue
        for end in (at + size for size in sizes if at + size <= len(name)):
            if (latin or name[end - 1] == typed[-1]) and _may_be_read(typed, name, at, end, is_proper):
                return name[at:end]
    return ()


def difference(one: Sequence[str], other: Sequence[str]) -> Difference | None:
    """Where two sequences differ in just one item, be it another, missing or added: its place, and its ends in both."""
    shorter = min(len(one), len(other))
    start = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    same = next((at for at in range(shorter - start) if one[-1 - at] != other[-1 - at]), shorter - start)
    ends = len(one) - same, len(other) - same
    return (start, *ends) if max(ends) == start + 1 else None


def _may_be_read(typed: Sequence[str], name: Sequence[str], at: int, end: int, is_proper: IsProper) -> bool:
    """Whether `name[at:end]` may be read for what was typed."""
    place = difference(typed, name[at:end])
    if place is None:
        return False
    start, typed_end, read_end = place[0], place[1], at + place[2]
    differing = [*typed[start:typed_end], *name[at + start : read_end]]
    if not _can_be_told(typed, differing) or TELLING.intersection(differing):
        return False
    if len(differing) == 2 and any(group.issuperset(differing) for group in OPPOSED):
        return False
    if any(_names_division(after) for after in (typed[typed_end:], name[read_end:])):
        return False
    return not is_proper(list(_spans(name, at + start, read_end)))


def _can_be_told(typed: Sequence[str], differing: Sequence[str]) -> bool:
    """Whether enough was typed for one error to be told from another name."""
    if all(map(is_character, differing)):
        return sum(map(is_character, typed)) >= FEWEST
    return (
        len(differing) == 2
        and all(is_latin(word) and len(word) >= FEWEST for word in differing)
        and not any(map(is_character, typed))
        and difference(*differing) is not None
    )


def _names_division(after: Sequence[str]) -> bool:
    """Whether what comes `after` makes a name of a division of the land: 香洲 in 香洲区, but not 治 in 法治社会."""
    whole = {"社": "区", "街": "道"}.get(after[0]) if after else None
    return bool(after) and after[0] in DIVISIONS and (whole is None or after[1:2] == [whole])


def _spans(name: Sequence[str], start: int, end: int) -> Iterable[str]:
    """The keys of all parts of a name that hold its tokens from `start` to `end`, or touch where none is there."""
    last = start if end == start else start + 1
    return {
        "".join(name[left:right]) for left in range(start + 1) for right in range(max(last, left + 1), len(name) + 1)
    }
