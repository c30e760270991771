"""A language model behind an endpoint that speaks as OpenAI's does: where it is, and questions put to it."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from kg.errors import KgError, MissingExtraError, ModelError
from kg.http.address import is_key, parse_address
from kg.http.again import LONGEST_PAUSE, PAUSES, is_busy, pause
from kg.messages import clauses, say

if TYPE_CHECKING:
    import httpx

URL_VARIABLE: Final = "KG_MODEL_URL"
KEY_VARIABLE: Final = "KG_MODEL_KEY"

_AT_ONCE: Final = 4
_LARGEST: Final = 1_000_000  # bytes of an answer
_SEED: Final = 1


@dataclass(frozen=True)
class Model:
    """A language model by its name, the address under which `chat/completions` is, the key that opens it ("" for none),
    and the seconds that it has for each answer. `model_of` makes one whose address is fit to be asked.
    """

    name: str
    url: str
    key: str = field(default="", repr=False)
    seconds: float = 120

    @property
    def host(self) -> str:
        """Where texts go: host and port."""
        address = parse_address(self.url)
        return address.host if address else ""

    @property
    def notice(self) -> str:
        """What whoever asks for it is told before anything is sent."""
        return say("the sections of the report, and two examples from the tables, go to {host}", host=self.host)


def model_of(name: str, environment: Mapping[str, str]) -> Model:
    """The model of a name, with the address and the key that variables of the environment give; raises KgError where
    there is no address, where it would let the key travel in the clear, and where either is none.
    """
    url, key = environment.get(URL_VARIABLE, "").strip().rstrip("/"), environment.get(KEY_VARIABLE, "").strip()
    if not name.strip():
        raise KgError(say("the name of the model is empty; give one that the endpoint knows"))
    if not url:
        wrong = say("{variable} is not set", variable=URL_VARIABLE)
        raise KgError(clauses(wrong, say("give the address under which chat/completions is, such as {url}", url=_SUCH)))
    address = parse_address(url)
    if address is None:
        wrong = say("{variable} is no address that can be asked", variable=URL_VARIABLE)  # it may hold a password
        raise KgError(clauses(wrong, say("expected such as {url}, without a user, a query or a fragment", url=_SUCH)))
    if not address.is_safe:
        wrong = say("{variable} begins with http://, so all would travel in the clear", variable=URL_VARIABLE)
        raise KgError(clauses(wrong, say("use https://, or a tunnel that begins on this machine")))
    if not is_key(key):
        wrong = say("{variable} holds what no key does: a blank, or signs beyond ASCII", variable=KEY_VARIABLE)
        raise KgError(clauses(wrong, say("copy it anew")))
    return Model(name, url, key)


_SUCH: Final = "https://example.org/v1"


@dataclass(frozen=True)
class Question:
    """What is asked about one section: the messages, and the schema (JSON Schema) that the answer keeps to."""

    section: str
    messages: Sequence[Mapping[str, str]]
    schema: Mapping[str, Any]


def ask(model: Model, questions: Sequence[Question]) -> list[Any]:
    """The answers of a model, as parsed JSON, in the order of the questions, of which a few are asked at a time.

    Runs an event loop in a thread of its own: a caller may have one, as notebooks do. Raises ModelError for the
    first answer that does not come or is none, and MissingExtraError where httpx is not installed.
    """
    try:
        import httpx  # noqa: F401
        from anyio.from_thread import start_blocking_portal
    except ImportError as error:
        raise MissingExtraError("httpx") from error
    try:
        with start_blocking_portal() as portal:
            return portal.call(_ask_all, model, questions)
    except ExceptionGroup as group:
        raise group.exceptions[0] from None


async def _ask_all(model: Model, questions: Sequence[Question]) -> list[Any]:
    places = asyncio.Semaphore(_AT_ONCE)
    async with _client(model) as client:

        async def one(question: Question) -> Any:
            async with places:
                return _content(model, question, await _answered(client, model, question))

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(question)) for question in questions]
    return [task.result() for task in tasks]


def _client(model: Model) -> "httpx.AsyncClient":
    """A client that follows no redirect. What stays on this machine goes through no proxy."""
    import httpx

    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Content-Type": "application/json"}
    if model.key:
        headers["Authorization"] = f"Bearer {model.key}"
    try:
        return httpx.AsyncClient(
            headers=headers,
            timeout=model.seconds,
            follow_redirects=False,
            trust_env=model.url.lower().startswith("https:"),
        )
    except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
        wrong = say("no connection to {host} can be made: {reason!r}", host=model.host, reason=error)
        raise ModelError(model.host, wrong, say("look at the variables for proxies and certificates")) from None


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes


async def _answered(client: "httpx.AsyncClient", model: Model, question: Question) -> _Answer:
    """What the endpoint answers at last: where it is busy or fails, it is asked again."""
    for usual in PAUSES:
        answer = await _post(client, model, question)
        if not is_busy(answer.status):
            return answer
        wait = pause(answer.headers, usual)
        if wait > LONGEST_PAUSE:
            return answer
        await asyncio.sleep(wait)
    return await _post(client, model, question)


async def _post(client: "httpx.AsyncClient", model: Model, question: Question) -> _Answer:
    import httpx

    try:
        async with (
            asyncio.timeout(model.seconds),  # over all of it, else one byte a minute would do
            client.stream("POST", model.url + "/chat/completions", content=_body(model, question)) as response,
        ):
            content = bytearray()
            async for chunk in response.aiter_raw():
                content += chunk
                if len(content) > _LARGEST:
                    wrong = say("{host} answers with more than {count} bytes", host=model.host, count=_LARGEST)
                    raise ModelError(model.host, wrong, _other())
            return _Answer(response.status_code, response.headers, bytes(content))
    except (TimeoutError, httpx.TimeoutException):
        wrong = say("{host} has not answered within {seconds} s", host=model.host, seconds=format(model.seconds, "g"))
        raise ModelError(model.host, wrong, _other()) from None
    except httpx.HTTPError as error:
        wrong = say("{host} cannot be reached: {reason!r}", host=model.host, reason=str(error) or type(error).__name__)
        raise ModelError(model.host, wrong, _settings()) from None


def _body(model: Model, question: Question) -> bytes:
    schema = {"name": "readings", "strict": True, "schema": question.schema}
    body = {
        "model": model.name,
        "messages": list(question.messages),
        "response_format": {"type": "json_schema", "json_schema": schema},
        "temperature": 0,
        "seed": _SEED,
    }
    return json.dumps(body).encode()


def _content(model: Model, question: Question, answer: _Answer) -> Any:
    """The JSON that the model itself wrote; raises ModelError where there is none."""
    if answer.status != 200:
        raise _refused(model, answer)
    host, section = model.host, question.section
    media_type = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "application/json":
        wrong = say("{host} answers with {type!r}, and not with JSON", host=host, type=media_type)
        raise ModelError(host, wrong, _settings())
    try:
        choice = json.loads(answer.content)["choices"][0]
        message, ended = choice["message"], choice.get("finish_reason")
        if message.get("refusal") or ended == "content_filter":
            raise ModelError(
                host, say("{host} refuses to read section {section}", host=host, section=section), _other()
            )
        if ended == "length":
            wrong = say("{host} breaks off its answer on section {section}", host=host, section=section)
            raise ModelError(host, wrong, _other())
        return json.loads(message["content"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        wrong = say("{host} answers on section {section} with what is no JSON", host=host, section=section)
        raise ModelError(host, wrong, _other()) from None


def _refused(model: Model, answer: _Answer) -> ModelError:
    if 300 <= answer.status < 400:
        to = answer.headers.get("location", "")
        wrong = say("{host} leads on to {to!r}, where no report is sent", host=model.host, to=to)
        return ModelError(model.host, wrong, say("give the address itself in {variable}", variable=URL_VARIABLE))
    told = answer.content.decode("utf-8", "replace").strip()
    if model.key:
        told = told.replace(model.key, "…")  # some repeat it
    wrong = say("{host} answers with {status}: {told!r}", host=model.host, status=answer.status, told=told)
    return ModelError(model.host, wrong, say("try again later") if is_busy(answer.status) else _settings())


def _settings() -> str:
    return say("look at {url}, {key} and --model, or read without --model", url=URL_VARIABLE, key=KEY_VARIABLE)


def _other() -> str:
    return say("try another model, or read without --model")
