"""A wire that goes dead: what it carries stops, and neither end is told (no FIN, no RST)."""

import contextlib
import socket
import threading


class Wire:
    """Carries bytes between whoever connects here and a server. `cut` kills what is connected now, for good.

    While it is cut, whoever connects is let in and hears nothing either. After `mend` new connections work again.
    """

    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.is_cut = False
        self._dead = threading.Event()
        self._ends: list[socket.socket] = []

    def __enter__(self) -> "Wire":
        threading.Thread(target=self._let_in, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.is_cut = True
        self._dead.set()
        for end in (self.listener, *self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def cut(self) -> None:
        """From now on nothing that is connected gets a byte across, and none of it is closed."""
        self.is_cut = True
        self._dead.set()

    def mend(self) -> None:
        """Whoever connects from now on is served."""
        self._dead = threading.Event()
        self.is_cut = False

    def _let_in(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                self._ends.append(near)
                if not self.is_cut:
                    self._join(near)

    def _join(self, near: socket.socket) -> None:
        far = socket.create_connection(("127.0.0.1", self.to_port))
        self._ends.append(far)
        dead = self._dead
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=_carry, args=(one, other, dead), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket, dead: threading.Event) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            if dead.is_set():
                dead = threading.Event()  # this wire stays dead, whatever is mended later
                dead.wait()
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
