"""Places: whose a thing is, and what lies in which place."""

from kg.folders import read_query
from kg.lookup.described import Described, Descriptions
from kg.rdf.terms import NamedNode
from kg.store.store import Store
from kg.vocabulary import Language, expand


def whose(descriptions: Descriptions, described: Described, language: Language) -> str:
    """The place that a thing belongs to, or a place lies in, and what contains that: Xiangzhou District, Zhuhai,
    Guangdong. The country goes without saying, unless it is the place itself; "" where no place is known.
    """
    return whole(descriptions, described.one("kg:jurisdiction") or described.one("kg:within"), language)


def whole(descriptions: Descriptions, at: str, language: Language) -> str:
    """The place of an IRI, and what contains it, as `whose` tells them; "" for no IRI."""
    names: list[str] = []
    while at:
        place = descriptions.of(at)
        if not names or place.one("kg:kindOfPlace") != expand("kg:country"):
            names.append(called(place, language))
        at = place.one("kg:within")
    return "".join(reversed(names)) if language is Language.ZH else ", ".join(names)


def called(place: Described, language: Language) -> str:
    """What a place is called where what contains it goes without saying."""
    return place.one("kg:shortName", language) or place.label(language)


def places_in(store: Store, place: str) -> frozenset[str]:
    """The place, and the places that lie in it, IRIs all: what is P or in P has its place among them."""
    from kg.sparql.results import Solutions  # a lookup without a place does without

    result = store.query(read_query(__file__, "places-in"), {"place": NamedNode(place)})
    assert isinstance(result, Solutions)
    return frozenset(term.value for row in result if (term := row["within"]) is not None)
