"""A test runs in a home of its own and reaches nothing but this machine."""

import os
import socket
from pathlib import Path

import pytest

from postcmd import words
from tests.conftest import guarded, guarded_lookup, is_here


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "::1", "localhost"])
def test_this_machine_may_be_reached(host: str) -> None:
    assert is_here(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "example.org"])
def test_no_other_machine_may_be_reached(host: str) -> None:
    assert not is_here(host)


def test_a_refused_address_is_remembered_even_if_the_refusal_is_swallowed() -> None:
    tried: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, pytest.raises(ConnectionRefusedError):
        guarded(socket.socket.connect, tried)(sock, ("192.0.2.1", 9))
    with pytest.raises(ConnectionRefusedError):
        guarded_lookup(socket.getaddrinfo, tried)("example.org", 80)
    assert tried == ["192.0.2.1", "example.org"]


def test_the_guard_stands_in_every_test() -> None:
    assert socket.socket.connect.__module__ == guarded.__module__


def test_the_home_is_the_tests_own(own_home: Path) -> None:
    assert Path.home() == own_home
    assert not list(own_home.iterdir())
    assert Path(os.environ["XDG_STATE_HOME"]).is_relative_to(own_home)


def test_every_test_starts_in_english() -> None:
    assert words.lang() == "en"
