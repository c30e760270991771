"""How far a build is, on a terminal: a bar that goes when it ends; nothing elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.messages import say

if TYPE_CHECKING:
    from kg.pipeline.parts.stream import Step


@contextmanager
def progress() -> "Iterator[Callable[[Step], None]]":
    """What is told of each step and shows the rows, how many they are a second, and the time that is left."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def step(of: "Step") -> None:
            elapsed = bar.tasks[0].elapsed or 0
            rate = int(of.rows / elapsed) if elapsed else 0
            told = say("{rows} rows, {rate} rows a second", rows=of.rows, rate=rate)
            bar.update(task, description=told, completed=of.read, total=of.size)

        yield step
