"""How often something waits for an answer of PostgreSQL: a way there that counts."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass
class Trips:
    """Counted on every connection at once: what is sent after something came back begins another trip."""

    port: int = 0
    made: int = 0

    def since(self, before: int) -> int:
        """How many were made since there were so many."""
        return self.made - before

    def carry(self, here: socket.socket, there: socket.socket) -> None:
        """Bring what either says to the other, until one of them goes."""
        chosen, answered = selectors.DefaultSelector(), True
        chosen.register(here, selectors.EVENT_READ, there)
        chosen.register(there, selectors.EVENT_READ, here)
        while True:
            for key, _ in chosen.select():
                with contextlib.suppress(OSError):
                    if piece := key.fileobj.recv(65_536):  # type: ignore[union-attr]
                        if key.fileobj is here:
                            self.made += answered
                        answered = key.fileobj is there
                        key.data.sendall(piece)
                        continue
                here.close()
                there.close()
                return


@contextlib.contextmanager
def counting(port: int) -> Iterator[Trips]:
    """A port of loopback beside the server's, by which its trips are counted."""
    trips, listening = Trips(), socket.create_server(("127.0.0.1", 0))
    trips.port = listening.getsockname()[1]

    def taking() -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = listening.accept()
                there = socket.create_connection(("127.0.0.1", port))
                for one in (here, there):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=trips.carry, args=(here, there), daemon=True).start()

    threading.Thread(target=taking, daemon=True).start()
    try:
        yield trips
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
