"""What a start finds after something happened to a post, and what is wrong with that, held against what was shown."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from sync.files import Disk
from tests.storage.disks import WatchedDisk
from tests.storage.story import CURSORS, Post, Said, heads_of, home_in

NEW = 99
"""The edit that is made after the start, to see that edits can be made."""


class Found(Struct, frozen=True):
    """A post after its next start. `kept` are heads by number, 0 for a `void` in the place of what was lost."""

    kept: dict[int, int]
    sealed: tuple[int, ...]
    results: tuple[int, ...]
    next: int
    cursor: str
    trouble: str
    saved_after: dict[int, int]
    strays: tuple[str, ...]
    aside: tuple[bytes, ...]


def start_after(state: Path, disk: Disk | None = None) -> Found:
    """Start a post on what is there, and make an edit."""
    heard: list[Said] = []
    post = Post(state, disk or WatchedDisk(), heard.append)
    intents, learnt = post.opened.intents, post.opened.learnt
    strays = [path.name for path in post.instance.folder.glob(".*")]
    post.edit(NEW)
    post.leave()
    return Found(
        kept={n: heads_of(one.op) for n, one in intents.kept.items()},
        sealed=tuple(n for n, one in intents.kept.items() if one.sealed),
        results=tuple(learnt.results),
        next=intents.next,
        cursor=learnt.cursor or "",
        trouble=post.opened.trouble,
        saved_after=heard[-1].saved,
        strays=tuple(strays),
        aside=tuple(path.read_bytes() for path in home_in(state).folder.glob("inst-*/quarantine/*")),
    )


def wrongs(found: Found, said: Said, tried: set[int]) -> list[str]:
    """Everything about the post after its start that is against what was shown, in words; [] where nothing is."""
    return [*lost(found, said), *invented(found, said, tried), *unusable(found)]


def lost(found: Found, said: Said) -> list[str]:
    gone = {n for n, heads in said.saved.items() if found.kept.get(n) != heads}
    pruned = {n for n in gone & set(said.pruning) if n not in found.kept and n in found.results}
    unsealed = {n for n in said.sealed if n in found.kept and n not in found.sealed}
    late = said.cursor and (not found.cursor or CURSORS.index(found.cursor) < CURSORS.index(said.cursor))
    return [
        *(f"edit {n} was saved and is gone" for n in gone - pruned),
        *(f"edit {n} may have been sent and counts as unsent" for n in unsealed),
        *([f"what was learnt up to {said.cursor} is gone"] if late else []),
        *([f"number {found.next} is given a second time"] if found.next <= max(said.saved, default=0) else []),
    ]


def invented(found: Found, said: Said, tried: set[int]) -> list[str]:
    heads = [one for one in found.kept.values() if one]
    return [
        *(f"an edit of {one} heads was never made" for one in heads if one not in tried),
        *(f"the edit of {one} heads was refused and is there" for one in heads if one in said.refused),
        *(["an edit is there twice"] if len(set(heads)) < len(heads) else []),
    ]


def unusable(found: Found) -> list[str]:
    kept = found.kept.items() <= found.saved_after.items() and NEW in found.saved_after.values()
    return [
        *([] if kept else ["no edit can be made after the start"]),
        *(f"{name} was left lying about" for name in found.strays),
    ]
