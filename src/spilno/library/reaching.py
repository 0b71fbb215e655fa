"""Whether an address on the web answers, asked without being led into our own network.

The name is looked up first; private, loopback and link-local addresses are refused, and the connection is made to the
very address that was checked, so that a name that answers differently the second time leads nowhere else. Redirects are
followed by the same rules, five at most. Nothing of the answer is kept but its status.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urljoin, urlsplit

TIMEOUT_S = 10.0
MOST_STEPS = 5
NO_NAME = "name not found"
AGENT = "Spilno link check"


class _Unreachable(Exception):
    """The text says why, in a few words of English."""


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not (mapped or found).is_multicast


def _public_address(host: str, port: int) -> tuple[int, str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _Unreachable(NO_NAME) from error
    addresses = [(family, str(address[0])) for family, _kind, _protocol, _name, address in found]
    if not addresses or not all(_is_public(address) for _family, address in addresses):
        raise _Unreachable("not an address of the public net")
    return addresses[0]


def _ask(address: str) -> tuple[int, str]:
    """(status, where a redirect leads or "")."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _Unreachable("no web address")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    _family, numeric = _public_address(parts.hostname, port)
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=TIMEOUT_S)
    try:
        raw = socket.create_connection((numeric, port), timeout=TIMEOUT_S)
        connection.sock = (
            ssl.create_default_context().wrap_socket(raw, server_hostname=parts.hostname) if secure else raw
        )
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.5"})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def reach(address: str) -> str:
    """What is wrong, or "" where the address answers with a page. Never raises for what the net does."""
    try:
        for _step in range(MOST_STEPS + 1):
            status, onward = _ask(address)
            if status in (301, 302, 303, 307, 308) and onward:
                address = urljoin(address, onward)
                continue
            return "" if status < 400 or status in (401, 403, 405, 429) else f"HTTP {status}"
        return "too many redirects"
    except _Unreachable as error:
        return str(error)
    except (OSError, ValueError, http.client.HTTPException, ssl.SSLError) as error:
        return type(error).__name__[:60]
