"""Dates that may be reduced, and the days that they can mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.dates import ReducedDate, parse_date


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-11", date(2023, 11, 1), date(2023, 11, 30)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("2023-12-31", date(2023, 12, 31), date(2023, 12, 31)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
    ],
)
def test_a_date_means_the_days_from_earliest_to_latest(text: str, earliest: date, latest: date) -> None:
    assert parse_date(text) == ReducedDate(text, earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        "", " 2023", "2023 ", "2023\n", "23", "02023", "-2023", "+2023", "0000",
        "2023-00", "2023-13", "2023-1", "2023-", "202311", "2023/11", "2023.11", "2023年11月",
        "2023-11-00", "2023-11-31", "2023-02-29", "2100-02-29", "2023-11-1", "2023-1130", "20231130",
        "2023-W48", "2023-334", "2023-11-30T08:00", "2023-11-30Z", "2023-11/2023-12", "2023~", "2023?", "202X",
        "２０２３", "٢٠٢٣", "二〇二三", "Nov-23", "11/1/2023",
    ],
)  # fmt: skip
def test_all_else_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (datetime's messages are its own)
        parse_date(text)


@given(st.dates())
def test_each_day_lies_in_the_month_and_the_year_that_it_is_reduced_to(day: date) -> None:
    text = day.isoformat()
    whole, month, year = parse_date(text), parse_date(text[:7]), parse_date(text[:4])
    assert whole.earliest == day == whole.latest
    assert year.earliest <= month.earliest <= day <= month.latest <= year.latest
