"""Ports on this computer's own loopback address. LEAP never listens on an address another computer can reach."""

import errno
import socket
from collections.abc import Iterable

LOOPBACK = "127.0.0.1"


class Cannot(Exception):
    """LEAP cannot go on, on this computer as it is; the message says why and what to do."""


class PortTaken(Cannot):
    """The port the person asked for is in use; the message names it and says what to type instead."""


def free_port() -> int:
    """Return a port that nothing listens on at this moment, for a server that cannot be handed a socket."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def listen(port: int) -> list[socket.socket]:
    """Return sockets that already listen on `port`, on 127.0.0.1 and, where there is one, on ::1.

    Both, because `localhost` may mean either and must not lead to somebody else's server. Raises OSError when in use.
    """
    sockets = [_listen(socket.AF_INET, LOOPBACK, port)]
    try:
        sockets.append(_listen(socket.AF_INET6, "::1", sockets[0].getsockname()[1]))
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            sockets[0].close()
            raise
    return sockets


def listen_on_first_free(ports: Iterable[int]) -> list[socket.socket]:
    """Return listening sockets on the first of `ports` that is free. Raises PortTaken when none is."""
    tried = list(ports)
    for port in tried:
        try:
            return listen(port)
        except PermissionError:
            raise PortTaken(f"Port {port} is kept for the computer's administrator. Try: make run PORT=8123") from None
        except OSError:
            continue
    if len(tried) == 1:
        raise PortTaken(f"Port {tried[0]} is in use by another program. Try another: make run PORT={tried[0] + 1}")
    raise PortTaken(f"Ports {tried[0]} to {tried[-1]} are all in use. Name a free one: make run PORT=9100")


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # ports of a run that just ended can be used again
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
        sock.listen(512)
    except OSError:
        sock.close()
        raise
    return sock
