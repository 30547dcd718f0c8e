"""The stage of the demo: a centre with the record, and the replay that plays it, as two processes.

1. Everything lies in one folder: a fresh one that goes when the demo does, or the one that was asked for, which stays.
2. Nothing of the person's own post is read or written: state and configuration of the demo lie in that folder too.
3. Both processes start at once; the replay is told the address when there is one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from postcmd.decoding import decode
from postcmd.errors import BadInput
from tui.demo_children import Child
from tui.demo_people import PEOPLE, REPLAY

REAL_TIME: Final = 60.0
"""Scenario seconds a second at speed 1: a minute a second."""
PREFIX: Final = "postcmd-demo-"


class Plan(Struct, frozen=True, kw_only=True):
    """What is to be played. `until` None: live, until somebody leaves. `speed` 0 holds the clock."""

    start: datetime
    speed: float = 1.0
    until: datetime | None = None
    folder: Path | None = None
    port: int = 0

    @property
    def rate(self) -> float:
        return (self.speed or 1.0) * REAL_TIME


class Stage(Struct, frozen=True, kw_only=True):
    """A demo that is up: where, who may come in with which token, and what runs."""

    url: str
    tokens: dict[str, str]
    resumed: bool
    folder: Path
    centre: Child
    replay: Child

    def environment(self, account: str) -> dict[str, str]:
        """What makes a postcmd the demo's own: its centre, a token in memory, its own state and configuration."""
        home = self.folder / "post"
        return {
            "POSTCMD_URL": self.url,
            "POSTCMD_TOKEN": self.tokens[account],
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_CONFIG_HOME": str(home / "config"),
        }


@contextmanager
def staged(plan: Plan) -> Iterator[Stage]:
    """The demo with everything before its clock in place; leaving ends both processes."""
    with (
        _folder(plan) as folder,
        Child("centre", ["central.rehearsal"], folder / "centre.log") as centre,
        Child("replay", _replay_arguments(plan), folder / "replay.log") as replay,
    ):
        yield _up(plan, folder, centre, replay)


def _up(plan: Plan, folder: Path, centre: Child, replay: Child) -> Stage:
    centre.tell(msgspec.json.encode(orders(plan, folder)))
    ready = decode(centre.hear(), dict[str, Any])
    tokens = ready["tokens"]
    url = centre.hear().rpartition(" ")[2]
    replay.tell(msgspec.json.encode({"url": url, "token": tokens.pop(REPLAY.account)}))
    if plan.until is None:
        replay.hear()
    elif replay.wait() != 0:
        replay.hear(0)
    return Stage(url=url, tokens=tokens, resumed=ready["resumed"], folder=folder, centre=centre, replay=replay)


def orders(plan: Plan, folder: Path) -> dict[str, Any]:
    """The plan as the centre's process reads it."""
    return {
        "database": str(folder / "centre.sqlite"),
        "port": plan.port,
        "clock": plan.until or plan.start,
        "rate": plan.rate,
        "forward": plan.until is not None,
        "parts": [msgspec.to_builtins(person) for person in (*PEOPLE, REPLAY)],
    }


def _replay_arguments(plan: Plan) -> list[str]:
    if plan.until is not None:
        return ["tui.replay", "--parent-pipe", "--until", plan.until.isoformat()]
    return ["tui.replay", "--parent-pipe", "--rate", str(plan.rate), *(["--paused"] if not plan.speed else [])]


@contextmanager
def _folder(plan: Plan) -> Iterator[Path]:
    if plan.folder is not None:
        yield _kept(plan.folder)
        return
    sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kept(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "centre.log").touch()
    except OSError as wrong:
        raise BadInput("demo_folder", folder=str(folder), why=wrong.strerror or str(wrong)) from None
    return folder


def sweep(where: Path) -> None:
    """Take away what demos that were killed have left."""
    for left in where.glob(f"{PREFIX}*"):
        pid = left.name.removeprefix(PREFIX).partition("-")[0]
        with suppress(OSError):
            if pid.isdigit() and left.stat().st_uid == os.getuid() and not _is_alive(int(pid)):
                shutil.rmtree(left, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
