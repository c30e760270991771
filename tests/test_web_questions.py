"""The pages of questions: the catalogue, each as a form, its answer below, and what is told of wrong arguments."""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from rdflib import Graph
from starlette.types import ASGIApp

from kg.errors import AmbiguousNameError, NotFoundError, QuestionError
from kg.lookup import choices as choosing
from kg.lookup.ask import ask, faults, query_text
from kg.lookup.choices import TERMS, choices, reports, things
from kg.lookup.lookup import Lookup
from kg.questions.catalogue import GROUPS, Question, catalogue, find_question
from kg.store.embedded import EmbeddedStore
from kg.text.words import word
from kg.vocabulary import Language
from kg.web.app import create_app
from kg.web.forms.questions import wording
from kg.web.http.current import Current
from tests.payloads import PAYLOADS
from tests.web import Client

QUESTIONS: Final = catalogue()
NAMES: Final = sorted(QUESTIONS)
JUSTICE: Final = "440402-justice-bureau"


@pytest.fixture(scope="module")
def app(store: EmbeddedStore, data: Path) -> ASGIApp:
    return create_app(Current(data, workers=2))


@pytest.fixture
def client(app: ASGIApp) -> Client:
    return Client(app)


def examples(question: Question, *, every: bool = False) -> dict[str, str]:
    """The arguments that a question has as examples, those that it needs or all."""
    return {p.name: p.example for p in question.parameters if p.required or every}


def path(question: str, language: str = "en", **given: str | int) -> str:
    return f"/{language}/questions/{question}?{urlencode(given)}"


def rows_of(page: str) -> int:
    """How many rows of an answer a page shows."""
    return page.count('<tr role="row">') - 1 if "<tbody" in page else 0


def text_of(page: str) -> str:
    """What a reader reads of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("language", Language)
def test_the_catalogue_is_listed_by_groups(client: Client, language: Language) -> None:
    page = client.get(f"/{language}/questions").text
    titles = [unescape(title) for title in re.findall(r'/questions/[a-z-]+">([^<]+)</a>', page)]
    assert sorted(titles) == sorted(question.title[language] for question in QUESTIONS.values())
    for group in GROUPS:
        assert word(group, language).lower() in page.lower()
    assert {question.group for question in QUESTIONS.values()} == set(GROUPS)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_answered_with_its_examples(
    client: Client, store: EmbeddedStore, name: str, language: Language
) -> None:
    question = QUESTIONS[name]
    form = client.get(path(name, language))
    assert form.status_code == 200
    assert all(f'name="{p.name}"' in form.text for p in question.parameters)
    given = examples(question)
    answer = client.get(path(name, language, **given))
    assert answer.status_code == 200
    rows = ask(Lookup(store, language), question, given)
    assert word("web-rows", language, len(rows)) in answer.text
    assert rows_of(answer.text) == min(len(rows), 200)
    told = text_of(answer.text)
    for row in rows[:5]:
        for cell in row.cells.values():
            assert cell in {"true", "false"} or " ".join(cell.split()) in told
    assert [
        text for row in rows[:200] for text in [row.receipt and row.receipt.quote] if text and text not in told
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_query_of_an_answer_says_what_its_arguments_mean(store: EmbeddedStore, name: str) -> None:
    question, lookup = QUESTIONS[name], Lookup(store)
    given = examples(question, every=True)
    text = query_text(lookup, question, given)
    assert (text == question.query) == (not given)
    found = list(store.query(text))  # type: ignore[arg-type]
    assert len(found) == len(ask(lookup, question, given))


def test_the_query_of_an_answer_is_sparql_for_other_engines(store: EmbeddedStore) -> None:
    text = query_text(Lookup(store), find_question("honours-of"), {"institution": JUSTICE, "year": "2023"})
    graph = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    other = Graph().parse(data=graph.serialise("ntriples"), format="nt")  # type: ignore[union-attr]
    assert len(list(other.query(text))) == len(list(store.query(text)))  # type: ignore[arg-type]


def test_an_answer_links_to_things_editor_and_files(client: Client, store: EmbeddedStore) -> None:
    page = client.get(path("honours-of", institution="香洲区司法局", stated_only="true")).text
    links = [unescape(link) for link in re.findall(r'href="([^"]+)"', page)]
    assert "/en/thing/cn-people-mediation-advanced-collective" in links
    files = [urlsplit(link) for link in links if link.startswith("/ask/")]
    asked = {"institution": ["香洲区司法局"], "stated_only": ["true"]}
    assert [parse_qs(file.query) for file in files] == [asked | {"format": [kind]} for kind in ("csv", "json")]
    (editor,) = [urlsplit(link) for link in links if link.startswith("/en/query?")]
    (query,) = parse_qs(editor.query)["query"]
    assert len(list(store.query(query))) == 1  # type: ignore[arg-type]
    assert client.get(f"{editor.path}?{editor.query}").text.count("<textarea") == 1


def test_each_row_has_its_receipts(client: Client) -> None:
    page = client.get(path("honours-of", institution="香洲区司法局")).text
    (proof,) = re.findall(r'<td role="cell" data-column="proof".*?</td>', page, re.DOTALL)
    assert "<details>" in proof
    assert "<mark>" in proof
    assert "/en/report/440402-2023?section=" in proof


def test_marks_stand_in_the_words_of_all_faces(client: Client) -> None:
    page = client.get(path("honours-of", "zh", institution="440402-xiangzhou-district")).text
    assert word("actor-not-stated", Language.ZH) in page
    assert word("date-report", Language.ZH, "2023") in page


def test_only_what_is_stated_and_dated(client: Client, store: EmbeddedStore) -> None:
    question, lookup = find_question("honours-at-level"), Lookup(store)
    counts = [
        len(ask(lookup, question, {}, stated_only=stated, dated_only=dated))
        for stated, dated in ((False, False), (True, False), (True, True))
    ]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[1] > counts[2]
    for count, switches in zip(counts, ((), ("stated_only",), ("stated_only", "dated_only")), strict=True):
        page = client.get(path("honours-at-level", **dict.fromkeys(switches, "true"))).text
        assert word("web-rows", Language.EN, count) in page


def test_an_answer_is_narrowed(client: Client, store: EmbeddedStore) -> None:
    question = find_question("planned")
    found = ask(Lookup(store), question, {"report": "440309-2019"})
    page = client.get(path("planned", report="440309-2019")).text
    assert word("web-rows", Language.EN, len(found)) in page
    assert 0 < len(found) < len(ask(Lookup(store), question, {}))
    assert '<details class="narrowing" open>' in page
    assert '<option value="440309-2019" selected>' in page
    assert word("web-behind-narrowed", Language.EN) in page


def test_another_name_that_was_read_is_told(client: Client, store: EmbeddedStore) -> None:
    lookup = Lookup(store)
    found = ask(lookup, find_question("honours-of"), {"institution": "区市场监督理局"})
    (read,) = lookup.read.values()
    assert found
    assert f"read instead: {read}" in text_of(client.get(path("honours-of", institution="区市场监督理局")).text)


def test_long_answers_come_in_pages(client: Client, store: EmbeddedStore) -> None:
    count = len(ask(Lookup(store), find_question("statements-of-year"), {}))
    assert count > 400
    first, second = (client.get(path("statements-of-year", page=number)) for number in (1, 2))
    assert [rows_of(page.text) for page in (first, second)] == [200, 200]
    assert f"1 to 200 of {count}" in text_of(first.text)
    assert f"201 to 400 of {count}" in text_of(second.text)
    assert 'rel="next" href="/en/questions/statements-of-year?page=2"' in first.text
    assert client.get(path("statements-of-year", page=99)).status_code == 404
    assert client.get(path("statements-of-year", page="x")).status_code == 400


@pytest.mark.parametrize(
    ("name", "given", "field", "told"),
    [
        ("honours-of", {"institution": " ", "year": "2023"}, "institution", "Fill this in: institution"),
        (
            "honours-of",
            {"institution": "没有这个机构"},
            "institution",
            "nothing is called '没有这个机构' in what was read",
        ),
        ("honours-of", {"institution": "枫桥式工作法单位"}, "institution", "expected is the class agent"),
        ("honours-of", {"institution": "区司法局"}, "institution", "“区司法局” may mean several things; choose one:"),
        ("honours-of", {"institution": JUSTICE, "year": "soon"}, "year", "'soon' is no year"),
        ("honours-of", {"institution": JUSTICE, "level": "cosmic"}, "level", "'cosmic' is not in the ontology"),
        ("honours-of", {"institution": JUSTICE, "report": "zzzz"}, "report", "nothing is called 'zzzz'"),
        ("honours-of", {"institution": JUSTICE, "place": "枫桥式工作法单位"}, "place", "expected is the class place"),
        ("statements-of-section", {"section": "s99"}, "section", "'s99' is no section of what was read"),
        ("things-of-class", {"class": "Dragon"}, "class", "'Dragon' is not in the ontology"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    client: Client, name: str, given: dict[str, str], field: str, told: str
) -> None:
    answer = client.get(path(name, **given))
    assert answer.status_code == 400
    assert "<tbody" not in answer.text
    problem = re.search(rf'<p class="problem" id="p-{field}">(.*?)</p>', answer.text, re.DOTALL)
    assert problem
    assert told in unescape(problem[1])
    marked = re.search(rf'id="f-{field}"[^>]*aria-invalid="true" aria-describedby="p-{field}"', answer.text)
    assert marked
    assert answer.text.count('aria-invalid="true"') == 1


def test_all_that_is_wrong_is_told_at_once(store: EmbeddedStore) -> None:
    given = {"institution": "区司法局", "year": "soon", "of": "没有这里", "colour": "red"}
    wrong = faults(Lookup(store), find_question("honours-of"), given)
    kinds = {"institution": AmbiguousNameError, "year": QuestionError, "of": NotFoundError, "colour": QuestionError}
    assert {name: type(error) for name, error in wrong.items()} == kinds
    assert faults(Lookup(store), find_question("honours-of"), given | {"of": "香洲区"}).keys() == {"year", "colour"}


def test_a_name_of_several_things_is_decided_by_a_link(client: Client) -> None:
    page = client.get(path("honours-of", institution="区司法局", year="2023")).text
    chosen = [unescape(link) for link in re.findall(r'<li><a href="(/en/questions/[^"]+)"', page)]
    asked = [parse_qs(urlsplit(link).query) for link in chosen]
    assert [one["institution"] for one in asked] == [["440309-justice-bureau"], ["440402-justice-bureau"]]
    assert [one["year"] for one in asked] == [["2023"], ["2023"]]
    assert client.get(chosen[1]).status_code == 200


def test_an_unknown_parameter_is_told(client: Client) -> None:
    answer = client.get(path("honours-of", institution=JUSTICE, colour="red"))
    assert answer.status_code == 400
    assert "honours-of has no parameter 'colour'" in text_of(answer.text)


def test_an_unknown_question_has_the_nearest_names(client: Client) -> None:
    answer = client.get("/en/questions/honour-of", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "'honour-of' is not in the catalogue; did you mean honours-of" in text_of(answer.text)


class Shape(HTMLParser):
    """The elements of a page with the names of their attributes, and where links and forms lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[tuple[str, ...]] = set()
        self.addresses: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add((tag, *(name for name, _ in attrs)))
        self.addresses |= {value or "" for name, value in attrs if name in {"href", "src", "action", "formaction"}}


@pytest.fixture(scope="module")
def harmless(app: ASGIApp) -> set[tuple[str, ...]]:
    """The elements of pages of questions that nobody attacks: answered, unanswered, wrong in every field."""
    wrong = dict.fromkeys(("institution", "level", "year", "report", "place", "of", "colour"), "没有这个")
    near = {"institution": "区司法", "report": "香洲", "level": "national", "stated_only": "true", "dated_only": "true"}
    asked = [
        path("honours-of", **wrong),
        path("honours-of", **near),
        path("honours-of", institution=JUSTICE),
        path("figures-about", text="没有这个"),
        path("figures-about", text="人民调解", stated_only="true", dated_only="true"),
        path("things-of-class", **{"class": "没有这个"}),
        path("honours-of", institution="区市场监督理"),
        path("figures-about", text="人民调解", page="x"),
    ]
    reader = Client(app, {"Accept": "text/html"})
    return {element for one in asked for element in Shape(reader.get(one).text).elements}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_argument_becomes_markup(client: Client, harmless: set[tuple[str, ...]], payload: str) -> None:
    value = PAYLOADS[payload]
    every = dict.fromkeys(
        ("institution", "level", "year", "report", "place", "of"), value[:1000]
    )  # an address has an end
    for asked in (
        path("honours-of", **every),
        path("honours-of", **{"institution": JUSTICE, f"x{value[:1000]}": value[:1000]}),
        path("figures-about", "zh", text=value),
        path("figures-about", text="人民调解", page=value),
    ):
        answer = client.get(asked, headers={"Accept": "text/html"})
        assert answer.status_code in (200, 400, 404)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        shape = Shape(answer.text)
        assert {element for element in shape.elements - harmless if element[0] not in {"p", "option"}} == set()
        assert [
            address
            for address in shape.addresses
            if not address.startswith(("/en", "/zh", "/static/", "/ask/", "#main", "data:,"))
        ] == []


def test_what_is_given_stays_in_the_form(client: Client) -> None:
    page = client.get(path("honours-of", institution='a"b<c', level="national")).text
    assert 'value="a&#34;b&lt;c"' in page
    assert '<option value="national" selected>' in page


@pytest.mark.parametrize("language", Language)
def test_choices_are_called_as_the_reader_does(store: EmbeddedStore, language: Language) -> None:
    lookup = Lookup(store, language)
    for kind in TERMS:
        offered = choices(lookup, kind)
        assert offered
        assert all(lookup.term(kind, value) == value for value, _ in offered)
        assert all(label for _, label in offered)
    assert [value for value, _ in choices(lookup, "level")][:2] == ["national", "provincial"]
    assert {value for value, _ in reports(lookup)} == {"440309-2019", "440402-2023"}
    places = things(lookup, "Place")
    classes = lookup.classes_below("Place")
    assert [value for value, _ in sorted(places)] == sorted(of.id for of in lookup.all_things() if of.type in classes)
    assert [label for _, label in places] == sorted(label for _, label in places)


def test_what_is_more_than_a_list_holds_is_not_offered(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    lookup = Lookup(store)
    assert things(lookup, "Entity") == []  # the query ends behind what a list holds
    monkeypatch.setattr(choosing, "MOST", 1)
    assert (things(lookup, "Place"), reports(lookup)) == ([], [])
    for name in ("some-things", "some-reports"):
        query = Path(choosing.__file__).with_name("queries") / f"{name}.rq"
        assert query.read_text("utf-8").strip().endswith("LIMIT 301")


def test_sections_are_in_the_order_of_a_report(store: EmbeddedStore) -> None:
    sections = [value for value, _ in choices(Lookup(store), "section") if re.fullmatch(r"s[\d.]+", value)]
    numbers = [[int(part) for part in section[1:].split(".")] for section in sections]
    assert numbers == sorted(numbers)


def test_blanks_stand_in_the_wording() -> None:
    parts = wording(find_question("honours-of"), Language.EN)
    assert [text for text, is_blank in parts if is_blank] == ["institution"]
    assert "".join(text for text, _ in parts).startswith("Which honours did institution receive?")
