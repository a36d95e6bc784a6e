"""A line to a server that can be cut, at the worst moment."""

from __future__ import annotations

import contextlib
import socket
import threading

COMMIT = b"COMMIT\0"
"""What the client says to commit, and what the server answers when it is done."""


class Line:
    """Listens on `port` and passes everything on to the server's."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.lost = 0
        self._wanted: str | None = None
        self._for_good = False
        self._writers: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def lose(self, what: str, *, for_good: bool = False) -> None:
        """Lose a writer's next `request` to commit, or the next `answer` to one: the connection is
        cut before it arrives; `for_good`: and there is no other one."""
        self._for_good = for_good
        self._wanted = what

    def close(self) -> None:
        """Cut all, and listen no longer."""
        _cut(self._listening)
        for each in self._ends:
            _cut(each)
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._server))
            self._ends += [client, server]
            for way in ((client, server, "request"), (server, client, "answer")):
                thread = threading.Thread(target=self._pass, args=way, daemon=True)
                self._threads.append(thread)
                thread.start()

    def _pass(self, source: socket.socket, sink: socket.socket, what: str) -> None:
        client = source if what == "request" else sink
        with contextlib.suppress(OSError):
            while content := source.recv(1 << 16):
                if b"LOCK TABLE" in content:
                    self._writers.add(client)
                if client in self._writers and self._is_lost(what, content):
                    break
                sink.sendall(content)
        _cut(source)
        _cut(sink)

    def _is_lost(self, what: str, content: bytes) -> bool:
        with self._lock:
            if self._wanted != what or COMMIT not in content:
                return False
            self._wanted = None
            self.lost += 1
            if self._for_good:
                for each in (self._listening, *self._ends):
                    _cut(each)
            return True


def _cut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
