"""What is wrong with tables, as text."""

import tempfile
from typing import Final

from kg.errors import TablesError
from kg.messages import reason, say, say_count

_SHOWN: Final = 1000
"""Problems that a person is shown; who sees so many begins with the first of them, or asks a program."""


def told_problems(error: TablesError) -> str:
    """The problems of tables, by their files and lines, and how many there are. Of very many the first are shown, and a
    file for temporary files holds all.
    """
    count = len(error.problems)
    if count <= _SHOWN:
        told = say_count("{count} problem; nothing was changed", "{count} problems; nothing was changed", count=count)
        return f"{error}\n{told}"
    shown = "\n".join(map(str, error.problems[:_SHOWN]))
    files = len({problem.path for problem in error.problems})
    told = say("these are the first {shown} of {count} problems; nothing was changed", shown=_SHOWN, count=count)
    return f"{shown}\n{told}\n{_kept(error, files)}"


def _kept(error: TablesError, files: int) -> str:
    """Where all problems stand, in how many files they are."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", prefix="kg-problems-", suffix=".txt", delete=False
        ) as file:
            file.write(f"{error}\n")
    except OSError as wrong:
        return say_count(
            "the list of all, of {count} file, cannot be written: {reason}",
            "the list of all, of {count} files, cannot be written: {reason}",
            count=files,
            reason=reason(wrong),
        )
    return say_count(
        "all of them, of {count} file, stand in {path}",
        "all of them, of {count} files, stand in {path}",
        count=files,
        path=file.name,
    )
