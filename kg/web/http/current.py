"""The graph that is served: the current generation of a data set, and the next one as soon as it is built."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kg.errors import StoreError
from kg.lookup.lookup import Lookup
from kg.messages import say
from kg.rdf.terms import Term
from kg.sparql.process import Limits
from kg.sparql.results import Result
from kg.store.embedded import EmbeddedStore
from kg.store.generations import current, home
from kg.vocabulary import Language
from kg.web.http.languages import language_of

WORKERS: Final = 8
"""Processes that answer queries: more than most machines have cores, since some queries take long."""
_MOST_KEPT: Final = 10_000
"""Things that are kept as they were read, for requests that share them."""
_SECONDS: Final = 0.5
"""How often it is looked whether there is another generation."""


class ServedStore(EmbeddedStore):
    """A generation that answers within limits whatever it is asked, the program's own questions too."""

    def __init__(self, generation: Path, workers: int, limits: Limits) -> None:
        super().__init__(generation, workers=workers, isolated=True)
        self.limits = limits

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, *, service: bool = False) -> Result:
        """As `kg.store.store.Store` has it, but in a worker, which is ended at the limits; never with SERVICE."""
        return self.solve(text, self.limits, bindings).result()


class Gauge(NamedTuple):
    """Something of which there is more or less now: what it is, in English, as metrics have it, and how much."""

    about: str
    now: Callable[[], float]


class Current:
    """The graph of the tables in `data`, as it is now, with so many `workers` for queries within `limits`; raises
    StoreError where there is none yet.

    A request that has begun keeps the generation with which it began, also when another has become current: so take
    `store`, or lookups, once a request. What serves it puts into `gauges` what is worth measuring, by name.
    """

    def __init__(self, data: Path, workers: int = WORKERS, limits: Limits | None = None) -> None:
        self._data, self.workers = data, workers
        self.limits = limits or Limits()
        self.gauges: dict[str, Gauge] = {}
        self.store = self._open(self._generation())
        self._shared: dict[Language, Lookup] = {}

    def lookup(self, request: Request) -> Lookup:
        """Lookups for one request, in its language."""
        return self.lookup_in(language_of(request))

    def lookup_in(self, language: Language) -> Lookup:
        """Lookups for one request in a language."""
        return Lookup(self.store, language)

    def shared_lookup(self, request: Request) -> Lookup:
        """The same for a request that asks much of what others ask too: what was read for them is not read again,
        until it is too much to be kept.
        """
        language, store = language_of(request), self.store
        shared = self._shared.get(language)
        if shared is None or shared.store is not store or len(shared.descriptions) > _MOST_KEPT:
            shared = self._shared[language] = Lookup(store, language)
        return shared

    @property
    def number(self) -> str:
        """What tells this generation from every other one."""
        return self.store.generation.name.rpartition("-")[2]

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[None]:
        """While it is served: whatever is built meanwhile becomes what is served."""
        following = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS)
            with suppress(StoreError):  # it was removed already, or cannot be read: the one of before goes on
                generation = await run_in_threadpool(self._generation)
                if generation != self.store.generation:
                    self.store = await run_in_threadpool(partial(self._open, generation))
                    self._shared.clear()  # which would keep the generation of before

    def _generation(self) -> Path:
        place = home(self._data)
        generation = current(place)
        if generation is None:
            raise StoreError(place, say("holds no graph yet; run: kg build"))
        return generation

    def _open(self, generation: Path) -> ServedStore:
        """A generation whose workers wait, so that nobody waits for them."""
        store = ServedStore(generation, self.workers, self.limits)
        store.begin()
        return store
