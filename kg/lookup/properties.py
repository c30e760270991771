"""Properties of things, as services give and compare them: names, class, place, reports, what relates them to other
things, figures. Each has an id that stays.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from kg.errors import NoSuchTermError
from kg.lookup.described import local_name, thing_id
from kg.lookup.lookup import Lookup
from kg.lookup.records import FigureValue, Thing
from kg.messages import say
from kg.vocabulary import Language, expand, mint_iri

Value = str | int | float | Thing
"""What a property can have: a text, a number, a thing."""

PLACE, REPORTS, CLASS, NAMES = "place", "reports", "class", "names"
INVERSE: Final = "^"
"""Before a relation, as in SPARQL: what has the thing as its object."""
FIGURE: Final = "figure:"
"""Before an indicator: its numbers about the thing."""
FIGURES: Final = "figures"

_DOMAIN: Final = ("rdfs:domain", "schema:domainIncludes")
_RANGE: Final = ("rdfs:range", "schema:rangeIncludes")


class Property(NamedTuple):
    """A property: its id, what it is called, and the class of its values where these are things of one class."""

    id: str
    name: str
    range: str = ""


class _Plain(NamedTuple):
    name: Callable[[], str]
    read: Callable[[Lookup, Thing], Iterable[Value]]
    range: str = ""


def _labels(language: Language) -> Callable[[Lookup, Thing], list[str]]:
    return lambda lookup, thing: lookup.descriptions.of(thing.iri).all("rdfs:label", language)


def _names(lookup: Lookup, thing: Thing) -> list[str]:
    described = lookup.descriptions.of(thing.iri)
    return described.all("rdfs:label") + described.all("skos:altLabel")


def _forms(lookup: Lookup, thing: Thing) -> Iterable[str]:
    return dict.fromkeys(form for form, _ in lookup.forms(thing))


def _place(lookup: Lookup, thing: Thing) -> list[Thing]:
    described = lookup.descriptions.of(thing.iri)
    place = described.one("kg:within") or described.one("kg:jurisdiction") or described.one("dcterms:spatial")
    return [lookup.thing(place)] if place else []


def _reports(lookup: Lookup, thing: Thing) -> list[Thing]:
    mentions = lookup.descriptions.read(lookup.descriptions.of(thing.iri).all("kg:mention"))
    return [lookup.thing(iri) for iri in sorted({mention.one("prov:wasDerivedFrom") for mention in mentions})]


_PLAIN: Final = {
    "label-zh": _Plain(lambda: say("Chinese label"), _labels(Language.ZH)),
    "label-en": _Plain(lambda: say("English label"), _labels(Language.EN)),
    NAMES: _Plain(lambda: say("labels and other names"), _names),
    "forms": _Plain(lambda: say("names in reports"), _forms),
    CLASS: _Plain(lambda: say("class"), lambda _, thing: [thing.type_label]),
    PLACE: _Plain(lambda: say("place"), _place, "Place"),
    REPORTS: _Plain(lambda: say("reports that name it"), _reports, "Report"),
    "iri": _Plain(lambda: say("IRI"), lambda _, thing: [thing.iri]),
    "same-as": _Plain(
        lambda: say("the same elsewhere"), lambda lookup, thing: lookup.descriptions.of(thing.iri).all("owl:sameAs")
    ),
}
"""The properties that every thing may have."""


def properties(lookup: Lookup, type: str = "") -> list[Property]:
    """The properties that things of a class (a term) may have, of any where none is given: those of every thing, all
    figures as text, then the relations from and to them by what the ontology says of their ends.
    """
    found = [Property(id, plain.name(), plain.range) for id, plain in _PLAIN.items()]
    found.append(Property(FIGURES, say("figures")))
    wanted = lookup.classes_below(type) if type else set()
    for term in lookup.terms("predicate"):
        for id, ends in ((term, _DOMAIN), (INVERSE + term, _RANGE)):
            classes = _classes(lookup, term, ends)
            if not type or not classes or any(wanted & {of} or type in lookup.classes_below(of) for of in classes):
                found.append(_relation(lookup, id))
    return found


def indicators(lookup: Lookup) -> list[Property]:
    """The properties that are the figures of one indicator each, in order of their ids."""
    iris = [iri for iri, _ in lookup.store.pairs(expand("rdf:type"), [expand("kg:Indicator")])]
    return [Property(FIGURE + thing_id(iri), lookup.label(iri)) for iri in iris]


def named_property(lookup: Lookup, id: str) -> Property:
    """The property with an id; raises NoSuchTermError with the nearest ones."""
    if id in _PLAIN:
        return Property(id, _PLAIN[id].name(), _PLAIN[id].range)
    if id == FIGURES:
        return Property(id, say("figures"))
    terms = lookup.terms("predicate")
    if id.removeprefix(INVERSE) in terms:
        return _relation(lookup, id)
    if id.startswith(FIGURE) and len(id) > len(FIGURE) and (label := lookup.label(mint_iri(id.removeprefix(FIGURE)))):
        return Property(id, label)
    raise NoSuchTermError(id, [*_PLAIN, FIGURES, *terms, *(INVERSE + term for term in terms)])


def _relation(lookup: Lookup, id: str) -> Property:
    term = id.removeprefix(INVERSE)
    described = lookup.descriptions.of(expand(f"kg:{term}"))
    label = described.label(lookup.language)
    if id != term:
        label = described.one("kg:inverseLabel", lookup.language) or f"← {label}"
    classes = _classes(lookup, term, _RANGE if id == term else _DOMAIN)
    return Property(id, label, classes[0] if len(classes) == 1 else "")


def _classes(lookup: Lookup, term: str, ends: Sequence[str]) -> list[str]:
    described = lookup.descriptions.of(expand(f"kg:{term}"))
    return [local_name(iri) for curie in ends for iri in described.all(curie)]


def values(lookup: Lookup, things: Sequence[Thing], property: Property) -> dict[Thing, list[Value]]:
    """The values of a property of each of some things, in order; of relations those that a report states as a fact."""
    if property.id in _PLAIN:
        return {thing: list(_PLAIN[property.id].read(lookup, thing)) for thing in things}
    if property.id == FIGURES or property.id.startswith(FIGURE):
        return _figures(lookup, things, property.id.removeprefix(FIGURE) if property.id != FIGURES else "")
    iri = expand(f"kg:{property.id.removeprefix(INVERSE)}")
    if property.id.startswith(INVERSE):
        pairs = lookup.store.pairs(iri, [thing.iri for thing in things])
        return {thing: [lookup.thing(one) for one, other in pairs if other == thing.iri] for thing in things}
    terms = {thing: lookup.descriptions.of(thing.iri).terms(iri) for thing in things}
    return {thing: [lookup.thing(term.value) for term in of] for thing, of in terms.items()}


def _figures(lookup: Lookup, things: Sequence[Thing], indicator: str) -> dict[Thing, list[Value]]:
    found: dict[Thing, list[Value]] = {thing: [] for thing in things}
    for figure in lookup.figures_about(things):
        if not indicator:
            told = f"{figure.indicator}: {figure.value_text}"
            found[figure.about].append(f"{told} ({dated})" if (dated := figure.period or figure.as_of) else told)
        elif figure.indicator_id == indicator:
            found[figure.about].append(_number(figure))
    return found


def _number(figure: FigureValue) -> Value:
    """The number of a figure, or its wording where the text is damaged."""
    if not figure.value:
        return figure.value_text
    return float(figure.value) if "." in figure.value else int(figure.value)


def having(lookup: Lookup, property: Property, value: str) -> list[str]:
    """The IRIs of the things that have what is called `value` as their place or relation, in order; none for other
    properties, by which nothing is sought.
    """
    ends = [mint_iri(name.thing) for name in lookup.store.names.exactly(value)]
    if property.id == PLACE:
        curies = ("kg:jurisdiction", "kg:within")
        return sorted({iri for curie in curies for iri, _ in lookup.store.pairs(expand(curie), ends)})
    if property.id in lookup.terms("predicate"):
        return sorted({iri for iri, _ in lookup.store.pairs(expand(f"kg:{property.id}"), ends)})
    return []


def fits(lookup: Lookup, property: Property, wanted: Sequence[str]) -> Callable[[Thing], bool]:
    """Whether a thing has one of some texts as a value of a property, or what such a text names."""
    names = lookup.store.names
    keys = {"".join(names.tokens(text)) for text in wanted}
    named = {name.thing for text in wanted for name in names.exactly(text)}

    def test(thing: Thing) -> bool:
        return any(
            value.id in named if isinstance(value, Thing) else "".join(names.tokens(str(value))) in keys
            for value in values(lookup, [thing], property)[thing]
        )

    return test
