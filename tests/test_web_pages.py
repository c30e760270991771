"""The pages that are served: what each says, in both languages, and that nothing of a request or of data is markup."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from starlette.types import ASGIApp

from kg.errors import KgError
from kg.lookup.links import bundles
from kg.lookup.lookup import Lookup
from kg.pipeline.generation import open_store
from kg.store.embedded import EmbeddedStore
from kg.text.words import word
from kg.vocabulary import Language, expand, mint_iri
from kg.web.app import create_app
from kg.web.http.current import Current
from kg.web.pages.groups import FOLDED, LONG
from kg.web.pages.neighbourhood import lines, outline
from kg.web.pages.reports import section_order
from kg.web.pages.routes import routes
from tests.conftest import Case
from tests.payloads import CONTROLS, EVERY, PAYLOADS
from tests.test_page_safe import LINES, on_one_line, tables
from tests.web import BROWSER, WebClient

UNIT: Final = "cn-fengqiao-work-method-unit"
MAOSHENG: Final = "440402-maosheng-community"
AWARD: Final = "440402-2023-r010"
DISTRICT: Final = "440402-xiangzhou-district"
REPORT: Final = "440402-2023"
QUOTE: Final = "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"
PAGES: Final = [
    "",
    "search",
    "search?q=feng",
    "search?q=qqqqqq",
    "search?q=Maoshang",
    f"thing/{UNIT}",
    f"thing/{DISTRICT}",
    f"thing/{DISTRICT}?all=promotes",
    f"thing/{AWARD}",
    "thing/440402-2023-f001",
    "thing/act/conferral/440402-maosheng-community/cn-fengqiao-work-method-unit/claim/440402-2023-r010",
    "classes",
    "class/Honour",
    f"class/Programme?place={DISTRICT}",
    "predicates",
    "predicate/awarded",
    "reports",
    f"report/{REPORT}",
    f"report/{REPORT}?section=s3.1",
    "ontology",
]


@pytest.fixture(scope="module")
def app(store: EmbeddedStore, data: Path) -> ASGIApp:
    return create_app(Current(data, workers=2))


@pytest.fixture
def client(app: ASGIApp) -> WebClient:
    return WebClient(app)


class Page(HTMLParser):
    """What a page holds: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.headings: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        return [of.get("href") or "" for tag, of in self.elements if tag == "a"]


ELEMENTS: Final = (
    "html head meta title link body a header form label input button nav main footer p h1 h2 h3 ul ol li dl dt dd div "
    "span section strong em cite code pre blockquote mark details summary figure figcaption svg path rect text aside"
)
OURS: Final = frozenset(ELEMENTS.split())
"""The elements that pages are made of; whatever else comes up came out of a text."""


def safe(html: str) -> Page:
    """A page of nothing but our own elements, without scripts or styles in it."""
    page = Page(html)
    foreign = {tag for tag, _ in page.elements} - OURS
    assert foreign == set()
    for tag, attributes in page.elements:
        bad = [
            name for name in attributes if name.startswith("on") or name in ("style", "srcdoc", "formaction", "ping")
        ]
        assert bad == [], (tag, attributes)
        for name in ("href", "src", "action"):
            assert re.match(r"(https?:|mailto:|/(?!/)|#|data:,$)|$", attributes.get(name) or ""), (tag, attributes)
    return page


# ---- What pages say


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_in_both_languages(client: WebClient, path: str, language: str) -> None:
    answer = client.get(f"/{language}/{path}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
    page = safe(answer.text)
    assert page.elements[0] == ("html", {"lang": {"en": "en", "zh": "zh-Hans"}[language]})
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(below - above <= 1 for above, below in zip(page.headings, page.headings[1:], strict=False))
    ids = [of["id"] for _, of in page.elements if "id" in of]
    assert sorted(ids) == sorted(set(ids))
    other = {"en": "zh", "zh": "en"}[language]
    assert f"/{other}/{path}" in page.links()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_link_of_a_page_leads_somewhere(client: WebClient, language: str) -> None:
    missing = ("questions", "query")  # what other rooms serve
    links = {link for path in PAGES for link in Page(client.get(f"/{language}/{path}").text).links()}
    own = sorted(
        link.partition("#")[0]
        for link in links
        if link.startswith("/")
        and not link.startswith(tuple(f"/{one}/{name}" for one in ("en", "zh") for name in missing))
    )
    assert len(own) > 300
    some = own[:: len(own) // 150]
    answers = zip(some, client.get_all(some), strict=True)
    assert {link: answer.status_code for link, answer in answers if answer.status_code not in (200, 303, 308)} == {}


def test_a_thing_is_told_with_names_claims_receipts_figures_and_data(client: WebClient) -> None:
    page = safe(client.get(f"/en/thing/{UNIT}").text)
    for said in (
        *("Fengqiao-style Work Method Unit", "枫桥式工作法单位", "fēng qiáo shì gōng zuò fǎ dān wèi"),
        *("was given to", "national", "one of 104 units", "conferred or approved by", QUOTE, "section", "104个"),
    ):
        assert said in page.text
    links = page.links()
    for link in (
        *(f"/en/thing/{MAOSHENG}", f"/en/thing/{AWARD}", f"/en/report/{REPORT}?section=s0", "/en/class/Designation"),
        *(f"/id/{UNIT}.{extension}" for extension in ("ttl", "nt", "jsonld", "rdf")),
    ):
        assert link in links
    assert ("mark", {}) in page.elements
    assert ("blockquote", {"lang": "zh-Hans"}) in page.elements
    assert word("actor-not-stated", Language.EN) in page.text


def test_marks_are_said_in_the_words_of_the_other_faces(client: WebClient, store: EmbeddedStore) -> None:
    for language in Language:
        lookup = Lookup(store, language)
        marked = {mark: claim for claim in lookup.all_claims() for mark in claim.marks}
        assert {"planned", "implied", "actor-not-stated"} <= marked.keys()
        for mark, claim in marked.items():
            page = client.get(f"/{language}/thing/{claim.id}").text
            assert f'<li class="remark mark">{word(mark, language)}</li>' in page, mark


def test_every_claim_of_a_thing_is_on_its_page_or_behind_a_link(client: WebClient, store: EmbeddedStore) -> None:
    lookup = Lookup(store)
    thing = lookup.thing(mint_iri(DISTRICT))
    wanted = {claim.id for claim in lookup.claims_of([thing])[thing]}
    first = Page(client.get(f"/en/thing/{DISTRICT}").text)
    found = {of["id"] for tag, of in first.elements if tag == "li" and of.get("class") == "claim"}
    assert len(found) < len(wanted)
    waiting = [link for link in first.links() if "?all=" in link]
    assert len(waiting) >= 1
    while waiting:
        page = Page(client.get(waiting.pop()).text)
        found |= {of["id"] for tag, of in page.elements if tag == "li" and of.get("class") == "claim"}
        waiting += [of["href"] or "" for tag, of in page.elements if tag == "a" and of.get("rel") == "next"]
    assert wanted <= found


def test_what_is_folded_is_what_is_long(store: EmbeddedStore, client: WebClient) -> None:
    lookup = Lookup(store)
    told = {of.key: len(of) for of in bundles(lookup, lookup.thing(mint_iri(DISTRICT)))}
    html = client.get(f"/en/thing/{DISTRICT}").text
    for key, count in told.items():
        begun = html.split(f'id="g-{key}"')[1].split("</section>")[0]
        assert begun.count('<li class="claim"') == (count if count <= LONG else FOLDED)
        assert (f"?all={key}" in begun) == (count > LONG)


def test_honours_and_foundings_come_first(store: EmbeddedStore) -> None:
    lookup = Lookup(store)
    told = [of.key for of in bundles(lookup, lookup.thing(mint_iri(DISTRICT)))]
    assert [key.partition(".")[0] for key in told[:2]] == ["awarded", "founded"]
    later = [len(of) for of in bundles(lookup, lookup.thing(mint_iri(DISTRICT))) if of.key in told[3:]]
    assert later == sorted(later, reverse=True)


def test_a_programme_names_those_who_were_honoured_for_it(client: WebClient) -> None:
    page = Page(client.get("/en/thing/cn-fengqiao-work-method").text)
    assert f"/en/thing/{MAOSHENG}" in page.links()
    assert word("web-through", Language.EN) in page.text


def test_a_record_has_its_receipt_citation_and_fields(client: WebClient) -> None:
    page = safe(client.get(f"/zh/thing/{AWARD}").text)
    assert f"「{QUOTE}」" in page.text
    assert "0.1.0" in page.text
    assert f"https://w3id.org/honours-kg/id/{AWARD}" in page.text
    for said in ("获得荣誉", "受奖方自述", "国家级", "中共中央政法委员会"):
        assert said in page.text
    assert f"/zh/thing/{MAOSHENG}" in page.links()


def test_the_small_graph_has_a_link_and_a_text_for_each_node(client: WebClient) -> None:
    html = client.get(f"/en/thing/{DISTRICT}").text
    svg = html.split("<svg")[1].split("</svg>")[0]
    links = re.findall(r'<a href="(/en/thing/[^"]+)">', svg)
    assert len(links) == svg.count('class="words"') == 10
    assert {answer.status_code for answer in client.get_all(links)} == {200}


def test_report_pages_tell_every_record_in_the_order_of_sections(client: WebClient, store: EmbeddedStore) -> None:
    lookup = Lookup(store)
    wanted = {record for record, _ in store.pairs(expand("prov:wasDerivedFrom"), [mint_iri(REPORT)])}
    records = {record.id for record in lookup.records(wanted).values()}
    page = Page(client.get(f"/en/report/{REPORT}").text)
    sections = [link for link in page.links() if link.startswith(f"/en/report/{REPORT}?section=")]
    tokens = list(dict.fromkeys(link.partition("=")[2] for link in sections))
    aside = client.get(f"/en/report/{REPORT}").text.split("<aside>")[1]
    told = re.findall(r"\?section=([a-z0-9.]+)", aside)
    assert told == sorted(told, key=section_order)
    assert told.index("s3.1") < told.index("s4")
    found: list[str] = []
    for token in tokens:
        found += re.findall(r'<li class="claim" id="([^"]+)"', client.get(f"/en/report/{REPORT}?section={token}").text)
    assert sorted(found) == sorted(records)


def test_a_class_is_narrowed_by_place_and_by_report(client: WebClient, store: EmbeddedStore) -> None:
    whole = Page(client.get("/en/class/Programme").text)
    link = f"/en/class/Programme?place={DISTRICT}"
    assert link in whole.links()
    here = client.get(f"{link}&report={REPORT}").text
    count = int(re.findall(r'<h1>.*?<span class="count">(\d+)</span>', here)[0])
    lookup = Lookup(store)
    programmes = [
        thing
        for thing in lookup.all_things()
        if thing.type in lookup.classes_below("Programme") and lookup.place_of(thing) == mint_iri(DISTRICT)
    ]
    named = [of for of in programmes if REPORT in {m.split("/")[0] for m in _mentions(lookup, of.iri)}]
    assert 0 < count == len(named)
    assert "/en/class/Programme?report=" in here  # the way out of the place


def _mentions(lookup: Lookup, iri: str) -> list[str]:
    return [of.removeprefix(mint_iri("x")[:-1]) for of in lookup.descriptions.of(iri).all("kg:mention")]


def test_a_search_finds_narrows_and_tells_what_is_near(client: WebClient) -> None:
    found = Page(client.get("/en/search?q=枫桥").text.encode().decode())
    assert f"/en/thing/{UNIT}" in found.links()
    narrowed = Page(client.get("/en/search?q=feng&class=Designation").text)
    assert f"/en/thing/{UNIT}" in narrowed.links()
    assert "/en/thing/cn-fengqiao-work-method" not in narrowed.links()
    near = client.get("/en/search?q=Maoshang").text
    assert f'href="/en/thing/{MAOSHENG}"' in near
    assert word("near", Language.EN) in near
    none = client.get("/en/search?q=fengqiao-stile+work").text
    assert 'href="/en/search?q=' in none
    assert client.get(f"/en/search?q={AWARD}").headers["location"] == f"/en/thing/{AWARD}"


def test_the_start_counts_what_there_is(client: WebClient, store: EmbeddedStore) -> None:
    lookup = Lookup(store)
    html = client.get("/en/").text
    told = dict(re.findall(r"<dt>(\w+)</dt><dd>(\d+)</dd>", html))
    assert told == {
        "things": str(len(list(lookup.all_things()))),
        "statements": str(len(lookup.all_claims())),
        "figures": str(len(lookup.all_figures())),
        "reports": "2",
    }
    assert "/en/questions" in Page(html).links()


# ---- Addresses


@pytest.mark.parametrize(
    "path", ["/", "/search?q=a%20b&class=Honour", f"/thing/{UNIT}", "/classes", f"/report/{REPORT}"]
)
def test_without_a_language_it_is_the_readers(client: WebClient, path: str) -> None:
    for accepted, language in (("zh-CN,zh;q=0.9,en;q=0.1", "zh"), ("de, en;q=0.5", "en"), ("", "en")):
        answer = client.get(path, language=accepted)
        assert (answer.status_code, answer.headers["location"]) == (302, f"/{language}{path}")
        assert "Accept-Language" in answer.headers["vary"]


def test_a_page_that_is_the_same_is_not_sent_again(client: WebClient) -> None:
    first = client.get(f"/en/thing/{UNIT}")
    assert client.get(f"/en/thing/{UNIT}", **{"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.get(f"/zh/thing/{UNIT}", **{"If-None-Match": first.headers["etag"]}).status_code == 200


def test_a_page_that_is_kept_is_the_same_page_and_another_graph_has_another(case: Case, stores: Path) -> None:
    folder = case("base")
    open_store(folder)
    current = Current(folder, workers=1)
    client = WebClient(create_app(current))
    path = "/en/thing/990102-peoples-government"
    first, second = client.get_all([path, path])
    assert (first.status_code, first.text) == (200, second.text)
    assert client.get(path, **{"If-None-Match": second.headers["etag"]}).status_code == 304
    entities = folder / "entities.csv"
    entities.write_text(entities.read_text("utf-8").replace("青榕区人民政府", "青榕区新政府"), "utf-8")
    open_store(folder)
    current.store = Current(folder, workers=1).store
    assert "青榕区新政府" not in first.text
    assert "青榕区新政府" in client.get(path).text


def test_styles_are_kept_for_ever_under_the_stamp_of_their_content(client: WebClient) -> None:
    html = client.get("/en/").text
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    assert [style.partition("?")[0] for style in styles] == ["/static/page.css", "/static/pages.css"]
    for style in styles:
        answer = client.get(style)
        assert answer.headers["content-type"].startswith("text/css")
        assert "immutable" in answer.headers["cache-control"]
        assert client.get(style, **{"If-None-Match": answer.headers["etag"]}).status_code == 304
        assert client.get(style.partition("?")[0]).headers["cache-control"] == "no-cache"
    for name in ("nothing.css", "..%2fpage.css", "../page.css", "template.html"):
        assert client.get(f"/static/{name}").status_code == 404


def test_in_a_folder_of_another_address_links_begin_with_it(data: Path, store: EmbeddedStore) -> None:
    client = WebClient(create_app(Current(data, workers=1), base="https://example.org/graph/"))
    links = [link for link in Page(client.get(f"/en/thing/{UNIT}").text).links() if link.startswith("/")]
    assert len(links) > 10
    assert all(link.startswith("/graph/") for link in links)
    assert client.get(f"/id/{UNIT}").headers["location"] == f"/graph/en/thing/{UNIT}"


def test_a_row_can_be_reported_only_where_an_address_is_named(
    client: WebClient, data: Path, store: EmbeddedStore
) -> None:
    said = word("web-wrong", Language.EN)
    assert said not in client.get(f"/en/thing/{AWARD}").text
    for address in ("mailto:errors@example.org?subject={id}", "https://example.org/issues/new?title={id}"):
        other = WebClient(create_app(Current(data, workers=1), report=address))
        page = Page(other.get(f"/en/thing/{AWARD}").text)
        assert address.replace("{id}", AWARD) in page.links()
        assert said in page.text
    with pytest.raises(KgError, match="is no address"):
        create_app(Current(data, workers=1), report="javascript:alert(1)")


# ---- What is wrong


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/nothing", 404),
        ("/nothing", 404),
        ("/en/thing/nothing", 404),
        ("/en/thing/", 404),
        ("/en/thing/a//b", 404),
        ("/en/thing/%ff", 400),
        ("/en/thing/a%00b", 400),
        ("/en/thing/a%0d%0aSet-Cookie:x", 404),
        ("/id/%00", 400),
        ("/id/" + "x" * 5_000, 414),
        ("/en/thing/..%2f..%2fetc%2fpasswd", 404),
        ("/en/thing/../../etc/passwd", 404),
        ("/en/thing/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/en%2fthing/x", 404),
        ("/en/class/Nothing", 404),
        ("/en/predicate/nothing", 404),
        ("/en/report/nothing", 404),
        (f"/en/report/{REPORT}?section=s99", 404),
        (f"/en/report/{REPORT}?page=0", 400),
        (f"/en/report/{REPORT}?page=999", 404),
        ("/en/class/Honour?page=-1", 400),
        ("/en/class/Honour?page=²", 400),
        ("/en/class/Honour?page=99999999999999999999", 400),
        (f"/en/thing/{DISTRICT}?all=nothing", 404),
        (f"/en/thing/{DISTRICT}?all=promotes&page=9999", 404),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_to_readers_and_programs(
    client: WebClient, path: str, status: int
) -> None:
    page = client.get(path)
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")
    safe(page.text)
    told = client.get(path, "application/json")
    assert told.status_code == status
    sentence = told.json()["error"]
    assert sentence.strip()
    assert "Traceback" not in page.text + told.text
    zh = client.get(path.replace("/en/", "/zh/"), language="zh")
    assert zh.status_code == status
    assert re.search("[一-鿿]", Page(zh.text).text.split("SPARQL")[1])


def test_a_method_that_there_is_not_and_a_header_that_is_none(client: WebClient) -> None:
    answer = client.ask("POST", f"/en/thing/{UNIT}", {"Accept": BROWSER})
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert client.get(f"/id/{UNIT}", "no list").status_code == 400
    assert client.ask("HEAD", f"/en/thing/{UNIT}", {"Accept": BROWSER}).content == b""


def _addresses(text: str) -> Iterator[str]:
    """Every place of an address in which a text may stand."""
    text = text if len(text) < 5_000 else text[3_900:5_900]  # as much as a client sends
    value, path = quote(text, safe=""), quote(text, safe="/")
    yield from (
        f"/en/search?q={value}",
        f"/zh/search?q=a&class={value}",
        f"/search?q={value}",
        f"/en/{value}",
        f"/{value}",
    )
    for begun in (
        "/en/thing/",
        "/zh/thing/",
        "/id/",
        "/en/class/",
        "/en/predicate/",
        "/en/report/",
        "/static/",
        "/thing/",
    ):
        yield from (begun + value, begun + path)
    yield from (f"/id/{value}.ttl", f"/ontology.{value}", f"/en/thing/{DISTRICT}?all={value}&page={value}")
    yield from (f"/en/class/Honour?place={value}", f"/en/class/Honour?report={value}", f"/en/class/Honour?page={value}")
    yield from (f"/en/predicate/awarded?report={value}", f"/en/report/{REPORT}?section={value}", f"/en/classes?{value}")
    yield from (f"/en/?lang={value}", f"/?{value}={value}", f"/data?{value}")


@pytest.mark.parametrize("name", [*EVERY, *CONTROLS])
def test_nothing_of_a_request_is_markup_and_nothing_fails(client: WebClient, name: str) -> None:
    paths = list(_addresses((EVERY | CONTROLS)[name]))
    for path, answer in zip(paths, client.get_all(paths), strict=True):
        assert answer.status_code < 500, path[:200]
        if answer.headers.get("content-type", "").startswith("text/html"):
            safe(answer.text)
        if "location" in answer.headers:
            assert re.match(r"/(?!/)", answer.headers["location"]), path[:200]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, stores: Path) -> WebClient:
    """The made-up tables with every payload in every column of free text."""

    def fit(_table: str, column: str, text: str) -> str:
        one = text if column in LINES else on_one_line(text)
        return one[:60] if column in ("quote", "verb", "wording") else one

    folder = tables(tmp_path_factory.mktemp("hostile") / "tables", PAYLOADS, fit)
    open_store(folder)
    return WebClient(create_app(Current(folder, workers=2)))


@pytest.mark.parametrize("name", PAYLOADS)
def test_texts_of_tables_are_shown_and_are_no_markup(hostile: WebClient, name: str) -> None:
    text = " ".join(on_one_line(PAYLOADS[name]).split())
    pages = [f"{kind}/{id}-{name}" for kind, id in (("thing", "t"), ("thing", "h"), ("thing", "p"), ("report", "s"))]
    paths = [f"/{language}/{page}" for language in ("en", "zh") for page in pages]
    for path, answer in zip(paths, hostile.get_all(paths), strict=True):
        assert answer.status_code == 200, path
        assert text in " ".join(safe(answer.text).text.split()), path
    for answer in hostile.get_all(f"/id/t-{name}.{extension}" for extension in ("ttl", "nt", "jsonld")):
        assert answer.status_code == 200


def test_lists_of_hostile_texts_are_no_markup(hostile: WebClient) -> None:
    for language in ("en", "zh"):
        for path in (
            "",
            "classes",
            "class/Entity",
            "predicates",
            "predicate/awarded",
            "reports",
            "ontology",
            "search?q=x",
        ):
            answer = hostile.get(f"/{language}/{path}")
            assert answer.status_code == 200
            safe(answer.text)


# ---- Parts


def test_labels_take_two_lines_and_are_cut_where_these_do_not_suffice() -> None:
    assert lines("短", 4) == ("短",)
    assert lines("四个汉字", 4) == ("四个汉字",)
    assert lines("五个汉字多", 4) == ("五个汉字", "多")
    assert lines("十个汉字多于两行所容", 4) == ("十个汉字", "多于两…")
    assert lines("lower case words", 6) == ("lower case", "words")
    assert lines("", 6) == ()
    assert [len(line) < 16 for line in lines("W" * 100, 10)] == [True, True]


def test_each_shape_is_an_outline_around_its_place() -> None:
    for shape in ("dot", "square", "box", "diamond", "triangle", "triangleDown", "hexagon", "star", "unknown"):
        numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", outline(shape, 100, 100, 10))]
        assert outline(shape, 100, 100, 10).startswith("M")
        assert max(numbers) <= 115


def test_the_routes_name_each_page_in_both_languages_and_without(data: Path, store: EmbeddedStore) -> None:
    paths = [route.path for route in routes(Current(data, workers=1))]
    for path in ("/search", "/thing/{id:path}", "/classes", "/class/{name}", "/predicates", "/reports", "/report/{id}"):
        assert {path, f"/en{path}", f"/zh{path}"} <= set(paths)
