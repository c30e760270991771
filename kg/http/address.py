"""Addresses of servers, as people give them: only what every library reads alike is one."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?)(?:/[\w.~+-]*)*",
    re.ASCII | re.IGNORECASE,
)
"""No user, query or fragment: nothing in it that one library reads as the host and another does not."""

_LAST_PORT: Final = 65_535

_KEY: Final = re.compile(r"[\x21-\x7e]*")


@dataclass(frozen=True)
class Address:
    """An address as it was given, and its host with the port; whether what goes there is encrypted, and whether it
    stays on this machine.
    """

    url: str
    host: str
    is_encrypted: bool
    is_loopback: bool

    @property
    def is_safe(self) -> bool:
        """Whether nobody on the way reads what is sent."""
        return self.is_encrypted or self.is_loopback


def parse_address(url: str) -> Address | None:
    """The address that a text is; None where it is none, or one that holds a user, a query or a fragment."""
    match = _ADDRESS.fullmatch(url)
    if match is None or int(match["port"] or 0) > _LAST_PORT:
        return None
    return Address(url, match["host"].lower(), match["scheme"].lower() == "https", _is_loopback(match["name"]))


def is_key(text: str) -> bool:
    """Whether a text can be a key or password: no blank, nothing beyond ASCII."""
    return _KEY.fullmatch(text) is not None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
