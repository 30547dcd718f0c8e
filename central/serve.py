"""Serving the centre: one process, one address.

1. stdout says one line, the address; everything else goes to stderr, and no token or password ever.
2. SIGTERM and SIGINT: every stream hears `bye`, and the process ends within two seconds.
3. With a parent's pipe as stdin it ends when the parent does, however that ended.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from typing import Final

import uvicorn
from litestar import Litestar

from central.app import create_app
from central.centre import Centre, Settings
from central.database import Database, must_fit, usable
from central.parser import Parser
from postcmd.errors import BadConfig

GRACEFUL: Final = 1
"""Seconds that open requests get when the centre leaves."""
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Server(uvicorn.Server):
    """Says where it listens, and bye before it leaves."""

    def __init__(self, app: Litestar, address: str) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Parser,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACEFUL,
                timeout_keep_alive=75,
            )
        )
        self._address = address
        self._centre: Centre = app.state["centre"]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(f"postcmd-central listening on {self._address}\n")
        sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._centre.feed.say_bye()
        await super().shutdown(sockets)


def serve(database: Database, host: str, port: int, settings: Settings, parent_pipe: bool = False) -> None:
    """Serve until told to stop. BadConfig where the address is taken or the database does not fit."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format=_FORMAT)
    listening = _listen(host, port)
    try:
        with listening:
            asyncio.run(_serve(database, listening, settings, parent_pipe))
    except KeyboardInterrupt:
        # Raised again by uvicorn once everything is closed.
        sys.exit(128 + signal.SIGINT)


async def _serve(database: Database, listening: socket.socket, settings: Settings, parent_pipe: bool) -> None:
    try:
        with usable(database.url):
            await database.read(must_fit)
    except BadConfig:
        await database.close()
        raise
    server = Server(create_app(database, settings), _address(listening))
    if parent_pipe:
        _end_with_parent(server)
    await server.serve(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise BadConfig("cannot_listen", host=host, port=port, reason=error.strerror or str(error)) from None
    # asyncio leaves this to whoever made the socket; without it every second answer waits 40 ms for an ACK.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _end_with_parent(server: Server) -> None:
    """A thread reads stdin; its end is the parent's."""

    def wait() -> None:
        # Not through sys.stdin: a thread that waits in its buffer would crash the interpreter's own end.
        while os.read(0, 4096):
            pass
        server.should_exit = True

    threading.Thread(target=wait, name="parent", daemon=True).start()
