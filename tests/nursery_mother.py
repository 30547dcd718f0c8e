"""The process that imports programs beforehand, and forks for each start of one; `tests.nursery` is its other side.

1. A child has its own environment, streams, working folder and signals, and runs the program's module anew.
2. How each child ended is told to whoever asked for it, as long as somebody listens.
3. It ends when nobody asks any more.
"""

from __future__ import annotations

import atexit
import gc
import gettext
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import threading
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from postcmd import words
from postcmd.decoding import decoder

ROOT: Final = Path(__file__).resolve().parents[1]
LOADED: Final = {
    "tui": (
        *(f"tui.{file.stem}" for file in sorted((ROOT / "tui").glob("cli*.py")) if file.stem != "cli_board"),
        *("sync.engine", "sync.http", "sync.once", "sync.vault", "sync.credentials", "filelock", "tinydb"),
        *("httpx", "httpx_sse", "httpcore._backends.anyio", "anyio._backends._asyncio", "anyio.streams.tls", "h11"),
        *("certifi", "sniffio", "logging.handlers", "importlib.resources.readers", "tui.logs", "keyring.backends.fail"),
        "cryptography.hazmat.primitives.kdf.scrypt",
    ),
    "central.rehearsal": ("central.rehearsal",),
    "central": (
        *("central.__main__", "central.serve", "central.commands", "sqlalchemy.dialects.sqlite.pysqlite"),
        *(
            "uvicorn.loops.auto",
            "uvicorn.protocols.http.auto",
            "uvicorn.protocols.websockets.auto",
            "uvicorn.lifespan.on",
            "central.upgrade",
            "alembic.command",
            "argon2",
            "postcmd.scenario.reference",
        ),
        *("psycopg", "sqlalchemy.dialects.postgresql.psycopg"),
    ),
}
"""What is imported beforehand, by program: with the room, or when the program is first asked for."""
READ: Final = {
    "tui": (
        *("postcmd.wire.Hello", "postcmd.wire.PullAnswer", "postcmd.wire.PushAnswer", "postcmd.wire.Problem"),
        *("sync.formats.CacheTables", "sync.formats.OutboxTables", "sync.remember.Last"),
        *("sync.formats.CacheHead", "sync.formats._UnreadOutbox", "postcmd.ops.Op", "postcmd.wire.Poke"),
    ),
    "central": ("postcmd.wire.PullRequest", "postcmd.wire.PushRequest", "postcmd.ops.Op"),
}
"""The types that every start of a program reads."""


class Mother:
    """Waits for questions, forks, and tells how each child ended. In a child, `serve` returns."""

    def __init__(self, way: socket.socket) -> None:
        self._way = way
        self._children: dict[int, int] = {}
        self._woken, self._wake = socket.socketpair()
        for end in (self._woken, self._wake):
            end.setblocking(False)

    def serve(self) -> bool:
        """True in a child that is to go on as the program, False when nobody asks any more."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        with selectors.DefaultSelector() as selector:
            selector.register(self._way, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._woken:
                        self._bury()
                    elif (asked := self._question()) is None:
                        return False
                    elif self._fork(*asked):
                        return True

    def _question(self) -> tuple[dict[str, Any], list[int]] | None:
        size, fds, _, _ = socket.recv_fds(self._way, 4, 4)
        if not size:
            return None
        left, parts = int.from_bytes(size, "big"), list[bytes]()
        while left:
            parts.append(self._way.recv(left))
            left -= len(parts[-1])
        return json.loads(b"".join(parts)), fds

    def _fork(self, asked: dict[str, Any], fds: list[int]) -> bool:
        told = fds.pop()
        load(asked["program"])
        child = os.fork()
        if child == 0:
            self._become(asked, fds, told)
            return True
        with suppress(BrokenPipeError):
            os.write(told, b"%d\n" % child)
        self._children[child] = told
        for fd in fds:
            os.close(fd)
        return False

    def _bury(self) -> None:
        while self._has_news():
            pass
        for child in list(self._children):
            found, status = os.waitpid(child, os.WNOHANG)
            if found:
                told = self._children.pop(child)
                # Whoever asked may not want to know any more.
                with suppress(BrokenPipeError):
                    os.write(told, b"%d\n" % os.waitstatus_to_exitcode(status))
                os.close(told)

    def _has_news(self) -> bool:
        try:
            return bool(self._woken.recv(4096))
        except BlockingIOError:
            return False

    def _become(self, asked: dict[str, Any], fds: list[int], told: int) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number, fd in enumerate(fds):
            os.dup2(fd, number)
        for fd in (*fds, told, *self._children.values()):
            os.close(fd)
        for end in (self._way, self._woken, self._wake):
            end.close()
        os.environ.clear()
        os.environ.update(asked["env"])
        os.chdir(asked["cwd"])
        sys.argv = [asked["program"], *asked["words"]]


@cache
def load(program: str) -> None:
    for name in LOADED[program]:
        import_module(name)
    for shape in READ.get(program, ()):
        module, _, name = shape.rpartition(".")
        decoder(getattr(import_module(module), name))
    for language in words.LANGUAGES:
        words.said_in(language, "")
        # click reads them again, in gettext's own way.
        gettext.translation("postcmd", str(words.LOCALE), [language])
    gc.collect()
    # What is here stays: nobody has to look at it again, and the pages stay shared.
    gc.freeze()


def main() -> None:
    load(sys.argv[1])
    if Mother(socket.socket(fileno=int(sys.argv[2]))).serve():
        program = sys.argv[0]
        # The program's own module is run anew, as an interpreter would.
        sys.modules.pop(program if "." in program else f"{program}.__main__", None)
        try:
            runpy.run_module(program, run_name="__main__", alter_sys=True)
        except SystemExit as left:
            _end(left.code)


def _end(code: str | int | None) -> None:
    """As the interpreter ends, but for what is in memory: to take that down takes longer than many a command."""
    if isinstance(code, str) or threading.active_count() > 1:
        sys.exit(code)
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(code)
    os._exit(code or 0)


if __name__ == "__main__":
    main()
