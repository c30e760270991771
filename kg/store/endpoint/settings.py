"""Which server is meant, and what opens it: by an address that a person gives, and by variables of the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlencode

from pyoxigraph import NamedNode

from kg.errors import KgError
from kg.http.address import Address, is_key, parse_address
from kg.http.client import Credentials
from kg.messages import clauses, say
from kg.vocabulary import DATASET_IRI

USER_VARIABLE: Final = "KG_ENDPOINT_USER"
PASSWORD_VARIABLE: Final = "KG_ENDPOINT_PASSWORD"  # noqa: S105 - a variable's name
TOKEN_VARIABLE: Final = "KG_ENDPOINT_TOKEN"  # noqa: S105 - likewise

_SUCH: Final = "https://example.org/sparql"
_GRAPH: Final = "default-graph-uri"
"""The parameter by which the protocol names the graph that is asked (SPARQL 1.1 Protocol, 2.1.4)."""
_SUCH_GRAPH: Final = f"{_SUCH}?{_GRAPH}=https://example.org/graph"


@dataclass(frozen=True)
class Place:
    """A graph on a server: the address at which it is asked, its IRI ("" for the server's default graph), and what
    opens it.
    """

    address: Address
    graph: str = ""
    credentials: Credentials = field(default_factory=Credentials)

    @property
    def names(self) -> str:
        """The IRI of the graph that holds the keys of its names."""
        return f"{self._base}/names"

    @property
    def loading(self) -> str:
        """The IRI of the graph in which it is filled before it takes its place."""
        return f"{self._base}/loading"

    @property
    def loading_names(self) -> str:
        """The same for the graph of names."""
        return f"{self._base}/loading-names"

    @property
    def progress(self) -> str:
        """The IRI of the graph that tells how far the filling is."""
        return f"{self._base}/progress"

    @property
    def _base(self) -> str:
        return self.graph or DATASET_IRI

    def url(self, graph: str | None = None) -> str:
        """The address that asks the graph, or another one."""
        wanted = self.graph if graph is None else graph
        return f"{self.address.url}?{urlencode({_GRAPH: wanted})}" if wanted else self.address.url


def place_of(url: str, environment: Mapping[str, str]) -> Place:
    """The graph that an address means, with what variables of the environment hold to open it.

    The address is that of a SPARQL server's queries; `?default-graph-uri=` behind it names a graph. Raises KgError
    where it is none, or would let a password travel in the clear.
    """
    plain, _, query = url.strip().partition("?")
    address = checked_address(plain, url)
    return Place(address, _graph(url, query), _credentials(environment, address))


def checked_address(plain: str, given: str) -> Address:
    """The address that a text is; raises KgError where it is none."""
    address = parse_address(plain)
    if address is None:
        wrong = say("{url!r} is no address that can be asked", url=given)
        raise KgError(clauses(wrong, say("expected such as {url}, without a user, a query or a fragment", url=_SUCH)))
    return address


def _graph(url: str, query: str) -> str:
    """The IRI of the graph that is named behind an address; raises KgError where anything else is."""
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    try:
        ((name, iri),) = pairs
        if name == _GRAPH:
            return NamedNode(iri).value
    except ValueError:  # several, none, or no IRI
        pass
    wrong = say("{url!r}: only {parameter} may stand behind ?, with one IRI", url=url, parameter=_GRAPH)
    raise KgError(clauses(wrong, say("expected such as {url}", url=_SUCH_GRAPH)))


def _credentials(environment: Mapping[str, str], address: Address) -> Credentials:
    user, password, token = (environment.get(name, "") for name in (USER_VARIABLE, PASSWORD_VARIABLE, TOKEN_VARIABLE))
    for name, value in ((USER_VARIABLE, user), (PASSWORD_VARIABLE, password), (TOKEN_VARIABLE, token)):
        if not is_key(value):
            wrong = say("{variable} holds what no key does: a blank, or signs beyond ASCII", variable=name)
            raise KgError(clauses(wrong, say("copy it anew")))
    if token and user:
        raise KgError(say("{one} and {other} are both set: set one of them", one=USER_VARIABLE, other=TOKEN_VARIABLE))
    found = Credentials(user, password, token)
    if found and not address.is_safe:
        wrong = say("{host} is asked by http://, so a password would travel in the clear", host=address.host)
        raise KgError(clauses(wrong, say("use https://, or a tunnel that begins on this machine")))
    return found
