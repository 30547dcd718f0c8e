"""The account that a token names: `pc_ACCOUNT_SECRET`.

1. The secret goes no further than the account is read off it.
2. What is no token is refused where it was said; a file that cannot be read is told of when the token is needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from postcmd.errors import BadConfig

_TOKEN: Final = re.compile(r"pc_(?P<account>[A-Za-z0-9][A-Za-z0-9.-]{0,63})_[A-Za-z0-9_-]+")


def who_is_named(env: Mapping[str, str], token_file: object) -> tuple[str, str | None]:
    """What gives the token, and the account that the token names."""
    if token := env.get("POSTCMD_TOKEN", ""):
        return "POSTCMD_TOKEN", account_of(token) or _no_token("POSTCMD_TOKEN")
    if isinstance(token_file, str):
        return token_file, account_in(Path(token_file))
    return "", None


def account_of(token: str) -> str | None:
    found = _TOKEN.fullmatch(token.strip())
    return found["account"] if found else None


def _no_token(where: str) -> str:
    raise BadConfig("token_malformed", where=where)


def account_in(file: Path) -> str | None:
    """The account of the token in a file; a file that cannot be read is told of when the token is needed."""
    try:
        return account_of(file.read_text())
    except (OSError, UnicodeDecodeError):
        return None
