"""Small pages of things, classes and properties, to be shown inside a client (Reconciliation Service API 0.2, sections
5 and 6.5).
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.lookup.lookup import Lookup
from kg.lookup.properties import named_property, values
from kg.lookup.records import Thing
from kg.messages import say
from kg.web.reconciliation.answers import description

if TYPE_CHECKING:
    from jinja2 import Template

POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
"""What such a page may do (CSP, level 3): nothing but look as it does, in whichever page shows it."""

_FEW: Final = 4
"""Items of a list: the frame is small."""


class Told(NamedTuple):
    """What a small page tells: a heading, what stands below it, lists with their titles, an address to go on to."""

    label: str
    description: str
    others: tuple[str, ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    address: str = ""
    address_label: str = ""


def told_of(lookup: Lookup, thing: Thing, address: str) -> Told:
    """What is told of a thing, whose page is at an address."""

    def some(id: str) -> tuple[str, tuple[str, ...]]:
        property = named_property(lookup, id)
        found = values(lookup, [thing], property)[thing][:_FEW]
        return property.name, tuple(value.label if isinstance(value, Thing) else str(value) for value in found)

    others = tuple(str(name) for name in some("names")[1] if name != thing.label)
    lists = tuple(map(some, ("forms", "awarded", "figures")))
    return Told(thing.label, description(thing), others, lists, address, say("All that is known of it"))


def page(told: Told, language: str, style: str) -> str:
    """The page, whose style sheet is at an address."""
    return _template().render(of=told, language=language, style=style, fragment=False)


def fragment(told: Told) -> str:
    """The same without a page around it."""
    return _template().render(of=told, fragment=True)


def style_sheet() -> bytes:
    """The style of these pages."""
    return files(__package__).joinpath("preview.css").read_bytes()


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    source = files(__package__).joinpath("preview.html").read_text("utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(source)
