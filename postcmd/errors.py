"""The errors of postcmd, sorted by what happens next.

    PostError
    ├── Refused         the rules say no: tell the person, never retry
    │   └── BadInput    what was typed cannot be read as what was asked for
    ├── Unreachable     the centre did not answer: keep the change, try later
    ├── SignInNeeded    the centre does not know us (any more): keep the change, ask for a sign-in
    ├── Diverged        both sides changed it: show both, a person chooses
    ├── UpgradeNeeded   the centre and this program do not speak the same version
    ├── CacheDamaged    a local file cannot be read: set it aside, pull again
    └── BadConfig       a configuration file or variable is wrong: say file, line and field

1. An error carries fields; whoever shows it composes the sentence.
2. Adapters translate once, at the port: no httpx, SQL or TinyDB error passes a room's door.
"""

from __future__ import annotations

from typing import Any


class PostError(Exception):
    """The root of everything postcmd raises on purpose; `code` is stable, `facts` fill the sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code} ({facts})" if facts else self.code


class Refused(PostError):
    """The rules say no."""


class BadInput(Refused):
    """What was typed or sent cannot be read."""


class Unreachable(PostError):
    """The centre did not answer, or not in a way we understand."""


class SignInNeeded(PostError):
    """No token, or one that the centre does not accept."""


class Diverged(PostError):
    """Both sides changed the same thing."""


class UpgradeNeeded(PostError):
    """The centre speaks another version of the protocol."""


class CacheDamaged(PostError):
    """A local file cannot be read as what it should be."""


class BadConfig(PostError):
    """A configuration value is wrong; facts: file, line, field."""
