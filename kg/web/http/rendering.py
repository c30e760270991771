"""HTML from the templates of `viz/pages`: everything that is put in is escaped."""

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from kg.folders import page_file
from kg.text.words import word
from kg.vocabulary import Language
from kg.web.http.links import Links

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, links: Links, **content: Any) -> str:
    """A page: a template of `viz/pages`, with `content`, the `links` of the page, its `language`, and `word` by which
    it says the words of that language.

    Raises jinja2.UndefinedError where a template names what it was not given.
    """
    said = {"links": links, "language": links.language, "word": partial(_word, links.language)}
    return _environment().get_template(template).render(**said, languages=list(Language), **content)


def _word(language: Language, name: str, *values: object) -> str:
    return word(name, language, *values)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(page_file("pages")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
