"""The rows of a made-up report, each made from one of the shape."""

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal

from kg.tables.places import full_name
from tests.national.naming import Naming
from tests.national.shapes import NOTE, Cells


def source(naming: Naming) -> Cells:
    """The report's own row, with what a real one's has beside its names."""
    zh, en = full_name(naming.place, naming.national.places)
    return naming.shape.source | {
        "id": naming.source,
        "title_zh": f"{zh}{naming.year}年法治政府建设情况报告（虚构）",
        "title_en": f"Made-up report on building a rule-of-law government in {en} in {naming.year}",
        "publisher": naming.thing(naming.shape.source["publisher"]),
        "place": naming.place.id,
        "period": str(naming.year),
        "published": naming.date(naming.shape.source["published"]),
        "script": "Hans",
        "sha256": hashlib.sha256(f"made-up {naming.source}".encode()).hexdigest(),
        "plans": re.sub(r"\d{4}", lambda match: naming.date(match[0]), naming.shape.source["plans"]),
        **NOTE,
    }


def mentions(naming: Naming) -> Iterator[Cells]:
    """The forms under which things are named: of one with several, all but the first are short."""
    seen: set[tuple[str, str, str]] = set()
    named: set[str] = set()
    for row in naming.shape.mentions:
        id = row["entity"]
        if not (thing := naming.thing(id)):
            continue
        form = naming.labels.get(id, row["form"])
        if id in naming.named_alike:
            form = naming.renamed(row["form"], naming.level(id)) or form
        elif thing in named:
            form = form.removeprefix(naming.place.label_zh)
        named.add(thing)
        key = (row["section"], thing, form)
        if key not in seen:
            seen.add(key)
            yield row | {"source": naming.source, "entity": thing, "form": form}


def relations(naming: Naming) -> Iterator[Cells]:
    """What the shape states of things that this report names, in made-up words."""
    seen: set[tuple[str, ...]] = set()
    for row in naming.shape.relations:
        ends = naming.thing(row["subject"]), naming.thing(row["object"])
        key = (*ends, row["predicate"], row["verb"], row["round"], row["year"], row["modality"], row["date"])
        if all(ends) and key not in seen:
            seen.add(key)
            yield row | {
                "id": row["id"].replace(naming.shape.source["id"], naming.source),
                "subject": ends[0],
                "object": ends[1],
                "source": naming.source,
                "quote": statement(naming, row),
                **honour(naming, row),
                **(NOTE if row["note_zh"] or row["note_en"] else {}),
            }


def honour(naming: Naming, row: Cells) -> Cells:
    """What qualifies an act: level and round are the shape's, as is whether there is a distinction."""
    return {
        "event": row["event"].replace(naming.shape.source["id"], naming.source),
        "by": "|".join(filter(None, map(naming.thing, filter(None, row["by"].split("|"))))),
        "place": naming.thing(row["place"]) if row.get("place") else "",
        "distinction_zh": "虚构：首个" if row["distinction_zh"] else "",
        "distinction_en": "the first (made up)" if row["distinction_zh"] else "",
        "year": naming.date(row["year"]),
        "date": naming.date(row["date"]),
    }


def statement(naming: Naming, row: Cells) -> str:
    """Made-up words that state a row, with its verb."""
    subject, object = (naming.labels.get(row[end], "")[:20] for end in ("subject", "object"))
    verb = row["verb"] or "—"
    return f"（虚构）{subject}{verb.replace('…', object)}" + ("" if "…" in verb else object)


def figures(naming: Naming) -> Iterator[Cells]:
    """The shape's figures, all counts larger or smaller by one factor, so that rates stay nearly right."""
    factor = Decimal(naming.random.randrange(50, 200)) / 100
    made = {row["id"]: figure(naming, row, factor) for row in naming.shape.figures if naming.thing(row["subject"])}
    for row in made.values():
        pointers = {name: row[name] for name in ("change_of", "numerator", "denominator")}
        new = {
            name: "|".join(made[id]["id"] for id in cell.split("|")) if set(cell.split("|")) <= made.keys() else ""
            for name, cell in pointers.items()
        }
        yield row | new


def figure(naming: Naming, row: Cells, factor: Decimal) -> Cells:
    """One figure: what is measured stays, and the number does not; one that is damaged has none."""
    number, text = row["value"], row["value_text"]
    if number and "%" not in text:
        value = Decimal(number)
        number = f"{(value * factor).quantize(value):f}"
        text = number + re.sub(r"^.*[\d一二三四五六七八九十百千万亿余多]", "", text)
    return row | {
        "id": row["id"].replace(naming.shape.source["id"], naming.source),
        "subject": naming.thing(row["subject"]),
        "place": naming.thing(row["place"]) if row.get("place") else "",
        "value": number,
        "value_text": text,
        "period": naming.date(row["period"]),
        "as_of": naming.date(row["as_of"]),
        "source": naming.source,
        "quote": f"（虚构）{row['wording']}{text}",
        **(NOTE if row["note_zh"] or row["note_en"] else {}),
    }
