"""A client that asks one server, patiently and within limits, and gives away nothing that it should not.

A certificate that nobody vouches for, and a redirect to another host, end in an error. What comes is kept until all
of it is there: of an answer that breaks off nothing is ever used.
"""

import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final
from weakref import finalize

from kg.errors import EndpointError, MissingExtraError
from kg.http.address import Address
from kg.http.again import LONGEST_PAUSE, PAUSES, is_busy, pause
from kg.messages import say

if TYPE_CHECKING:
    import httpx

_IN_MEMORY: Final = 16_000_000
"""Bytes of an answer that are kept in memory; what is longer is kept in a file."""
_TOLD: Final = 10_000
"""Bytes that are read of an answer that refuses."""
_MEGABYTE: Final = 1_000_000
_REDIRECTS: Final = 3


@dataclass(frozen=True)
class Credentials:
    """What opens a server: a user with a password, or a token; nothing where all are ""."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.user or self.token)

    def hidden(self, text: str) -> str:
        """A text without the secrets, which some servers repeat."""
        for secret in filter(None, (self.password, self.token)):
            text = text.replace(secret, "…")
        return text


@dataclass(frozen=True)
class Sent:
    """A request: `body` is the whole, or what makes its parts anew for each attempt; it is sent again where it fails,
    unless only `once`.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Callable[[], Iterable[bytes]] = b""
    once: bool = False


@dataclass(frozen=True)
class Answer:
    """What a server answers: all of its `content`, to be read once."""

    status: int
    headers: Mapping[str, str]
    content: IO[bytes]

    @property
    def media_type(self) -> str:
        """The media type that it says it has, without parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def told(self) -> str:
        """The first of what it says, as text."""
        return self.content.read(_TOLD).decode("utf-8", "replace").strip()


class Client:
    """Asks the server at an address; `close` it.

    Raises MissingExtraError where httpx is not installed.
    """

    def __init__(self, address: Address, credentials: Credentials | None = None) -> None:
        self.address, self._credentials = address, credentials or Credentials()
        try:
            import httpx  # noqa: F401
        except ModuleNotFoundError as error:
            raise MissingExtraError("httpx") from error

    @cached_property
    def _client(self) -> "httpx.Client":
        """What stays on this machine goes through no proxy."""
        import httpx

        try:
            client = httpx.Client(
                auth=_shown(self._credentials),
                follow_redirects=False,
                trust_env=self.address.is_encrypted,
                headers={"Accept-Encoding": "identity"},  # a small answer cannot become a large one
            )
            finalize(self, client.close)  # when nobody has this client any more
            return client
        except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
            wrong = say("no connection to {host} can be made: {reason!r}", host=self.address.host, reason=error)
            raise self._error(wrong, say("look at the variables for proxies and certificates")) from None

    def close(self) -> None:
        """Give the connections back."""
        if "_client" in self.__dict__:
            self._client.close()

    def send(self, request: Sent, *, seconds: float | None, megabytes: int | None) -> Answer:
        """The answer to a request, whatever its status; where the server is busy or fails, or the connection breaks,
        it is sent again, so that it must be one that may come twice, unless it is sent `once`.

        Raises EndpointError where the answer does not come within so many `seconds` (of one attempt; None: for ever),
        is larger than so many `megabytes`, leads to another host, or where the server cannot be reached.
        """
        for usual in () if request.once else PAUSES:
            try:
                answer = self._follow(request, seconds, megabytes)
            except _BrokenError:
                time.sleep(usual)
                continue
            wait = pause(answer.headers, usual)
            if not is_busy(answer.status) or wait > LONGEST_PAUSE:
                return answer
            time.sleep(wait)
        try:
            return self._follow(request, seconds, megabytes)
        except _BrokenError as broken:
            raise broken.error from None

    def _follow(self, request: Sent, seconds: float | None, megabytes: int | None) -> Answer:
        """The answer, at whatever address of the same server it is had (RFC 9110, 15.4)."""
        import httpx

        url = httpx.URL(request.url)
        for _ in range(_REDIRECTS):
            answer = self._attempt(request, url, seconds, megabytes)
            if answer.status not in (301, 302, 307, 308) or "location" not in answer.headers:
                return answer
            to = answer.headers["location"]
            try:
                next_url = url.join(to)
            except (httpx.InvalidURL, ValueError):
                next_url = httpx.URL()
            if (next_url.scheme, next_url.host, next_url.port) != (url.scheme, url.host, url.port):
                wrong = say("{host} leads on to {to!r}, which is not asked", host=self.address.host, to=to)
                raise self._error(wrong, say("give the address itself"))
            url = next_url
        raise self._error(say("{host} leads on and on", host=self.address.host), say("give the address itself"))

    def _attempt(self, request: Sent, url: "httpx.URL", seconds: float | None, megabytes: int | None) -> Answer:
        import httpx

        until = None if seconds is None else time.monotonic() + seconds
        body = request.body
        content = body if isinstance(body, bytes) else _Parts(body)
        try:
            with self._client.stream(
                request.method, url, headers=dict(request.headers), content=content or None, timeout=seconds
            ) as response:
                kept = self._kept(response, until, seconds, megabytes)
                return Answer(response.status_code, response.headers, kept)
        except httpx.TimeoutException:
            raise self._late(seconds) from None
        except httpx.HTTPError as error:
            told = str(error) or type(error).__name__
            wrong = say("{host} cannot be reached: {reason!r}", host=self.address.host, reason=told)
            found = self._error(wrong, say("look at its address, or try again later"))
            if "CERTIFICATE_VERIFY_FAILED" in told:
                raise found from None
            raise _BrokenError(found) from None

    def _kept(
        self, response: "httpx.Response", until: float | None, seconds: float | None, megabytes: int | None
    ) -> IO[bytes]:
        kept = _Kept(_IN_MEMORY)
        size = 0
        for part in response.iter_raw():
            size += len(part)
            if megabytes is not None and size > megabytes * _MEGABYTE:
                wrong = say("{host} answers with more than {count} megabytes", host=self.address.host, count=megabytes)
                raise self._error(wrong, say("ask for less, or allow more"))
            if until is not None and time.monotonic() > until:
                raise self._late(seconds)
            kept.write(part)
        kept.seek(0)
        return kept

    def _late(self, seconds: float | None) -> EndpointError:
        wrong = say(
            "{host} has not answered within {seconds} s", host=self.address.host, seconds=format(seconds or 0, "g")
        )
        return self._error(wrong, say("ask for less, or allow more"))

    def refused(self, answer: Answer) -> EndpointError:
        """The error for an answer that is none."""
        told = self._credentials.hidden(answer.told())
        wrong = say("{host} answers with {status}: {told!r}", host=self.address.host, status=answer.status, told=told)
        if answer.status in (401, 403):
            return self._error(wrong, say("look at the variables for its user, password or token"))
        later = say("try again later") if is_busy(answer.status) else say("look at its address, and at what it takes")
        return self._error(wrong, later)

    def _error(self, problem: str, remedy: str) -> EndpointError:
        return EndpointError(self.address.host, problem, remedy)


class _BrokenError(Exception):
    """A connection that broke, which may hold another time."""

    def __init__(self, error: EndpointError) -> None:
        self.error = error


class _Kept(SpooledTemporaryFile[bytes]):
    """What came, closed when nobody reads it any more."""

    def __del__(self) -> None:
        self.close()


class _Parts:
    """A body in parts, made anew each time that it is sent."""

    def __init__(self, make: Callable[[], Iterable[bytes]]) -> None:
        self._make = make

    def __iter__(self) -> Any:
        return iter(self._make())


def _shown(credentials: Credentials) -> "httpx.Auth":
    """What shows credentials to a server: a token at once, a password only as the server asks for it."""
    import httpx

    class Shown(httpx.Auth):
        def __init__(self) -> None:
            self._chosen: httpx.Auth | None = None

        def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
            if credentials.token:
                request.headers["Authorization"] = f"Bearer {credentials.token}"
            if self._chosen:
                yield from self._chosen.auth_flow(request)
                return
            response = yield request
            if response.status_code == 401 and credentials.user:
                digest = response.headers.get("www-authenticate", "").lower().startswith("digest")
                kind = httpx.DigestAuth if digest else httpx.BasicAuth
                self._chosen = kind(credentials.user, credentials.password)
                yield from self._chosen.auth_flow(request)

    return Shown()
