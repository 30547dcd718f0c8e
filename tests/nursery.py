"""Programs started without importing them anew: a process that has imported them waits, and forks for each start.

    with running("central", "serve", "--port", "0") as process: ...
    completed = run("tui", "quotas", "--json", env=…)

What is started is a process like any other: its own environment, streams, working folder, signals and exit code. Left
out are the start of the interpreter and the imports, which take a second, what every start finds out anew about types
and catalogues, and the taking down of what is in memory. Where one of these is tested, or another locale is asked for,
start a real one.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Final

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
    ),
    "central": ("postcmd.wire.PullRequest", "postcmd.wire.PushRequest", "postcmd.ops.Op"),
}
"""The types that every start of a program reads."""
FIXED: Final = ("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ")
"""What an interpreter reads once, when it starts."""


class Born:
    """A process that was forked for us; what a test uses of `subprocess.Popen`."""

    def __init__(self, fate: int, stdin: int, stdout: int, stderr: int | None) -> None:
        self._fate = os.fdopen(fate, "rb", buffering=0)
        self._line = bytearray()
        self.returncode: int | None = None
        self.pid = int(self._next_line(None) or 0)
        self.stdin: IO[bytes] = os.fdopen(stdin, "wb", buffering=0)
        self.stdout: IO[bytes] = os.fdopen(stdout, "rb")
        self.stderr: IO[bytes] | None = None if stderr is None else os.fdopen(stderr, "rb")
        if not self.pid:
            raise AssertionError("the process that forks has ended")

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        if self.returncode is None and (said := self._next_line(0)) is not None:
            self.returncode = int(said or -signal.SIGKILL)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            said = self._next_line(timeout)
            if said is None:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
            self.returncode = int(said or -signal.SIGKILL)
        return self.returncode

    def close(self) -> None:
        for stream in (self.stdin, self.stdout, self.stderr, self._fate):
            if stream is not None:
                stream.close()

    def _next_line(self, timeout: float | None) -> bytes | None:
        """What is said about the process next; None where nothing is in time, b"" where nobody can say it any more."""
        until = None if timeout is None else time.monotonic() + timeout
        with selectors.DefaultSelector() as selector:
            selector.register(self._fate, selectors.EVENT_READ)
            while b"\n" not in self._line:
                if not selector.select(None if until is None else max(0.0, until - time.monotonic())):
                    return None
                some = self._fate.read(64)
                if not some:
                    return b""
                self._line += some
        line, _, rest = bytes(self._line).partition(b"\n")
        self._line = bytearray(rest)
        return line


class Nursery:
    """This side of the process that forks."""

    def __init__(self, room: str) -> None:
        ours, theirs = socket.socketpair()
        self._way, self._one_at_a_time = ours, threading.Lock()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.nursery", room, str(theirs.fileno())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def close(self) -> None:
        self._way.close()
        self._process.wait()

    def bear(
        self, program: str, words: Sequence[str], env: Mapping[str, str], cwd: Path, stderr: IO[bytes] | None
    ) -> Born:
        """Start the program; its stderr goes into the file, or into a pipe."""
        fate, told = os.pipe()
        stdin, typed = os.pipe()
        printed, stdout = os.pipe()
        said, errors = (None, stderr.fileno()) if stderr is not None else os.pipe()
        asked = json.dumps({"program": program, "words": list(words), "env": dict(env), "cwd": str(cwd)}).encode()
        with self._one_at_a_time:
            socket.send_fds(self._way, [len(asked).to_bytes(4, "big")], [stdin, stdout, errors, told])
            self._way.sendall(asked)
        for fd in (told, stdin, stdout, *([errors] if stderr is None else [])):
            os.close(fd)
        return Born(fate, typed, printed, said)


@cache
def nursery(room: str) -> Nursery:
    made = Nursery(room)
    atexit.register(made.close)
    return made


def start(
    program: str,
    *words: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    stderr: IO[bytes] | None = None,
) -> Born:
    """The program with these words, running; stdin and stdout are pipes, and stderr where it is not given."""
    return nursery(program.partition(".")[0]).bear(program, words, os.environ if env is None else env, cwd, stderr)


def run(
    program: str, *words: str, env: Mapping[str, str], stdin: bytes = b"", timeout: float = 60.0
) -> subprocess.CompletedProcess[bytes]:
    """The program with these words, ended: as `subprocess.run` with its output captured."""
    if any(env.get(name) != os.environ.get(name) for name in FIXED):
        return run_anew(program, *words, env=env, stdin=stdin, timeout=timeout)
    process = start(program, *words, env=env)
    try:
        data, said = _talk(process, stdin, time.monotonic() + timeout)
        return subprocess.CompletedProcess([program, *words], process.wait(timeout), data, said)
    finally:
        process.send_signal(signal.SIGKILL)
        process.close()


def run_anew(
    program: str, *words: str, env: Mapping[str, str], stdin: bytes = b"", timeout: float = 60.0
) -> subprocess.CompletedProcess[bytes]:
    """The same in a new interpreter."""
    command = [sys.executable, "-m", program, *words]
    return subprocess.run(command, cwd=ROOT, env=env, input=stdin, capture_output=True, timeout=timeout, check=False)


def _talk(process: Born, stdin: bytes, until: float) -> tuple[bytes, bytes]:
    """Type everything, hear everything."""
    assert process.stderr is not None
    heard: dict[int, bytearray] = {process.stdout.fileno(): bytearray(), process.stderr.fileno(): bytearray()}
    # So little is typed that it fits into the pipe.
    process.stdin.write(stdin)
    process.stdin.close()
    with selectors.DefaultSelector() as selector:
        for fd in heard:
            selector.register(fd, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(until - time.monotonic())
            if not ready:
                raise subprocess.TimeoutExpired(f"process {process.pid}", until)
            for key, _ in ready:
                some = os.read(key.fd, 65536)
                heard[key.fd] += some
                if not some:
                    selector.unregister(key.fd)
    data, said = heard.values()
    return bytes(data), bytes(said)


# The process that forks


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
