"""The command line: what goes in, what comes out, where to, and with which exit code.

Most commands are called in this process, which is quick; those whose terminal, locale, pipe or
imports matter run in one of their own.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

import kg as package
from kg.cli import app
from kg.store.embedded import EmbeddedStore
from tests.conftest import Cli

if sys.platform != "win32":
    import pty

Case = Callable[..., Path]
Kg = Callable[..., "subprocess.CompletedProcess[str]"]

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
AWARDED = "SELECT ?who WHERE { ?who kg:awarded kgr:cn-fengqiao-work-method-unit }"
MAOSHENG = "Maosheng Community, Gongbei Subdistrict, Xiangzhou District, Zhuhai"
QUOTE = "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(4)) + " }"
ESCAPE = "\x1b"


@pytest.fixture(autouse=True)
def _built(store: EmbeddedStore) -> None:
    """The project's own graph is built before a command asks it."""


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_has_an_example_that_begins_with_it(self, cli: Cli, command: str) -> None:
        done = cli(command, "--help")
        assert done.code == 0
        assert re.search(r"Examples?:\n", done.out)
        assert f"  kg {command}" in done.out

    def test_it_lists_every_command_with_a_line_on_each(self, cli: Cli) -> None:
        out = cli("--help").out
        assert {"check", "build", "who", "show", "query", "export", "draw"} <= set(COMMANDS)
        listed = dict(re.findall(r"^  (\w+)  +(\S.*)$", out, re.MULTILINE))
        assert set(COMMANDS) <= set(listed)
        assert all(listed[command] for command in COMMANDS)

    def test_without_a_command_it_is_shown(self, cli: Cli) -> None:
        assert "Usage:" in (done := cli()).out + done.err

    def test_the_version(self, cli: Cli) -> None:
        assert cli("--version") == (0, f"kg {package.__version__}\n", "")

    def test_python_m_kg_is_kg(self) -> None:
        done = subprocess.run([sys.executable, "-m", "kg", "--help"], capture_output=True, encoding="utf-8", check=True)
        assert "who" in done.stdout


class TestWho:
    @pytest.mark.parametrize("name", ["枫桥", "楓橋", "Fengqiao", "fengqiao", "fēng qiáo", "“枫桥式工作法”单位"])
    def test_however_the_name_is_typed(self, cli: Cli, name: str) -> None:
        done = cli("who", name)
        assert (done.code, done.err) == (0, "")
        cells = (
            "was awarded; “入选” in the report’s words; one of 104 units",
            "  national  ",
            "Political and Legal Affairs",
            "opening",
            QUOTE,
        )
        rows = [line for line in done.out.splitlines() if line.startswith(MAOSHENG)]
        assert any(all(cell in row for cell in cells) for row in rows)

    def test_in_chinese(self, cli: Cli) -> None:
        out = cli("who", "枫桥", "--lang", "zh").out
        for cell in ("珠海市香洲区拱北街道茂盛社区", "104个单位之一", "中共中央政法委员会", "开头", QUOTE):
            assert cell in out
        assert "Maosheng" not in out

    def test_a_round_is_in_the_language_too(self, cli: Cli) -> None:
        for command in (["who", "格力电器"], ["ask", "honours-of", "--institution", "格力电器"]):
            chinese, english = (cli(*command, "--lang", language).out for language in ("zh", "en"))
            assert "首批" in chinese
            assert "1st batch" not in chinese
            assert "1st batch" in english
        assert "2022" in cli("ask", "statements-of-year", "--year", "2022", "--lang", "zh").out

    @pytest.mark.parametrize(
        ("variables", "language"),
        [
            ({}, "en"),
            ({"LANG": "zh_CN.UTF-8"}, "zh"),
            ({"LANG": "zh_TW"}, "zh"),
            ({"LANG": "fr_FR.UTF-8"}, "en"),
            ({"LANG": "C.UTF-8"}, "en"),
            ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
            ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
            ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
            ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ],
    )
    def test_the_locale_chooses_the_language(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
    ) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert ("茂盛社区  " in cli("who", "枫桥").out) == (language == "zh")
        assert MAOSHENG in cli("who", "枫桥", "--lang", "en").out

    def test_a_locale_that_the_machine_lacks_does_not_matter(self, kg: Kg) -> None:
        done = kg("who", "枫桥", env=os.environ | {"LC_ALL": "zh_CN.UTF-8"})
        assert (done.returncode, done.stderr) == (0, "")
        assert "珠海市香洲区拱北街道茂盛社区" in done.stdout

    @pytest.mark.parametrize(
        ("options", "there"),
        [
            (["--level", "national"], True),
            (["--level", "district"], False),
            (["--predicate", "awarded"], True),
            (["--predicate", "locatedIn"], False),
            (["--type", "Agent"], True),
            (["--type", "Honour"], False),
            (["--year", "1999"], False),
            (["--level", "national", "--predicate", "awarded", "--type", "ResidentsCommunity"], True),
            (["--level", "国家级", "--predicate", "was awarded", "--type", "Agent"], True),
            (["--level", "区县级"], False),
        ],
    )
    def test_narrowed(self, cli: Cli, options: list[str], there: bool) -> None:
        done = cli("who", "“枫桥式工作法”单位", *options)
        assert done.code == 0
        assert (QUOTE in done.out) == there
        assert there or "nothing is linked to it in what was read" in done.out

    def test_two_hops_show_the_way(self, cli: Cli) -> None:
        one, two = (cli("who", "茂盛社区", "--hops", hops).out for hops in "12")
        assert "\nFengqiao-style Work Method  " not in one
        (row,) = [line for line in two.splitlines() if line.startswith("Fengqiao-style Work Method  ")]
        assert row.endswith(f"{MAOSHENG} was awarded Fengqiao-style Work Method Unit")

    @pytest.mark.parametrize("hops", ["0", "3", "many"])
    def test_hops_are_one_or_two(self, cli: Cli, hops: str) -> None:
        done = cli("who", "枫桥", "--hops", hops)
        assert (done.code, done.out) == (2, "")
        assert "--hops" in done.err

    def test_an_unknown_name_ends_with_1_and_the_nearest_names(self, cli: Cli) -> None:
        done = cli("who", "Maoshang Comunity")
        assert (done.code, done.out) == (1, "")
        assert re.match(r"nothing is called 'Maoshang Comunity' .*did you mean .*Maosheng Community", done.err)

    @pytest.mark.parametrize(
        ("options", "nearest"),
        [
            (["--level", "nationl"], "national"),
            (["--predicate", "award"], "awarded"),
            (["--type", "Institutions"], "Institution"),
            (["--level", "国家及"], "国家级"),
        ],
    )
    def test_an_unknown_term_ends_with_2_and_the_nearest(self, cli: Cli, options: list[str], nearest: str) -> None:
        done = cli("who", "枫桥", *options)
        assert (done.code, done.out) == (2, "")
        assert f"did you mean {nearest}?" in done.err

    @pytest.mark.parametrize("name", [b"\xff", b"\xe6\x9e\xab\xff"])
    def test_a_name_that_is_no_utf_8_does_not_break_it(self, name: bytes) -> None:
        done = subprocess.run([sys.executable, "-m", "kg", "who", name], capture_output=True, check=False)
        assert done.returncode in (0, 1)
        assert b"Traceback" not in done.stderr


def records_of(text: str, format: str) -> list[dict[str, Any]]:
    """What a machine format holds: a record a row."""
    if format == "json":
        records: list[dict[str, Any]] = json.loads(text)
        return records
    return list(csv.DictReader(io.StringIO(text), delimiter="\t" if format == "tsv" else ","))


class TestNames:
    """What every command that takes a name forgives."""

    @pytest.mark.parametrize(
        "command",
        [
            ("who", "{}"),
            ("show", "{}"),
            ("path", "{}", "狮山街道"),
            ("path", "狮山街道", "{}"),
            ("ask", "honours-of", "--institution", "{}"),
        ],
    )
    @pytest.mark.parametrize(
        "name",
        [
            "茂盛社区",
            "茂盛社區",
            "maoshengshequ",
            "mssq",
            "Community Maosheng",
            "kgr:440402-maosheng-community",
            "《茂盛社区》",
        ],
    )
    def test_it_may_be_typed_in_any_way(self, cli: Cli, command: tuple[str, ...], name: str) -> None:
        told, wanted = (cli(*(word.format(n) for word in command)) for n in (name, "440402-maosheng-community"))
        assert told == wanted
        assert (told.code, told.err) == (0, "")
        misspelt = cli(*(word.format("茂胜社区") for word in command))
        assert (misspelt.code, misspelt.out) == (1, "")
        assert misspelt.err.startswith(
            "nothing is called '茂胜社区' in what was read; did you mean 拱北街道茂盛社区 or"
        )

    @pytest.mark.parametrize("format", ["csv", "tsv", "json"])
    @pytest.mark.parametrize("command", [("who",), ("show",), ("ask", "honours-of", "--institution")])
    def test_every_record_tells_what_was_asked_and_what_was_read(
        self, cli: Cli, command: tuple[str, ...], format: str
    ) -> None:
        if command == ("show",) and format != "json":
            return
        misspelt, read = "区市场监督理局", "区市场监督管理局"
        done, right = (cli(*command, name, "--format", format) for name in (misspelt, read))
        assert (done.code, right.code, right.err) == (0, 0, "")
        assert done.err == f"nothing is called '{misspelt}'; read instead: {read}\n"
        told, wanted = (records_of(one.out, format) for one in (done, right))
        assert told == [record | {"asked": misspelt, "read": read} for record in wanted]
        assert {(record["asked"], record["read"]) for record in wanted} == {("", "")}

    @pytest.mark.parametrize(("lang", "near", "exact"), [("en", "near", "exact"), ("zh", "相近", "相同")])
    def test_find_says_what_is_only_near(self, cli: Cli, lang: str, near: str, exact: str) -> None:
        for typed, told, match in (("茂胜社区", near, "near"), ("拱北街道茂盛社区", exact, "exact")):
            assert f"  {told}  " in cli("find", typed, "--lang", lang).out.splitlines()[1]
            for format in ("csv", "tsv", "json"):
                assert records_of(cli("find", typed, "--format", format).out, format)[0]["match"] == match

    def test_several_names_that_were_read_for_others_are_told_together(self, cli: Cli) -> None:
        narrowed = ("who", "区市场监督理局", "--report", "珠海市香洲区2023年法治政府建设情况报搞", "--format", "csv")
        record = records_of(cli(*narrowed).out, "csv")[0]
        assert record["asked"] == "珠海市香洲区2023年法治政府建设情况报搞|区市场监督理局"
        assert record["read"] == "珠海市香洲区2023年法治政府建设情况报告|区市场监督管理局"

    @pytest.mark.parametrize("id", ["440402-2023-r010", "kgr:440402-2023-r010"])
    def test_show_shows_a_claim_by_its_id(self, cli: Cli, id: str) -> None:
        table, record = cli("show", id), json.loads(cli("show", id, "--format", "json").out)[0]
        assert (table.code, table.err) == (0, "")
        for told in ("was awarded", "one of 104 units", "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"):
            assert told in table.out
        assert (record["subject"], record["predicate"], record["object"]) == (
            "440402-maosheng-community", "awarded", "cn-fengqiao-work-method-unit"
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("language", "honour", "definition", "unit"),
        [
            ("zh", ("荣誉系列: 模范人民调解员", "称号等级: 全国"), "所化解的矛盾纠纷涉及的金额。", "元 (unit-yuan)"),
            (
                "en",
                ("series: 模范人民调解员", "tier: 全国"),
                "Money at stake in the conflicts and disputes that were resolved.",
                "yuan (unit-yuan)",
            ),
        ],
    )
    def test_show_tells_what_an_honour_and_an_indicator_are(
        self, cli: Cli, language: str, honour: tuple[str, str], definition: str, unit: str
    ) -> None:
        def told(name: str) -> list[str]:
            return [re.sub(" {2,}", "  ", line) for line in cli("show", name, "--lang", language).out.splitlines()]

        assert set(honour) <= set(told("cn-national-model-peoples-mediator"))
        fields = {f"{'定义' if language == 'zh' else 'definition'}  {definition}"}
        fields.add(f"{'单位' if language == 'zh' else 'unit'}  {unit}")
        assert fields <= set(told("440402-2023-f035"))
        assert fields <= set(told("disputes-amount"))
        assert not [line for line in told("disputes-amount") if line.startswith(("receipt", "出处"))]
        (card,) = json.loads(
            cli("show", "440402-peoples-mediation-organisations", "--lang", language, "--format", "json").out
        )
        assert definition in [figure["definition"] for figure in card["figures"]]
        assert any(definition in line for line in told("440402-peoples-mediation-organisations"))

    @pytest.mark.parametrize(
        "command", [("who",), ("find",), ("path", "狮山街道"), ("ask", "honours-of", "--institution")]
    )
    def test_elsewhere_the_id_of_a_claim_is_told_as_such(self, cli: Cli, command: tuple[str, ...]) -> None:
        done = cli(*command, "440402-2023-r010")
        assert (done.code, done.out) == (2, "")
        assert done.err == "'440402-2023-r010' is an id (claim), and no name of a thing; see kg show 440402-2023-r010\n"

    @pytest.mark.parametrize("format", ["table", "csv", "tsv", "json"])
    def test_find_says_in_which_report_a_name_is_only_used(self, cli: Cli, format: str) -> None:
        report = "珠海市香洲区2023年法治政府建设情况报告"
        used, label = (cli("find", name, "--lang", "zh", "-f", format) for name in ("区司法局", "珠海市香洲区司法局"))
        assert (used.code, used.err, label.code) == (0, "", 0)
        assert "440402-justice-bureau" in used.out
        assert report in used.out
        assert report not in label.out.split("\n\n")[0]

    def test_find_says_by_which_kind_of_name_in_the_language_chosen(self, cli: Cli) -> None:
        for typed, chinese, english in (("mssq", "首字母", "initials"), ("区司法局", "报告用语", "mention")):
            assert f"  {chinese}  " in cli("find", typed, "--lang", "zh").out
            assert f"  {english}  " in cli("find", typed, "--lang", "en").out

    def test_a_question_comes_before_its_parameters(self, cli: Cli) -> None:
        done = cli("ask", "--institution", "香洲区司法局", "honours-of")
        assert (done.code, done.out) == (2, "")
        assert "the name of a question comes before --institution" in done.err

    @pytest.mark.parametrize(
        ("language", "nothing", "narrowed"),
        [
            ("en", "nothing in what was read answers it", "; it was narrowed by --level district, --year 1999"),
            ("zh", "已读部分没有答案", "；限定条件：--level district、--year 1999"),
        ],
    )
    def test_a_question_without_an_answer_says_so(self, cli: Cli, language: str, nothing: str, narrowed: str) -> None:
        asked = ("ask", "honours-of", "--lang", language, "--institution")
        options = ("--level", "district", "--year", "1999")
        assert cli(*asked, "国家药品监督管理局").out.splitlines()[1:] == [nothing]
        assert cli(*asked, "香洲区司法局", *options).out.splitlines()[1:] == [nothing + narrowed]

    @pytest.mark.parametrize(
        ("language", "headers", "said"),
        [
            ("en", "entity class belongs to id", "'xiangzhou' may name any of these; choose one: kg show {}\n"),
            ("zh", "实体 类 所属地区 标识", "“xiangzhou”可能指其中任何一个；请选定一个：kg show {}\n"),
        ],
    )
    def test_a_name_of_many_things_shows_them_to_choose_from(
        self, cli: Cli, language: str, headers: str, said: str
    ) -> None:
        done = cli("show", "xiangzhou", "--lang", language)
        first, *rows = done.out.splitlines()
        assert (done.code, first.split()) == (0, headers.split())
        ids = [row.split()[-1] for row in rows]
        assert len(ids) > 5
        assert done.err == said.format(ids[0])
        assert f", {ids[0]})" in cli("show", ids[0]).out.splitlines()[0]
        cards = json.loads(cli("show", "xiangzhou", "--format", "json").out)
        assert [card["thing"]["id"] for card in cards] == ids

    @pytest.mark.parametrize(
        "command", [("path", "{}", "茂盛社区"), ("ask", "links-of-programme", "--programme", "{}")]
    )
    def test_the_things_of_a_name_where_one_is_wanted_are_told_a_line_each(
        self, cli: Cli, command: tuple[str, ...]
    ) -> None:
        done = cli(*(word.format("法") for word in command))
        head, *lines = done.err.splitlines()
        assert (done.code, done.out, len(lines)) == (1, "", 8)
        assert re.fullmatch(r"'法' names \d+ things; give one of their ids:", head)
        assert all(re.fullmatch(r"  [\w-]+ \(.+\)( — .+)?", line) for line in lines[:6])
        assert re.fullmatch(r"  and \d+ more", lines[6])
        assert lines[7] == "or say which by --report, --place, --of or --year"

    def test_find_keeps_its_limit_and_its_class(self, cli: Cli) -> None:
        hits = json.loads(cli("find", "社区", "--limit", "3", "--type", "ResidentsCommunity", "-f", "json").out)
        assert len(hits) == 3
        assert {hit["thing"]["type"] for hit in hits} == {"ResidentsCommunity"}

    def test_find_takes_a_class_by_its_label(self, cli: Cli) -> None:
        wanted = cli("find", "珠海", "--type", "Company")
        assert wanted.code == 0
        assert cli("find", "珠海", "--type", "企业") == cli("find", "珠海", "--type", "company") == wanted

    def test_python_finds_too(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KG_DATA", str(data))
        assert package.find("mssq", limit=1)[0].thing.label == MAOSHENG


class TestFormats:
    @pytest.mark.parametrize(("format", "delimiter"), [("csv", ","), ("tsv", "\t")])
    def test_csv_and_tsv_carry_the_receipt(self, cli: Cli, format: str, delimiter: str) -> None:
        out = cli("who", "枫桥", "--format", format).out
        rows = list(csv.DictReader(io.StringIO(out, newline=""), delimiter=delimiter, strict=True))
        found = [row for row in rows if row["claim"] == "440402-2023-r010" and row["predicate"] == "awarded"]
        assert {(row["entity_id"], row["entity"]) for row in found} == {("440402-maosheng-community", MAOSHENG)}
        row = next(row for row in found if row["thing_id"] == "cn-fengqiao-work-method-unit")
        assert (row["relation"], row["level"], row["modality"], row["stated"]) == (
            "was awarded", "national", "asserted", "explicit",
        )  # fmt: skip
        assert "Political and Legal Affairs" in row["by"]
        assert (row["section"], row["quote"], row["way"]) == ("opening", QUOTE, "")
        assert row["report"].startswith("Report on Building a Rule-of-law Government in Xiangzhou")

    def test_json_carries_everything(self, cli: Cli) -> None:
        links = json.loads(cli("who", "枫桥", "--format", "json", "--lang", "zh").out)
        (link,) = [
            one for one in links if one["claim"]["id"] == "440402-2023-r010" and one["thing"]["id"].endswith("-unit")
        ]
        assert link["entity"]["label"] == "珠海市香洲区拱北街道茂盛社区"
        assert link["claim"]["receipt"]["quote"] == QUOTE
        assert [body["id"] for body in link["claim"]["authorities"]] == ["cn-political-legal-commission"]

    def test_nothing_found_is_a_header_alone_or_an_empty_list(self, cli: Cli) -> None:
        arguments = ("who", "枫桥", "--year", "1999", "--format")
        assert cli(*arguments, "csv").out.count("\n") == 1
        assert json.loads(cli(*arguments, "json").out) == []

    def test_an_unknown_format_ends_with_2_and_names_those_there_are(self, cli: Cli) -> None:
        done = cli("who", "枫桥", "--format", "xlsx")
        assert (done.code, done.out) == (2, "")
        for name in ("table", "csv", "tsv", "json"):
            assert name in done.err

    def test_a_piped_table_is_aligned_with_chinese_characters_two_columns_wide(self, cli: Cli) -> None:
        out = cli("who", "枫桥", "--lang", "zh").out
        assert ESCAPE not in out
        for group in out.split("\n\n"):
            _, header, *rows = group.splitlines()
            starts = [width(header[: match.start()]) for match in re.finditer(r"\S+", header)]
            assert len(starts) >= 6
            for row in rows:
                columns = list(_columns(row))
                for start in starts[1:]:
                    assert columns[start - 2 : start] in ([" ", " "], []), (row, start)

    def test_show_prints_names_forms_links_and_figures(self, cli: Cli) -> None:
        done = cli("show", "“枫桥式工作法”单位")
        assert done.code == 0
        for text in (
            "cn-fengqiao-work-method-unit",
            "Fengqiao-style Work Method Unit",
            QUOTE,
            "104个",
            "Fengqiao-style Work Method Units",
            "units",
        ):
            assert text in done.out

    @pytest.mark.parametrize(("lang", "heads"), [("en", ["period", "as of"]), ("zh", ["时期", "截至"])])
    def test_a_period_and_an_as_of_day_stand_under_their_own_headings(
        self, cli: Cli, lang: str, heads: list[str]
    ) -> None:
        for thing, head, time in (
            ("440402-law-duty-reports", heads[0], "2023"), ("440402-labour-arbitration-court", heads[1], "2023-11"),
        ):  # fmt: skip
            lines = cli("show", thing, "--lang", lang).out.splitlines()
            (start,) = [n for n, line in enumerate(lines) if set(heads) <= set(re.split(" {2,}", line))]
            first = _columns(lines[start + 1])
            for name in heads:
                at = len(_columns(lines[start][: re.search(f"  {name}( |$)", lines[start]).start() + 2]))  # type: ignore[union-attr]
                assert "".join(first[at:]).split(" ")[0] == (time if name == head else "")

    def test_show_in_json(self, cli: Cli) -> None:
        (card,) = json.loads(cli("show", "茂盛社区", "--format", "json").out)
        assert card["thing"]["id"] == "440402-maosheng-community"
        assert "拱北街道茂盛社区" in [form for form, _ in card["forms"]]
        assert QUOTE in [link["claim"]["receipt"]["quote"] for link in card["links"]]


def _columns(text: str) -> "list[str]":
    """The columns of a terminal that a text fills, a wide character in two of them."""
    return [cell for c in text for cell in ([c, ""] if width(c) == 2 else [c])]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
class TestTerminal:
    @staticmethod
    def _on_terminal(*arguments: str, **variables: str) -> str:
        outer, inner = pty.openpty()
        env = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "CI")}
        env |= {"TERM": "xterm-256color", "COLUMNS": "120", "LANG": "C.UTF-8"} | variables
        with subprocess.Popen([sys.executable, "-m", "kg", *arguments], stdin=inner, stdout=inner, env=env) as process:
            os.close(inner)
            pieces = []
            while True:
                try:
                    piece = os.read(outer, 65536)
                except OSError:  # Linux: the other end is closed
                    break
                if not piece:
                    break
                pieces.append(piece)
            os.close(outer)
            assert process.wait(30) == 0
        return b"".join(pieces).decode()

    def test_a_table_is_drawn(self) -> None:
        out = self._on_terminal("who", "枫桥")
        assert "│" in out
        assert ESCAPE in out
        assert "Maosheng" in out
        assert all(width(line) <= 120 for line in re.sub(r"\x1b\[[\d;]*m", "", out).split("\r\n"))

    def test_no_color_is_obeyed(self) -> None:
        out = self._on_terminal("who", "枫桥", NO_COLOR="1")
        assert "│" in out
        codes = {code for codes in re.findall(r"\x1b\[([\d;]*)m", out) for code in codes.split(";") if code}
        assert not {code for code in codes if int(code) >= 30}

    def test_a_dumb_terminal_gets_no_escape_codes(self) -> None:
        assert ESCAPE not in self._on_terminal("who", "枫桥", TERM="dumb")

    def test_query_without_a_query_does_not_wait_for_the_keyboard(self) -> None:
        outer, inner = pty.openpty()
        done = subprocess.run(
            [sys.executable, "-m", "kg", "query"],
            stdin=inner,
            capture_output=True,
            encoding="utf-8",
            timeout=30,
            check=False,
        )
        os.close(inner)
        os.close(outer)
        assert (done.returncode, done.stdout) == (2, "")
        assert "no query" in done.stderr


class TestPipes:
    def test_a_reader_that_leaves_is_no_error_to_tell_of(self) -> None:
        command = [sys.executable, "-m", "kg", "query", "SELECT * WHERE { ?s ?p ?o }", "--format", "csv"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.close()
            told = process.stderr.read().decode()
        assert "Traceback" not in told
        assert "Exception ignored" not in told

    def test_a_stream_of_another_encoding_does_not_break_it(self, kg: Kg) -> None:
        done = kg("who", "枫桥", env=os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}, errors="replace")
        assert done.returncode == 0
        assert "Traceback" not in done.stderr

    def test_a_lookup_loads_nothing_heavy(self) -> None:
        command = [sys.executable, "-X", "importtime", "-m", "kg", "who", "枫桥"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        assert QUOTE in done.stdout
        modules = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if "|" in line}
        loaded = {module.split(".")[0] for module in modules}
        assert {"kg", "typer", "pyoxigraph"} <= loaded
        assert {"rich.cells"} <= modules  # of rich, only what tells the width of a text
        assert modules & {"rich.console", "rich.table", "rich.text"} == set()
        heavy = {
            "rdflib",
            "networkx",
            "pyvis",
            "pandas",
            "numpy",
            "opencc",
            "pypinyin",
            "pyshacl",
            "rapidfuzz",
            "rjieba",
        }
        heavy |= {"jinja2", "pydantic", "IPython"}
        assert loaded & heavy == set()

    @pytest.mark.parametrize(
        "code",
        [
            *(
                f"import sys; from kg.cli import main; sys.argv[1:] = {command}; main()"
                for command in (
                    ["who", "枫桥", "-f", "csv"],
                    ["find", "枫桥"],
                    ["query", AWARDED],
                    ["query", "DESCRIBE kgr:cn-nmpa"],
                    ["ask", "honours-of", "--institution", "香洲区司法局"],
                    ["path", "茂盛社区", "狮山街道"],
                    ["stats", "--network"],
                )
            ),
            "import kg; g = kg.open(); g.who('枫桥'); g.network(); print(kg.find('枫桥'))",
        ],
    )
    def test_only_what_draws_loads_pyvis_and_the_notebook_that_it_brings(self, code: str) -> None:
        told = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
        done = subprocess.run([sys.executable, "-c", told + code], capture_output=True, encoding="utf-8", check=False)
        loaded = done.stderr.split()
        assert "kg.folders" in loaded
        assert {"pyvis", "IPython"} & set(loaded) == set()


class TestQuery:
    def test_the_text_itself(self, cli: Cli) -> None:
        done = cli("query", AWARDED)
        assert (done.code, done.err) == (0, "")
        assert done.out.splitlines()[0] == "who"
        assert "kgr:440402-maosheng-community" in done.out.splitlines()

    def test_a_file(self, cli: Cli, tmp_path: Path) -> None:
        file = tmp_path / "谁.rq"
        file.write_text(f"# 谁\n{AWARDED}\n", "utf-8")
        assert cli("query", file).out == cli("query", AWARDED).out

    @pytest.mark.parametrize("arguments", [["-"], []])
    def test_standard_input(self, cli: Cli, arguments: list[str]) -> None:
        assert cli("query", *arguments, stdin=f"# 谁\n{AWARDED}").out == cli("query", AWARDED).out

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_a_query_is_read_in_an_encoding_that_its_file_tells(
        self, cli: Cli, tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = f"# 谁\n{AWARDED}".encode(encoding)
        (tmp_path / "query.rq").write_bytes(text)
        expected = cli("query", AWARDED).out
        assert cli("query", tmp_path / "query.rq").out == expected
        assert cli("query", "-", stdin=text).out == expected
        cli("export", tmp_path / "a.csv", "--query", tmp_path / "query.rq")
        cli("export", tmp_path / "b.csv", "--query", AWARDED)
        assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()

    @pytest.mark.parametrize(
        ("encoding", "line", "likely"),
        [("gb18030", 2, "GB18030 or Big5"), ("big5", 2, "GB18030 or Big5"), ("utf-16-le", 1, "UTF-16")],
    )
    def test_another_encoding_of_a_query_is_named(
        self, cli: Cli, tmp_path: Path, encoding: str, line: int, likely: str
    ) -> None:
        text = 'SELECT ?s {\n ?s rdfs:label "中文"@zh-hans }'.encode(encoding)
        file = tmp_path / "query.rq"
        file.write_bytes(text)
        table = tmp_path / "table.csv"
        for arguments, name in (
            (["query", file], str(file)),
            (["query", "-"], "standard input"),
            (["export", table, "--query", file], str(file)),
        ):
            done = cli(*arguments, stdin=text)
            assert (done.code, done.out) == (2, "")
            assert done.err == f"{name}:{line}: is not UTF-8; it reads as {likely}: save it as UTF-8\n"

    def test_a_folder_and_what_may_not_be_read_are_told_as_such(
        self, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done = cli("query", tmp_path)
        assert (done.code, done.err) == (
            2, f"{tmp_path} is a folder: name a file in it, or give the text of a query\n"
        )  # fmt: skip
        assert cli("query", " ").err == "no query: give its text, a file, or - for standard input\n"

        def refuse(path: Path) -> bytes:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(Path, "read_bytes", refuse)
        done = cli("query", "secret.rq")
        assert (done.code, done.err) == (2, "secret.rq: cannot be read: Permission denied\n")

    def test_bytes_of_another_encoding_in_an_argument_are_no_trace(self, cli: Cli) -> None:
        text = 'SELECT ?s { ?s rdfs:label "乙馆" }'.encode("gb18030").decode("utf-8", "surrogateescape")
        assert cli("query", text).err == "the query:1: is not UTF-8; it reads as GB18030 or Big5: save it as UTF-8\n"

    @pytest.mark.parametrize(
        ("text", "place", "sign"),
        [
            ("SELECT\u00a0?s { ?s ?p ?o }", (1, 7), "NO-BREAK SPACE (U+00A0) stands here; write a space"),
            ("SELECT ?s {\n\u3000?s ?p ?o }", (2, 1), "IDEOGRAPHIC SPACE (U+3000) stands here; write a space"),
            ("ASK {\r\n?s ?p “甲” }", (2, 7), 'LEFT DOUBLE QUOTATION MARK (U+201C) stands here; write "'),
            ('ASK { ?s ?p "甲” }', (1, 15), 'RIGHT DOUBLE QUOTATION MARK (U+201D) stands here; write "'),
            ("ASK\u3000｛?s\u3000?p\u3000?o｝", (1, 4), "IDEOGRAPHIC SPACE (U+3000) stands here; write a space"),
            ("ASK ｛ ?s ?p ?o ｝", (1, 5), "FULLWIDTH LEFT CURLY BRACKET (U+FF5B) stands here; write {"),
            ("SELECT （COUNT(*) AS ?n） {}", (1, 8), "FULLWIDTH LEFT PARENTHESIS (U+FF08) stands here; write ("),
            (
                "SEL\u200bECT ?s { ?s ?p ?o }",
                (1, 4),
                "ZERO WIDTH SPACE (U+200B) stands here, which nobody sees; delete it",
            ),
            ("ASK { ?s rdfs：label ?o }", (1, 14), "FULLWIDTH COLON (U+FF1A) stands here; write :"),
            ("ASK { ?s ?p ?o FILTER(?o ！= 1) }", (1, 26), "FULLWIDTH EXCLAMATION MARK (U+FF01) stands here; write !"),
        ],
    )
    def test_signs_that_other_programs_write_are_named_where_they_stand(
        self, cli: Cli, text: str, place: tuple[int, int], sign: str
    ) -> None:
        done = cli("query", text)
        assert done.code == 2
        assert done.err.splitlines()[0] == f"line {place[0]}, column {place[1]}: {sign}"

    def test_such_signs_in_texts_and_comments_are_not_blamed(self, cli: Cli) -> None:
        done = cli("query", 'ASK { ?s ?p "（\u00a0）" } # “\u3000”\nX')
        assert "this is not SPARQL from here on" in done.err
        assert cli("query", 'ASK { ?s ?p "（\u00a0）" } # “\u3000”').out == "false\n"

    def test_a_long_query_on_one_line_is_no_file_name(self, cli: Cli) -> None:
        text = "SELECT ?who WHERE { ?who a kg:Court " + "FILTER(?who != kgr:cn-nmpa) " * 20 + "}"
        done = cli("query", text)
        assert (done.code, done.err) == (0, "")
        assert "kgr:440402-peoples-court" in done.out.splitlines()

    def test_neither_a_file_nor_a_query(self, cli: Cli) -> None:
        done = cli("query", "honours.rq")
        assert (done.code, done.out) == (2, "")
        assert "honours.rq: no such file" in done.err

    def test_ask(self, cli: Cli) -> None:
        assert cli("query", "ASK { kgr:cn-nmpa ?p ?o }").out == "true\n"
        assert cli("query", "ASK { kgr:cn-nmpa ?p 1234 }").out == "false\n"

    def test_solutions_in_every_format(self, cli: Cli) -> None:
        iri = "https://w3id.org/honours-kg/id/440402-maosheng-community"
        assert iri in {row["who"] for row in csv.DictReader(io.StringIO(cli("query", AWARDED, "-f", "csv").out))}
        assert f"<{iri}>" in cli("query", AWARDED, "-f", "tsv").out.splitlines()
        bindings = json.loads(cli("query", AWARDED, "-f", "json").out)["results"]["bindings"]
        assert iri in {binding["who"]["value"] for binding in bindings}
        assert f"<uri>{iri}</uri>" in cli("query", AWARDED, "-f", "xml").out

    @pytest.mark.parametrize(
        ("options", "format"),
        [
            ([], RdfFormat.TURTLE),
            (["-f", "turtle"], RdfFormat.TURTLE),
            (["-f", "ntriples"], RdfFormat.N_TRIPLES),
            (["-f", "jsonld"], RdfFormat.JSON_LD),
            (["-f", "rdfxml"], RdfFormat.RDF_XML),
        ],
    )
    def test_graphs_in_every_format(self, cli: Cli, options: list[str], format: RdfFormat) -> None:
        done = cli("query", "DESCRIBE kgr:cn-nmpa", *options)
        assert done.code == 0
        values = {quad.object.value for quad in parse(done.out.encode(), format=format)}
        assert {"国家药品监督管理局", "National Medical Products Administration"} <= values

    @pytest.mark.parametrize(
        ("text", "format"), [(AWARDED, "turtle"), ("DESCRIBE kgr:cn-nmpa", "csv"), (AWARDED, "xls")]
    )
    def test_a_format_for_another_kind_of_result(self, cli: Cli, text: str, format: str) -> None:
        done = cli("query", text, "--format", format)
        assert (done.code, done.out) == (2, "")
        assert "expected one of" in done.err

    @pytest.mark.parametrize("format", ["table", "json"])
    def test_a_syntax_error_shows_the_line_and_points_at_the_place(self, cli: Cli, format: str) -> None:
        done = cli("query", 'SELECT ?x\nWHERE { ?x rdfs:label "茂盛社区" . FILTR(?x) }', "--format", format)
        assert (done.code, done.out) == (2, "")
        message, line, marker = done.err.splitlines()
        assert message.startswith("line 2, column 32: ")
        assert line == 'WHERE { ?x rdfs:label "茂盛社区" . FILTR(?x) }'
        assert marker == " " * width(line[: line.index("FILTR")]) + "^"

    def test_the_pointer_stands_right_behind_tabs(self, cli: Cli) -> None:
        _, line, marker = cli("query", "SELECT ?x\nWHERE {\n\t?x a kg:Court .\tFILTR(?x) }").err.splitlines()
        assert marker.expandtabs().index("^") == line.expandtabs().index("FILTR")

    @pytest.mark.parametrize(
        "text", ["DROP ALL", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SELECT * " + "{" * 900]
    )
    def test_what_is_refused_ends_with_2(self, cli: Cli, text: str) -> None:
        done = cli("query", text)
        assert (done.code, done.out) == (2, "")
        assert re.search("read-only|--allow-service|nests", done.err)

    def test_a_query_that_runs_too_long_is_ended(self, cli: Cli) -> None:
        done = cli("query", "-", "--timeout", "0.8", stdin=RUNAWAY)
        assert (done.code, done.out) == (2, "")
        assert "the query was ended after 0.8 s" in done.err

    @pytest.mark.parametrize(
        ("lang", "nothing", "why"),
        [
            ("en", "no solutions", "why it may be empty: the graph has no kg:award; did you mean kg:awarded?"),
            ("zh", "没有解", "可能为空的原因：图中没有 kg:award；是否指 kg:awarded？"),
        ],
    )
    def test_an_empty_answer_says_so_and_why(self, cli: Cli, lang: str, nothing: str, why: str) -> None:
        text = "SELECT ?who WHERE { ?who kg:award ?honour }"
        assert cli("query", text, "--lang", lang) == (0, f"{nothing}\n", f"{why}\n")
        assert cli("query", text, "--lang", lang, "-f", "csv") == (0, "who\r\n", f"{why}\n")

    def test_the_locale_chooses_the_language_of_an_empty_answer(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
        done = cli("query", "SELECT ?who WHERE { ?who a kg:Court ; kg:value ?nothing }")
        assert done == (0, "没有解\n", "")

    def test_a_false_answer_and_an_empty_graph_say_why(self, cli: Cli) -> None:
        why = "why it may be empty: the graph has no kg:Honor; did you mean kg:Honour"
        for form, out in (("ASK", "false\n"), ("CONSTRUCT { ?x a kg:Thing } WHERE", "")):
            done = cli("query", f"{form} {{ ?x a kg:Honor }}", *(["-f", "ntriples"] if not out else []))
            assert (done.code, done.out) == (0, out)
            assert done.err.startswith(why)

    def test_the_table_of_unbound_variables_has_empty_cells(self, cli: Cli) -> None:
        out = cli("query", "SELECT ?nothing ?x WHERE { VALUES ?x { 1 } }").out
        assert out.splitlines() == ["nothing  x", "         1"]


class TestExport:
    @pytest.mark.parametrize(
        "name",
        ["graph.ttl", "graph.nt", "graph.jsonld", "graph.rdf", "graph.xml", "graph.graphml", "graph.gexf", "图.TTL"],
    )
    def test_the_extension_is_the_format(self, cli: Cli, tmp_path: Path, name: str) -> None:
        file = tmp_path / name
        done = cli("export", file)
        assert (done.code, done.out, done.err) == (0, f"{file}\n", "")
        assert "茂盛社区" in file.read_text("utf-8")

    def test_csv_is_three_files(self, cli: Cli, tmp_path: Path) -> None:
        done = cli("export", tmp_path / "graph.csv", "--lang", "zh")
        files = [tmp_path / f"graph-{part}.csv" for part in ("nodes", "edges", "figures")]
        assert (done.code, done.err, done.out.splitlines()) == (0, "", [str(file) for file in files])
        assert "茂盛社区" in files[0].read_text("utf-8")

    def test_a_part(self, cli: Cli, tmp_path: Path) -> None:
        assert cli("export", tmp_path / "part.ttl", "--only", "ontology").code == 0
        text = (tmp_path / "part.ttl").read_text("utf-8")
        assert "kg:awarded" in text
        assert "kgr:440402" not in text
        done = cli("export", tmp_path / "part.gexf", "--only", "claims")
        assert done.code == 2
        assert "gexf holds the network, not the claims; expected one of .ttl, .nt, .jsonld, .rdf" in done.err

    def test_the_result_of_a_query(self, cli: Cli, tmp_path: Path) -> None:
        query = tmp_path / "honours.rq"
        query.write_text(AWARDED, "utf-8")
        for number, text in enumerate((AWARDED, query)):
            assert cli("export", tmp_path / f"{number}.csv", "--query", text).code == 0
        assert (tmp_path / "0.csv").read_bytes() == (tmp_path / "1.csv").read_bytes()
        assert "440402-maosheng-community" in (tmp_path / "0.csv").read_text("utf-8")

    def test_an_empty_result_says_why_it_may_be_empty(self, cli: Cli, tmp_path: Path) -> None:
        file = tmp_path / "x.csv"
        done = cli("export", file, "--query", "SELECT ?x { ?x kg:award ?y }", "--lang", "zh")
        assert done == (0, f"{file}\n", "可能为空的原因：图中没有 kg:award；是否指 kg:awarded？\n")
        assert file.read_text("utf-8") == "x\n"

    def test_a_part_of_a_query_is_refused(self, cli: Cli, tmp_path: Path) -> None:
        done = cli("export", tmp_path / "x.csv", "--query", AWARDED, "--only", "claims")
        assert (done.code, done.out) == (2, "")
        assert "--only" in done.err
        assert list(tmp_path.iterdir()) == []

    def test_a_query_that_takes_too_long_is_ended(self, cli: Cli, tmp_path: Path) -> None:
        text = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        done = cli("export", tmp_path / "x.csv", "--query", text, "--timeout", "0.5")
        assert (done.code, done.out) == (2, "")
        assert "ended after 0.5 s" in done.err

    @pytest.mark.parametrize("name", ["graph.tsv", "graph", "graph.exe"])
    def test_an_unknown_extension_ends_with_2_and_writes_nothing(self, cli: Cli, tmp_path: Path, name: str) -> None:
        done = cli("export", tmp_path / name)
        assert (done.code, done.out) == (2, "")
        assert ".ttl, .nt, .jsonld, .rdf, .graphml" in done.err
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["graph.ttl", "graph.nt", "graph.graphml"])
    def test_a_folder_that_is_not_there_is_an_error_of_input(self, cli: Cli, tmp_path: Path, name: str) -> None:
        done = cli("export", tmp_path / "none" / name)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"{tmp_path / 'none'}: no such folder; make it first")
        assert list(tmp_path.iterdir()) == []

    def test_tables_need_no_file_and_make_their_folder(self, cli: Cli, tmp_path: Path) -> None:
        done = cli("export", "--tables", tmp_path / "new" / "tables")
        assert (done.code, done.err) == (0, "")
        assert tmp_path / "new" / "tables" / "honours.csv" in [Path(line) for line in done.out.splitlines()]
        done = cli("export", tmp_path / "graph.nt", "--tables", tmp_path / "all" / "tables.DB")
        assert (done.code, done.err) == (0, "")
        assert done.out.splitlines() == [str(tmp_path / "graph.nt"), str(tmp_path / "all" / "tables.DB")]

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ([], "nothing is named to write to"),
            (["--format", "parquet"], "--format is of --tables"),
            (["graph.ttl", "--format", "csv"], "--format is of --tables"),
            (["--tables", "t", "--only", "claims"], "--only, --without and --query are of a FILE"),
            (["--tables", "t", "--without", "香洲区"], "--only, --without and --query are of a FILE"),
            (["--tables", "t", "--query", AWARDED], "--only, --without and --query are of a FILE"),
            (["--tables", "t.sqlite", "--format", "parquet"], "t.sqlite is one SQLite file and holds no parquet"),
            (["--tables", "t.xlsx"], "t.xlsx: tables go into a folder, or into a file that ends in .sqlite"),
        ],
    )
    def test_options_of_tables_that_do_not_fit_write_nothing(
        self, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        done = cli("export", *options)
        assert (done.code, done.out) == (2, "")
        assert message in done.err
        assert list(tmp_path.iterdir()) == []

    def test_draw_writes_the_page_and_tells_where(self, cli: Cli, tmp_path: Path) -> None:
        file = tmp_path / "new folder" / "page.html"
        done = cli("draw", file)
        assert (done.code, done.out.strip()) == (0, str(file))
        assert file.read_text("utf-8").lstrip().startswith("<!doctype html>")

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("page.txt", "page.txt: the page is HTML; name a file that ends in .html"),
            ("page", "page: the page is HTML; name a file that ends in .html"),
            ("folder.html", f"folder.html is a folder: name a file in it, such as {Path('folder.html', 'graph.html')}"),
            ("", "no file is named: give one that ends in .html"),
            (".", "no file is named: give one that ends in .html"),
        ],
    )
    def test_a_page_is_only_written_to_a_file_of_html(
        self, cli: Cli, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "folder.html").mkdir()
        done = cli("draw", name, "--data", data)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(told)
        assert [file.name for file in tmp_path.rglob("*")] == ["folder.html"]

    def test_a_page_may_end_in_htm(self, cli: Cli, tmp_path: Path) -> None:
        assert cli("draw", tmp_path / "PAGE.HTM").code == 0
        assert (tmp_path / "PAGE.HTM").read_text("utf-8").lstrip().startswith("<!doctype html>")


class TestData:
    def test_a_folder_is_named_by_the_option_or_the_variable(
        self, cli: Cli, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = case("two-reports")
        done = cli("who", "全省普法先进单位", "--data", folder)
        assert done.code == 0
        assert "Justice Bureau of Qingrong District" in done.out
        assert re.fullmatch(r".*\bbuilding\b.*\n", done.err)
        monkeypatch.setenv("KG_DATA", str(folder))
        assert cli("who", "全省普法先进单位") == (0, done.out, "")
        assert cli("who", "枫桥").code == 1
        assert cli("who", "枫桥", "--data", Path(__file__).parents[1] / "data").code == 0

    def test_a_folder_that_is_not_there(self, cli: Cli, tmp_path: Path) -> None:
        done = cli("who", "枫桥", "--data", tmp_path / "none")
        assert (done.code, done.out) == (2, "")
        assert "no such folder" in done.err
        assert "KG_DATA" in done.err

    def test_changed_tables_are_built_anew_and_the_notice_stays_out_of_the_output(self, cli: Cli, case: Case) -> None:
        folder = case("base")
        before = cli("who", "依法行政", "--format", "csv", "--data", folder)
        entities = folder / "entities.csv"
        entities.write_text(entities.read_text("utf-8").replace("Law-based Administration", "Lawful Rule"), "utf-8")
        after = cli("who", "Lawful Rule", "--format", "csv", "--data", folder)
        assert re.fullmatch(r".*\bbuilding\b.*\n", after.err)
        assert after.out == before.out.replace("Law-based Administration", "Lawful Rule")

    def test_every_problem_of_the_tables_is_told_with_its_place(self, cli: Cli, case: Case) -> None:
        folder, places = case("base"), []
        for name, column, old, new in (
            ("relations.csv", "predicate", "promotes", "promotse"),
            ("entities.csv", "type", "Court", "Cuort"),
        ):
            file = folder / name
            before, found, after = file.read_text("utf-8").partition(f",{old},")
            file.write_text(f"{before},{new},{after}", "utf-8")
            assert found
            line = before.count("\n") + 1
            places.append(rf"{re.escape(name)}:{line}:{column}: .*did you mean {old}\?")
        for command in (["check"], ["build"], ["who", "依法行政"]):
            done = cli(*command, "--data", folder)
            assert (done.code, done.out) == (2, "")
            assert all(re.search(place, done.err) for place in places)
            assert "problems; nothing was changed" in done.err

    def test_check_says_that_no_text_was_at_hand(self, cli: Cli) -> None:
        done = cli("check")
        assert (done.code, done.err) == (0, "")
        assert re.match(r"ok: \d+ things, ", done.out)
        assert "quotes of 440402-2023: not held against its text, which is not at hand" in done.out

    def test_check_holds_the_quotes_against_a_text_at_hand(self, cli: Cli, sources_folder: Path) -> None:
        done = cli("check", "--sources", sources_folder)
        assert (done.code, done.err) == (0, "")
        assert "quotes of 440402-2023: held against its text" in done.out

    def test_build_builds_once_unless_told_to(self, cli: Cli, case: Case) -> None:
        folder = case("base")
        first, second, third = (cli("build", "--data", folder, *more) for more in ([], [], ["--force"]))
        assert [done.out.split(":")[0] for done in (first, second, third)] == ["built", "up to date", "built"]
        assert re.search(r"\d+ triples", first.out)


def as_module(name: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """`python -m <name>`, with its stores in the cache of the tests."""
    code = f"import runpy, sys; sys.argv[0] = 'kg'; runpy.run_module({name!r}, run_name='__main__')"
    command = [sys.executable, "-W", "ignore::RuntimeWarning", "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_python_m_kg_build_is_kg_build(case: Case) -> None:
    folder = case("base")
    first, second = as_module("kg.build", "--data", folder), as_module("kg.build", "--data", folder)
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout.startswith("built: ")
    assert second.stdout.startswith("up to date: ")


def test_python_m_kg_query_is_kg_query() -> None:
    done = as_module("kg.query", AWARDED, "--format", "csv")
    assert done.returncode == 0
    assert "https://w3id.org/honours-kg/id/440402-maosheng-community" in done.stdout.splitlines()
