"""A small server on one address: few connections at a time, none for long, nothing said about itself."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import WSGIApplication

_SILENCE = 30
"""Seconds after which a connection that says nothing is closed."""
_TOGETHER = 8


class Listener(ThreadingMixIn, WSGIServer):
    """Serves one WSGI application in threads of its own until stop()."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, address: str, app: WSGIApplication, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self._room = threading.BoundedSemaphore(_TOGETHER)
        self._open: set[socket.socket] = set()
        super().__init__((address, 0), _Handler)
        self.set_app(app)
        threading.Thread(target=self.serve_forever, args=(0.2,), name="phone", daemon=True).start()

    @property
    def host(self) -> str:
        """The exact Host it answers to."""
        return f"{self.server_address[0]!s}:{self.server_port}"

    def server_bind(self) -> None:
        """Bind without asking any name service who we are, as the base class would."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def process_request(self, request: Any, client_address: Any) -> None:
        """In a thread of its own; one connection too many is closed at once."""
        if not self._room.acquire(blocking=False):
            request.close()
            return
        self._open.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """As the base class does, and make room again."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._open.discard(request)
            self._room.release()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake is made here, in the connection's own thread, so that nobody else waits for it."""
        request.settimeout(_SILENCE)
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        with self._tls.wrap_socket(request.dup(), server_side=True) as safe:
            super().finish_request(safe, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A phone that went away, or somebody who tried: neither is news, and nobody's address is logged."""

    def stop(self) -> None:
        """Close the door and every connection."""
        self.shutdown()
        self.server_close()
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _Handler(WSGIRequestHandler):
    timeout = _SILENCE

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""
