"""Which post is meant: the configuration as this run of the program reads it, and the language it asks for.

1. From here on the program speaks the language the configuration asks for.
2. A command that needs a centre and an account is refused, with what to do, where none is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from postcmd.words import use
from sync.instances import state_folder
from sync.remember import recall
from tui.config import Config, LastSignIn, Name, Value, load, why_not_a_post


class Post(NamedTuple):
    """A centre and an account there."""

    url: str
    account: str
    token_file: Path | None = None


def load_with(flags: Mapping[Name, Value]) -> Config:
    """The configuration under these flags."""
    config = load(flags, last=last_sign_in())
    use(config.lang)
    return config


def keep_notes() -> None:
    """Notes of the sync side go to the log: stderr is for sentences."""
    from tui.logs import keep_log

    keep_log(state_folder())


def last_sign_in() -> LastSignIn | None:
    last = recall()
    return LastSignIn(last.url, last.account) if last is not None else None


def post_of(config: Config) -> Post:
    """BadConfig where the centre or the account is not known."""
    missing = why_not_a_post(config)
    if missing is not None:
        raise missing
    return Post(config.url or "", config.account or "", config.token_file)
