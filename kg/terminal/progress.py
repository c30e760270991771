"""A bar that shows how far long work has come, where a person watches."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from kg.messages import say

if TYPE_CHECKING:
    from kg.tables.steps import Step, Watch

_SOON: Final = 1.0
"""Seconds within which work ends that needs no bar."""


@contextmanager
def progress() -> "Iterator[Watch]":
    """What shows each step of the work in the block on standard error: what is done, rows, rows a second and the time
    left. Where that is no terminal, or the work ends soon, nothing is shown; when it has ended, nothing remains.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[told]}", markup=False),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    begun, started, task, current = time.monotonic(), 0.0, None, ""

    def show(step: "Step") -> None:
        nonlocal started, task, current
        if step.what != current:
            current, started = step.what, time.monotonic()
            if task is not None:
                bar.remove_task(task)
            task = bar.add_task(step.what, told="")
        assert task is not None
        seconds = max(time.monotonic() - started, 1e-3)
        rate = say("{rows} rows, {each} a second", rows=step.rows, each=round(step.rows / seconds))
        told = rate if step.rows else ""
        bar.update(task, completed=step.done, total=step.of, told=told)
        if not bar.live.is_started and time.monotonic() - begun > _SOON:
            bar.start()

    try:
        yield show
    finally:
        bar.stop()
