"""The keys of forms beside those of any field that is typed into."""

from __future__ import annotations

from tui.layer_keys import keys_of
from tui.layers import BY_NAME


def asks_anew(key: str) -> bool:
    """Whether it begins with an empty form."""
    return key in keys_of(BY_NAME["form"], "anew")
