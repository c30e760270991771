"""The graph as one HTML page that stands alone: drawn by pyvis with the project's own template.

pyvis's own templates ask other hosts for style sheets and run titles as markup; this one holds
all that it needs, escapes everything, and forbids requests by a content security policy.
"""

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from kg.inputs import PACKAGE, in_checkout
from kg.lookup import Claim, Lookup
from kg.network import layout, read_network, styles
from kg.store import Store
from kg.vocabulary import mint_iri

LANGUAGES: Final = ("zh", "en")
_LIBRARY = "templates/lib/vis-9.1.2/"


def draw(store: Store, path: Path) -> None:
    """Write the page of a whole graph to `path`, as UTF-8; the same bytes for the same graph."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(store), "utf-8", newline="\n")


def page(store: Store) -> str:
    """The page of a whole graph, as HTML."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from pyvis.network import Network

    network = Network(directed=True)
    style = styles(store)
    _add_nodes(network, store, style)
    _add_edges(network, store)
    network.toggle_physics(False)
    network.templateEnv = Environment(
        loader=FileSystemLoader(_viz_folder()), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    network.templateEnv.globals |= {
        "vis_script": _library("vis-network.min.js"),
        "vis_style": _library("vis-network.css"),
        "legend": _legend(store, style, {node["type"] for node in network.nodes}),
    }
    html: str = network.generate_html()
    return html


def _add_nodes(network: Any, store: Store, style: dict[str, tuple[str, str, str]]) -> None:
    graph = read_network(store)
    places = layout(graph)
    names = {language: Lookup(store, language) for language in LANGUAGES}
    for node_id in sorted(graph):
        things = {language: names[language].thing(mint_iri(node_id)) for language in LANGUAGES}
        colour, shape, group = style[things["en"].type]
        x, y = places[node_id]
        network.add_node(
            node_id,
            label=things["en"].label,
            labels={language: thing.label for language, thing in things.items()},
            types={language: thing.type_label for language, thing in things.items()},
            type=group,
            x=x,
            y=y,
            color=colour,
            shape=shape,
            value=graph.degree(node_id),
        )


def _add_edges(network: Any, store: Store) -> None:
    for claims in zip(*(Lookup(store, language).all_claims() for language in LANGUAGES), strict=True):
        by_language = dict(zip(LANGUAGES, claims, strict=True))
        claim = by_language["en"]
        network.add_edge(
            claim.subject.id,
            claim.object.id,
            id=claim.id,
            modality=claim.modality,
            quote=claim.receipt.quote,
            before=claim.receipt.before,
            after=claim.receipt.after,
            texts={language: _texts(of, language) for language, of in by_language.items()},
        )


def _texts(claim: Claim, language: str) -> dict[str, str]:
    """What the panel says of a claim in one language."""
    return {
        "words": claim.words,
        "level": claim.level_label,
        "date": claim.date,
        "edition": claim.edition,
        "by": ("、" if language == "zh" else ", ").join(body.label for body in claim.authorities),
        "distinction": claim.distinction,
        "stated": claim.statedness_label,
        "modality": claim.modality_label,
        "report": claim.receipt.report,
        "section": claim.receipt.section,
    }


def _legend(store: Store, style: dict[str, tuple[str, str, str]], groups: set[str]) -> list[dict[str, str]]:
    """The classes that give colours to the nodes there are, with their labels."""
    names = {language: Lookup(store, language) for language in LANGUAGES}
    return [
        {"type": group, "colour": colour, "shape": shape}
        | {language: names[language].class_label(group) for language in LANGUAGES}
        for colour, shape, group in sorted(set(style.values()))
        if group in groups
    ]


def _viz_folder() -> Path:
    return PACKAGE.parent / "viz" if in_checkout() else PACKAGE / "viz"


def _library(name: str) -> str:
    """A file of the vis-network that pyvis brings; it must not end the element it stands in."""
    text = files("pyvis").joinpath(_LIBRARY + name).read_text("utf-8")
    return text.replace("</script", "<\\/script").replace("</style", "<\\/style")
