"""The page of a thing: what it is called, what it is linked to, its figures, what came before and after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from starlette.exceptions import HTTPException

from kg.lookup.lookup import Lookup
from kg.lookup.records import FigureValue, Link, Thing
from kg.messages import say
from kg.network.layout import act_predicates
from kg.network.network import styles
from kg.rdf.terms import Literal
from kg.vocabulary import PINYIN, Language, expand
from kg.web.http.words import word
from kg.web.pages.neighbourhood import picture
from kg.web.pages.paging import Part, part
from kg.web.pages.views import CHINESE, View, Views

T = TypeVar("T")

FOLDED: Final = 20
"""Links of a group that its thing's page shows; a page of their own has the rest."""
LONG: Final = 50
"""Links of a group that are shown all the same."""
_EACH: Final = 3
"""Links of a group that the small graph shows before those of others."""
FIGURES: Final = "figures"
_LINKED: Final = ("owl:sameAs", "skos:exactMatch", "skos:closeMatch", "schema:url", "eli:uri")


@dataclass(frozen=True)
class Name:
    """A name and the language that it is in."""

    text: str
    lang: str


@dataclass(frozen=True)
class Item:
    """A link as it is shown: its other end, the view of its claim, and the claims in between."""

    link: Link
    view: View
    way: tuple[View, ...]


@dataclass(frozen=True)
class Group:
    """Links of one relation, told from the thing's side: `key` names it in addresses.

    Of a group of `sentences`, whole claims are shown: the thing is neither of their ends.
    """

    key: str
    heading: str
    items: Part[Item]
    sentences: bool


def thing_content(lookup: Lookup, thing: Thing, only: str = "", page: str = "") -> dict[str, Any]:
    """What the template of a thing's page is given: all groups, the long ones folded; or the `only` one of a key, of
    which the `page` is shown. Raises HTTPException (404) where there is no such group, and as `part` does.
    """
    card, views = lookup.card(thing), Views(lookup)
    every = groups(lookup, thing, card.links)
    grouped = [] if only == FIGURES else [of for of in every if only in ("", of[0])]
    figures = card.figures if only in ("", FIGURES) else ()
    if only and not grouped and not figures:
        raise HTTPException(404, say("there is no such page"))
    return {
        "thing": thing,
        "card": card,
        "only": only,
        "names": names(lookup, thing),
        "note": note(lookup, thing),
        "elsewhere": elsewhere(lookup, thing),
        "groups": [_group(views, *of, only=bool(only), page=page) for of in grouped],
        "figures": _figures(views, figures, only=bool(only), page=page),
        "figure_count": len(card.figures),
        "picture": None if only else picture(thing, _varied(every), styles(lookup)),
    }


def _cut(records: Sequence[T], page: str, *, only: bool) -> Part[T]:
    """Those of some records that are shown: a page of them where there is nothing else, else the first of many."""
    if only:
        return part(records, page, LONG)
    return Part(records if len(records) <= LONG else records[:FOLDED], 1, LONG, len(records))


def _figures(views: Views, figures: Sequence[FigureValue], *, only: bool, page: str) -> Part[View]:
    ordered = sorted(figures, key=lambda figure: (figure.indicator, figure.period or figure.as_of, figure.id))
    chosen = _cut(ordered, page, only=only)
    return Part(list(map(views.view, chosen.items)), chosen.number, chosen.size, chosen.count)


def _varied(grouped: Iterable[tuple[str, str, list[Link]]]) -> list[Link]:
    """Links of all groups: the first few of each before the rest, so that a few links show what there is."""
    parts = [(links[:_EACH], links[_EACH:]) for _, _, links in grouped]
    return [link for few, _ in parts for link in few] + [link for _, rest in parts for link in rest]


def _group(views: Views, key: str, heading: str, links: Sequence[Link], *, only: bool, page: str) -> Group:
    chosen = _cut(links, page, only=only)
    items = [Item(link, views.view(link.claim), tuple(map(views.view, link.way))) for link in chosen.items]
    sentences = any(not link.way and link.thing not in (link.claim.subject, link.claim.object) for link in links)
    return Group(key, heading, Part(items, chosen.number, chosen.size, chosen.count), sentences)


def groups(lookup: Lookup, thing: Thing, links: Iterable[Link]) -> list[tuple[str, str, list[Link]]]:
    """The links of a thing by relation: each group's key, its heading and its links. Honours and what else is told as
    an act (foundings, pilots, signings) come first, then what there is most of.
    """
    found: dict[str, tuple[str, list[Link]]] = {}
    acts = {name: at for at, name in enumerate(_acts(lookup))}
    for link in links:
        key, heading = _key(lookup, thing, link)
        found.setdefault(key, (heading, []))[1].append(link)
    order = sorted(found, key=lambda key: (acts.get(key.partition(".")[0], len(acts)), -len(found[key][1]), key))
    return [(key, *found[key]) for key in order]


def _acts(lookup: Lookup) -> list[str]:
    """The relations that tell of an act: honours, then foundings, then the others."""
    first = ("awarded", "founded")
    return sorted(
        act_predicates(lookup), key=lambda name: (name not in first, first.index(name) if name in first else 0)
    )


def _key(lookup: Lookup, thing: Thing, link: Link) -> tuple[str, str]:
    """The key and heading of the group of a link: by its relation, and where in it the thing stands."""
    claim = link.claim
    if link.way:
        return f"{claim.predicate}.through", word("web-through", lookup.language)
    if thing == claim.object:
        return f"{claim.predicate}.of", claim.inverse
    if thing == claim.subject:
        return claim.predicate, claim.words
    return f"{claim.predicate}.by", word("confers-group", lookup.language)


def names(lookup: Lookup, thing: Thing) -> list[Name]:
    """The names of a thing in all scripts, without the one that its page is headed by."""
    described = lookup.descriptions.of(thing.iri)
    tags = {"zh-hans": CHINESE, "zh-hant": "zh-Hant", PINYIN: "zh-Latn-pinyin"}
    found = []
    for curie in ("rdfs:label", "skos:altLabel", "kg:shortName", "kg:pinyin"):
        for term in described.terms(expand(curie)):
            if isinstance(term, Literal) and term.value != thing.label:
                tag = term.language or ""
                found.append(Name(term.value, tags.get(tag, tag)))
    return list(dict.fromkeys(found))


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
    found = [address for curie in _LINKED for address in told.all(curie)]
    return [address for address in dict.fromkeys(found) if address.startswith(("https://", "http://"))]
