"""What a post learns it keeps: a kind that travels and is not in the cache would be gone with the session."""

from __future__ import annotations

from postcmd.puts import Puts
from postcmd.records import KINDS
from sync.formats import CacheTables


def test_every_kind_of_record_is_kept_in_the_cache() -> None:
    assert set(KINDS) <= set(CacheTables.__annotations__)


def test_every_kind_of_record_travels_in_a_cut() -> None:
    assert set(KINDS) == set(Puts.__struct_fields__)
