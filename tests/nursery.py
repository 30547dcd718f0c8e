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
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Final

ROOT: Final = Path(__file__).resolve().parents[1]
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
                [sys.executable, "-m", "tests.nursery_mother", room, str(theirs.fileno())],
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
