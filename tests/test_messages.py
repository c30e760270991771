"""Messages in the reader's language: none is said that has no translation, and none but by `kg.messages`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Final

import pytest

from kg.messages import say, say_count, speak
from tests.conftest import CHECKOUT, Cli
from tests.messages import LOCALE, Message, catalogue, said

CATALOGUES: Final = sorted(LOCALE.rglob("*.po"))
SAID: Final[list[Message]] = list(dict.fromkeys(said()))
SPOKEN: Final = {"Problem", "tell", "notice", "_notice", "BadParameter"}
"""What is called with a sentence for people, beside errors."""


def key(message: Message) -> str:
    return message if isinstance(message, str) else message[0]


def blanks(sentence: str) -> set[str]:
    """What stands in a sentence for what is not known yet, as `str.format` and as % have it."""
    named = (
        {name for _, name, _, _ in Formatter().parse(sentence) if name is not None} if "%(" not in sentence else set()
    )
    return named | set(re.findall(r"%\(\w+\)\w|%[sd]", sentence))


@pytest.mark.parametrize("path", CATALOGUES, ids=[path.parts[-3] for path in CATALOGUES])
class TestCatalogue:
    def test_every_message_has_its_translation(self, path: Path) -> None:
        told = catalogue(path)
        lacking = [key(message) for message in SAID if not (told.get(key(message)) and told.get(key(message)).string)]
        assert lacking == [], "python -m tests.messages, then translate them"

    def test_no_translation_is_left_over_or_doubtful(self, path: Path) -> None:
        told = catalogue(path)
        ids = [message.id if isinstance(message.id, str) else message.id[0] for message in told if message.id]
        assert sorted(set(ids) - set(map(key, SAID))) == []
        assert [message.id for message in told if message.fuzzy and message.id] == []

    def test_a_translation_has_the_blanks_of_its_sentence(self, path: Path) -> None:
        for message in catalogue(path):
            if not message.id:
                continue
            sources = [message.id] if isinstance(message.id, str) else list(message.id)
            strings = [message.string] if isinstance(message.string, str) else list(message.string)
            for translated in strings:
                assert blanks(translated) == set().union(*map(blanks, sources)), message.id


def unsaid(path: Path) -> Iterator[str]:
    """The places where a sentence goes to people without `say`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in SPOKEN and not (name.endswith("Error") and name != "KeyError"):
            continue
        for argument in node.args:
            for part in ast.walk(argument):
                is_said = isinstance(part, ast.Call) and getattr(part.func, "id", "") in ("say", "say_count")
                if is_said:
                    break
                text = part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""
                if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text):
                    yield f"{path.relative_to(CHECKOUT)}:{node.lineno}: {text}"


def test_no_sentence_goes_to_people_but_by_the_catalogue() -> None:
    assert [place for path in sorted((CHECKOUT / "kg").rglob("*.py")) for place in unsaid(path)] == []


def test_a_sentence_is_said_in_the_language_spoken(tmp_path: Path) -> None:
    folder = CHECKOUT / "build" / "locale"
    assert say("nothing is said of {name}", name="x") == "nothing is said of x"
    assert say_count("{count} problem", "{count} problems", count=2) == "2 problems"
    try:
        speak("zh", folder)
        assert say("Show this message and exit.") == "显示此帮助并退出。"
        assert say("no such sentence, {name}", name="x") == "no such sentence, x"
        speak("en", tmp_path)
        assert say("Show this message and exit.") == "Show this message and exit."
    finally:
        speak("en", tmp_path)


@pytest.mark.parametrize("arguments", [["--help", "--lang", "zh"], ["--lang=zh", "--help"]])
def test_help_is_in_the_language_asked_for(cli: Cli, arguments: list[str]) -> None:
    out = cli("who", *arguments).out
    assert "显示此帮助并退出。" in out
    assert "Show this message" not in out


HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["who", "不存在"], 1, "已读部分中没有名为“不存在”的事物"),
        (["who"], 2, "缺少参数"),
        (["who", "枫桥", "--no-such-option"], 2, "没有选项"),
        (["who", "枫桥", "--hops", "7"], 2, "的值无效"),
        (["who", "枫桥", "--level", "galactic"], 2, "galactic"),
        (["path", "茂盛社区", "茂盛社区"], 2, "同一事物"),
        (["show", ""], 1, "名称"),
        (["ask", "no-such-question"], 2, "no-such-question"),
        (["query", "SELECT ?s WHERE { ?s ?p }"], 2, "第 1 行"),
        (["query", "INSERT DATA { <a:a> <b:b> 1 }"], 2, "只读"),
        (["query", "no-such-file.rq"], 2, "没有这个文件"),
        (["export", "graph.xyz"], 2, "graph.xyz"),
        (["check", "--data", "no-such-folder"], 2, "没有这个表格文件夹"),
        (["no-such-command"], 2, "没有命令"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_an_error_is_in_the_language_asked_for(cli: Cli, arguments: list[str], code: int, said: str) -> None:
    chinese = cli(*arguments, "--lang", "zh")
    assert chinese.code == code
    assert HAN.search(chinese.err)
    assert said in chinese.err
    english = cli(*arguments, "--lang", "en")
    assert (english.code, english.err == chinese.err) == (code, False)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "已将 bash 的命令补全安装到 {path}\n重新打开终端后，命令补全即生效\n"),
        ("en", "bash completion installed in {path}\nCompletion will take effect once you restart the terminal\n"),
    ],
)
def test_completion_is_installed_in_the_language_asked_for(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: "bash")
    done = cli("--install-completion", "--lang", language)
    assert done == (0, said.format(path=tmp_path / ".bash_completions" / "kg.sh"), "")


def test_a_completion_script_is_the_same_in_every_language(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: "zsh")
    chinese = cli("--show-completion", "--lang", "zh")
    assert "#compdef kg" in chinese.out
    assert chinese == cli("--show-completion", "--lang", "en")


@pytest.mark.parametrize(
    ("module", "option", "out", "err"),
    [
        ("_completion_shared", "--install-completion", "不支持 shell tcsh。\n", ""),
        ("completion", "--show-completion", "", "不支持 shell tcsh。\n"),
    ],
)
def test_a_shell_without_completion_is_told_of_in_the_language_asked_for(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, module: str, option: str, out: str, err: str
) -> None:
    monkeypatch.setattr(f"typer.{module}._get_shell_name", lambda: "tcsh")
    assert cli(option, "--lang", "zh") == (1, out, err)
