"""Requests to platforms: https alone, in bounded time, with bounded replies, and not into our own network.

Imported where a request is made, since `requests` is slow to import.
"""

import ipaddress
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

CONNECT_S, READ_S, WHOLE_S = 5, 10, 20
# A key set has some kilobytes, a page of a roster some hundred.
LARGEST_REPLY = 2 * 1024 * 1024


class Refused(requests.RequestException):
    """An address that is not asked, or a reply that is not taken; says why, and neither of them."""


class _CheckedPeer:
    """Looks at who answered before anything is said: a name may lead elsewhere than when it was checked."""

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]
        try:
            check_host(made.getpeername()[0])
        except BaseException:
            made.close()
            raise
        return made


class _Plain(_CheckedPeer, HTTPConnection):
    pass


class _Secure(_CheckedPeer, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


class BoundedSession(requests.Session):
    """A session that asks platforms; pass it wherever pylti1p3 takes one."""

    def __init__(self) -> None:
        super().__init__()
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter())
        # Proxies and passwords of this machine's environment are not the platform's business.
        self.trust_env = False
        self.headers["User-Agent"] = "Attune"

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Ask, and read the reply.

        Raises:
            Refused: the address is not one of a platform, or the reply is a redirect or too long.
        """
        check_address(request.url or "")
        kwargs |= {"timeout": (CONNECT_S, READ_S), "allow_redirects": False, "stream": True}
        response = super().send(request, **kwargs)
        try:
            response._content = _read(response)
        finally:
            response.close()
        if response.is_redirect:
            raise Refused("a redirect")
        return response


def _read(response: requests.Response) -> bytes:
    content, until = b"", time.monotonic() + WHOLE_S
    for part in response.iter_content(64 * 1024):
        content += part
        if len(content) > LARGEST_REPLY:
            raise Refused("too long")
        if time.monotonic() > until:
            raise Refused("too slow")
    return content


def check_address(address: str) -> None:
    """See that an address may be asked.

    Raises:
        Refused: it is not https, has no host, or its host is in this machine's own network.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("no address") from None
    allowed = {"https", "http"} if settings.LTI_PLAIN_HTTP else {"https"}
    if parts.scheme not in allowed or not host:
        raise Refused("not https")
    if settings.LTI_PRIVATE_NETWORKS:
        return
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except OSError:
        raise Refused("no such host") from None
    for entry in found:
        check_host(str(entry[4][0]))


def check_host(host: str) -> None:
    """See that an IP address is not of this machine's own network.

    Raises:
        Refused: it is.
    """
    at = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(at, ipaddress.IPv6Address) and at.ipv4_mapped is not None:
        at = at.ipv4_mapped
    if not settings.LTI_PRIVATE_NETWORKS and (not at.is_global or at.is_multicast):
        raise Refused("a private address")


def get_json(session: requests.Session, address: str, **headers: str) -> Any:
    """Return what is at an address.

    Raises:
        requests.RequestException: it cannot be had, or is no JSON.
    """
    response = session.get(address, headers={"Accept": "application/json", **headers})
    response.raise_for_status()
    return response.json()
