"""What every test may count on: a home of its own, plain English, and no network beyond this machine."""

import gc
import ipaddress
import itertools
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from postcmd import words
from tests.postgres import postgres  # noqa: F401 - a fixture for everybody

settings.register_profile("default", derandomize=True, max_examples=60, deadline=None, database=None)
settings.register_profile("thorough", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# Else every worker and each of some hundred processes would compile the tests and the program anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# What a shell starts in the background ignores Ctrl-C, and so would every program under test.
signal.signal(signal.SIGINT, signal.default_int_handler)

OTHERS_SETTINGS = ("POSTCMD_", "TEXTUAL_", "XDG_", "LC_")
OTHERS_NAMES = (
    "ALL_PROXY",
    "COLORTERM",
    "DBUS_SESSION_BUS_ADDRESS",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LANGUAGE",
    "NO_COLOR",
)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look it over again and again took a sixth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names for homes. A numbered folder of pytest's own looks through all before it, thousands of times."""
    street = tmp_path_factory.mktemp("homes")
    return (street / str(number) for number in itertools.count(1))


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, homes: Iterator[Path]) -> Path:
    """A home that nobody used before, for this process and its children; nothing of the person's who runs the test."""
    home = next(homes)
    home.mkdir()
    for name in [name for name in os.environ if is_somebody_elses(name)]:
        monkeypatch.delenv(name)
    for name, folder in (
        ("CONFIG", ".config"),
        ("DATA", ".local/share"),
        ("STATE", ".local/state"),
        ("CACHE", ".cache"),
    ):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return home


def is_somebody_elses(name: str) -> bool:
    return name.upper() in OTHERS_NAMES or name.startswith(OTHERS_SETTINGS)


@pytest.fixture(autouse=True)
def plain_english(own_home: Path) -> Iterator[None]:
    words.use()
    yield
    words.use("en")


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuses every other address, and fails the test that tried one even if its code took that for an outage."""
    tried: list[str] = []
    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect, tried))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex, tried))
    monkeypatch.setattr(socket.socket, "sendto", guarded(socket.socket.sendto, tried))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup(socket.getaddrinfo, tried))
    yield
    assert not tried, f"a test may reach this machine only, and this one tried {', '.join(tried)}"


def guarded(real: Callable[..., Any], tried: list[str]) -> Callable[..., Any]:
    def call(sock: socket.socket, *args: Any) -> Any:
        address = args[-1]
        if isinstance(address, tuple):
            refuse_unless_here(address[0], tried)
        return real(sock, *args)

    return call


def guarded_lookup(real: Callable[..., Any], tried: list[str]) -> Callable[..., Any]:
    def look_up(host: str | bytes | None, *args: Any, **options: Any) -> Any:
        if host is not None:
            refuse_unless_here(host.decode() if isinstance(host, bytes) else host, tried)
        return real(host, *args, **options)

    return look_up


def refuse_unless_here(host: str, tried: list[str]) -> None:
    if not is_here(host):
        tried.append(host)
        raise ConnectionRefusedError(f"a test may reach this machine only, not {host}")


def is_here(host: str) -> bool:
    if host in ("", "localhost", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
