"""The server of the Model Context Protocol: its tools and resources, and one sentence for whatever goes wrong."""

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp_types import CallToolResult, InputRequiredResult, TextContent, ToolAnnotations
from pydantic import Field, ValidationError

from kg.errors import KgError
from kg.folders import catalogues_folder
from kg.lookup.lookup import Lookup
from kg.messages import abridged, clauses, say, speak
from kg.ontology import PATH as ONTOLOGY
from kg.version import __version__
from kg.vocabulary import Language
from kg.web.http.current import Current
from kg.web.mcp import answers

MOST: Final = 500
"""Rows of an answer at the most."""
_LONGEST: Final = 1000
"""Characters of a name at the most."""
_LOOKS: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

Plain = dict[str, Any]
Kind = Literal["class", "predicate", "level", "section", "kind"]


class GraphServer(MCPServer[Any]):
    """A server that tells in one sentence what was wrong with a call."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """As the library has it, but with one sentence of whatever goes wrong; raises what nobody foresaw."""
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError:
            raise  # which the library logs, and tells without its trace
        except ToolError as error:
            return CallToolResult(content=[TextContent(type="text", text=_sentence(name, error))], is_error=True)


def _sentence(name: str, error: ToolError) -> str:
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        wrong = cause.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in wrong["loc"])
        return clauses(say("{tool} does not take these arguments", tool=name), abridged(f"{where}: {wrong['msg']}"))
    if isinstance(cause, ToolError):
        return str(cause)
    return say("there is no tool {name!r}", name=name)


def create_server(current: Current, language: Language) -> GraphServer:
    """The server of the current graph; answers are in the language given, unless a call names another."""
    server = GraphServer(
        "honours-kg",
        title=say("Knowledge graph of institutions, programmes and honours"),
        instructions=say(
            "Every statement is a report's own: cite its report, section and words, which each answer brings, and tell "
            "its marks (planned, implied, and so on). Begin with find or questions."
        ),
        version=__version__,
        log_level="ERROR",
        lifespan=lambda _: current.followed(),
    )
    _add_tools(server, current, language)
    _add_resources(server, current, language)
    return server


def _add_tools(server: GraphServer, current: Current, language: Language) -> None:
    lang_type = Annotated[
        Literal["en", "zh"] | None, Field(description=say("Language of the answer: en or zh.  [else the server's]"))
    ]
    limit_type = Annotated[int, Field(ge=1, le=MOST, description=say("How many at the most."))]
    stated_type = Annotated[bool, Field(description=say("Without what is implied or has no stated actor."))]
    dated_type = Annotated[bool, Field(description=say("Without what is dated by the report's period alone."))]
    named = say("A name or a part of one, in any script.")
    text_type = Annotated[str, Field(min_length=1, max_length=_LONGEST, description=named)]
    place_type = Annotated[str | None, Field(description=say("Only things of this place, or of one in it."))]
    class_type = Annotated[str | None, Field(description=say("Only things of this class, such as Institution."))]
    question_type = Annotated[str, Field(description=say("The name of a question, as questions lists it."))]
    given_type = Annotated[
        dict[str, str | int],
        Field(description=say("Its parameters, as questions lists them; of all: report, place, of, year.")),
    ]
    sparql_type = Annotated[str, Field(description=say("A query of SPARQL 1.1; the usual prefixes are declared."))]
    ids_type = Annotated[
        list[str], Field(min_length=1, max_length=50, description=say("Ids of claims and figures, or names of things."))
    ]
    kind_type = Annotated[Kind, Field(description=say("Of what the terms are."))]

    def answer(lang: str | None, make: Callable[[Lookup], Plain]) -> Plain:
        """What is made with lookups in a language; raises ToolError with the sentence of what went wrong."""
        chosen = Language(lang) if lang else language
        speak(chosen, catalogues_folder())
        try:
            return make(current.lookup_in(chosen))
        except KgError as error:
            raise ToolError(str(error)) from error

    def find(
        text: text_type, type: class_type = None, of: place_type = None, limit: limit_type = 20, lang: lang_type = None
    ) -> Plain:
        return answer(lang, lambda lookup: answers.find(lookup, text, type, of, limit))

    def show(
        name: text_type, stated_only: stated_type = False, limit: limit_type = 20, lang: lang_type = None
    ) -> Plain:
        return answer(lang, lambda lookup: answers.show(lookup, name, limit, stated_only=stated_only))

    def ask(
        question: question_type,
        arguments: given_type = {},  # noqa: B006 (the library copies it)
        stated_only: stated_type = False,
        dated_only: dated_type = False,
        limit: limit_type = 50,
        lang: lang_type = None,
    ) -> Plain:
        typed = {name: str(value) for name, value in arguments.items()}
        switches = {"stated_only": stated_only, "dated_only": dated_only}
        return answer(lang, lambda lookup: answers.asked(lookup, question, typed, limit, **switches))

    def query(sparql: sparql_type, limit: limit_type = 50, lang: lang_type = None) -> Plain:
        return answer(lang, lambda lookup: answers.queried(lookup, sparql, current.limits, limit))

    def receipts(ids: ids_type, limit: limit_type = 50, lang: lang_type = None) -> Plain:
        return answer(lang, lambda lookup: answers.receipts(lookup, ids, limit))

    def questions(lang: lang_type = None) -> Plain:
        return answer(lang, answers.questions)

    def terms(kind: kind_type, lang: lang_type = None) -> Plain:
        return answer(lang, lambda lookup: answers.terms(lookup, kind))

    tools: dict[Callable[..., Plain], str] = {
        find: say("Find institutions, programmes, honours, places, reports by name, pinyin, initials or words."),
        show: say("All that is known of a thing by its id or name, or one claim, figure or indicator by its id."),
        ask: say("Ask a question of the catalogue by its name; each row brings report, section, words and marks."),
        query: say("Run a SPARQL 1.1 query, read-only, within limits; the usual prefixes are declared."),
        receipts: say("The words that claims and figures rest on, with report, section and citation."),
        questions: say("List the questions that can be asked, with their parameters."),
        terms: say("List the classes, properties, levels, sections or kinds of report, with their meaning."),
    }
    for tool, told in tools.items():
        server.add_tool(tool, description=told, annotations=_LOOKS)


def _add_resources(server: GraphServer, current: Current, language: Language) -> None:
    @server.resource("kg://questions", description=say("The catalogue of questions."), mime_type="application/json")
    def questions() -> Plain:
        return answers.whole_catalogue(current.lookup_in(language))

    @server.resource("kg://ontology", description=say("The ontology, in Turtle."), mime_type="text/turtle")
    def ontology() -> str:
        return ONTOLOGY.read_text("utf-8")
