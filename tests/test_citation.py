"""How a claim, a figure and the data set are cited."""

import pytest

from kg.lookup.citation import Citation, Edition, citation_of, edition_of
from kg.lookup.lookup import Lookup
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import DATASET_IRI, Language, mint_iri

CLAIM = "440402-2023-r017"


def cited(store: EmbeddedStore, language: Language) -> tuple[Citation, str]:
    lookup = Lookup(store, language)
    row = lookup.row(CLAIM)
    assert row is not None
    citation = citation_of(lookup, row)
    return citation, citation.text


@pytest.mark.parametrize(
    ("language", "title"),
    [
        (Language.EN, "Data set of institutions, programmes and honours"),
        (Language.ZH, "机构、项目与荣誉知识图谱数据集"),
    ],
)
def test_a_claim_is_cited_by_id_version_report_and_words(store: EmbeddedStore, language: Language, title: str) -> None:
    citation, text = cited(store, language)
    assert (citation.id, citation.iri) == (CLAIM, mint_iri(CLAIM))
    assert (citation.version, citation.date, citation.edition.title) == ("0.1.0", "", title)
    for part in ("0.1.0", title, citation.iri, *citation.receipt[:3], citation.publisher, citation.issued):
        assert part
        assert part in text


def test_both_languages_say_different_sentences(store: EmbeddedStore) -> None:
    assert "version 0.1.0" in cited(store, Language.EN)[1]
    assert "version 0.1.0" not in cited(store, Language.ZH)[1]


def test_a_figure_of_a_report_is_cited_as_a_claim_is(store: EmbeddedStore) -> None:
    lookup = Lookup(store)
    figure = lookup.all_figures()[0]
    citation = citation_of(lookup, figure)
    assert citation.iri in citation.text
    assert citation.receipt.quote in citation.text


def test_an_edition_with_a_date_tells_it() -> None:
    edition = Edition("T", "C", "1.2.0", "2024-05-06", "")
    assert edition.text == f"C. T, version 1.2.0, issued on 2024-05-06. {DATASET_IRI}"
    assert "  year = {2024}," in edition.bibtex()
    assert "2024" not in edition._replace(date="").bibtex()


def test_nothing_of_a_title_ends_an_entry_of_bibtex(store: EmbeddedStore) -> None:
    entry = edition_of(Lookup(store))._replace(title="a} , note = {\\input{x} 100% & _\n").bibtex()
    assert "  title = {a , note = inputx 100\\% \\& \\_}," in entry.splitlines()
    assert entry.count("{") == entry.count("}")
