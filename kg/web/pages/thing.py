"""The page of a thing: what it is called, what it is linked to, its figures, what came before and after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.exceptions import HTTPException

from kg.lookup.links import THROUGH, Bundle, bundles
from kg.lookup.lookup import Lookup
from kg.lookup.records import FigureValue, Thing
from kg.messages import say
from kg.network.network import styles
from kg.rdf.terms import Literal
from kg.vocabulary import PINYIN, Language, expand
from kg.web.pages.groups import Group, group, rows, shown
from kg.web.pages.neighbourhood import Neighbour, picture
from kg.web.pages.paging import Part
from kg.web.pages.views import CHINESE, View, Views

FIGURES: Final = "figures"
"""The key of the figures of a thing, beside those of its groups."""
_FORMS: Final = 200
"""Mentions that are sought through for the names that reports use."""
_EACH: Final = 3
"""Claims of a group that the small graph shows before those of others."""
_LINKED: Final = ("owl:sameAs", "skos:exactMatch", "skos:closeMatch", "schema:url", "eli:uri")
_TAGS: Final = {"zh-hans": CHINESE, "zh-hant": "zh-Hant", PINYIN: "zh-Latn-pinyin"}


@dataclass(frozen=True)
class Name:
    """A name and the language that it is in."""

    text: str
    lang: str


def thing_content(lookup: Lookup, thing: Thing, only: str = "", page: str = "") -> dict[str, Any]:
    """What the template of a thing's page is given: all groups, the long ones folded; or the `only` one of a key, of
    which the `page` is shown. Raises HTTPException (404) where there is no such group, and as `part` does.
    """
    views, every = Views(lookup), bundles(lookup, thing)
    wanted = [of for of in every if only in ("", of.key)]
    figures = list(dict.fromkeys(iri for (iri,) in rows(lookup, "figures", thing, "figure")))
    if only and not wanted and not (only == FIGURES and figures):
        raise HTTPException(404, say("there is no such page"))
    groups = [group(views, thing, of, page, only=bool(only)) for of in wanted]
    return {
        "thing": thing,
        "only": only,
        "names": names(lookup, thing),
        "forms": forms(lookup, thing),
        "before": lookup.before(thing),
        "after": lookup.after(thing),
        "fields": lookup.own_fields(thing),
        "note": note(lookup, thing),
        "elsewhere": elsewhere(lookup, thing),
        "groups": groups,
        "figures": _figures(views, figures, page, only=bool(only)) if only in ("", FIGURES) else Part([], 1, 1, 0),
        "figure_count": len(figures),
        "picture": None if only else picture(thing, _neighbours(groups), _ends(every), styles(lookup)),
    }


def _figures(views: Views, iris: Sequence[str], page: str, *, only: bool) -> Part[View]:
    """The figures of a thing that are shown."""
    chosen = shown(iris, page, only=only)
    read = views.lookup.records(chosen.items).values()
    return Part(list(map(views.view, read)), chosen.number, chosen.size, chosen.count)


def _neighbours(groups: Iterable[Group]) -> list[Neighbour]:
    """What the small graph shows, each thing once: a few claims of each group before more of any."""
    told = [[(of.heading, item) for item in of.items.items if item.entity and not item.way] for of in groups]
    few, rest = [of[:_EACH] for of in told], [of[_EACH:] for of in told]
    found: dict[Thing, Neighbour] = {}
    for heading, item in (one for of in (*few, *rest) for one in of):
        claim = item.view.record
        if item.entity and not isinstance(claim, FigureValue):
            found.setdefault(item.entity, Neighbour(item.entity, heading, claim))
    return list(found.values())


def _ends(every: Iterable[Bundle]) -> int:
    """How many claims tie a thing to others."""
    return sum(len(of) for of in every if of.key != THROUGH and not of.key.endswith(".by"))


def names(lookup: Lookup, thing: Thing) -> list[Name]:
    """The names of a thing in all scripts, without the one that its page is headed by."""
    described = lookup.descriptions.of(thing.iri)
    terms = [
        t
        for curie in ("rdfs:label", "skos:altLabel", "kg:shortName", "kg:pinyin")
        for t in described.terms(expand(curie))
    ]
    told = [(term.value, term.language or "") for term in terms if isinstance(term, Literal)]
    return list(dict.fromkeys(Name(text, _TAGS.get(tag, tag)) for text, tag in told if text != thing.label))


def forms(lookup: Lookup, thing: Thing) -> list[tuple[str, str]]:
    """The names that reports use of a thing, each with the report's, as far as they are sought."""
    mentions = lookup.descriptions.read(lookup.descriptions.of(thing.iri).all("kg:mention")[:_FORMS])
    found = {(mention.one("kg:form"), mention.one("prov:wasDerivedFrom")) for mention in mentions}
    return sorted((form, lookup.label(report)) for form, report in found)


def note(lookup: Lookup, thing: Thing) -> Name | None:
    """The note of a thing, in the other language where it is not there in the reader's."""
    described = lookup.descriptions.of(thing.iri)
    for language in (lookup.language, *Language):
        if text := described.one("kg:note", language):
            return Name(text, CHINESE if language is Language.ZH else "en")
    return None


def elsewhere(lookup: Lookup, thing: Thing) -> list[str]:
    """The addresses at which a thing is told of elsewhere."""
    told = lookup.descriptions.of(thing.iri)
    found = dict.fromkeys(address for curie in _LINKED for address in told.all(curie))
    return [address for address in found if address.startswith(("https://", "http://"))]
