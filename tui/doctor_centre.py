"""The doctor at the centre: whether it answers, how long that takes, whose clock is wrong, what it does not know yet.

1. What needs no sign-in is told of without one: the centre is looked at even where nobody may come in.
2. The clock is compared with the middle of a question, and no clock of ours decides anything: a wrong one is advice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct

from postcmd.errors import PostError, SignInNeeded, Unreachable
from postcmd.op_kinds import TAKEN
from postcmd.wire import VERSION, Hello
from postcmd.words import N_, _, ngettext
from sync.ports import Centre, Secret
from tui.cli_exit import USAGE
from tui.cli_post import Post
from tui.cli_read import ASK
from tui.cli_way import unlocked
from tui.doctor_words import Finding, advice, of_error

SLOW: Final = 1.0
OFF: Final = timedelta(seconds=30)


class Answered(Struct, frozen=True):
    """A question that the centre answered: how long the second one took, and what it said to whom it knows."""

    seconds: float
    middle: datetime
    hello: Hello | None


def look_at_centre(post: Post) -> Iterator[Finding]:
    """Whether a centre answers there, whoever asks."""
    what = N_("centre")
    try:
        answered = asyncio.run(asked_centre(post.url, None))
    except PostError as wrong:
        yield of_error(what, wrong)
        return
    yield Finding(what, _("{url} answers").format(url=post.url))
    yield look_at_link(answered.seconds)


def look_at_link(seconds: float) -> Finding:
    what, milliseconds = N_("round trip"), round(seconds * 1000)
    if seconds <= SLOW:
        return Finding(what, _("{n} ms").format(n=milliseconds))
    words = _("{n} ms: the board does not wait for it, commands ask for at most {most} s")
    return advice(what, words.format(n=milliseconds, most=round(ASK)))


def look_at_sign_in(post: Post) -> Iterator[Finding]:
    """Whether there is a token, where, and whether the centre takes it; then what only a guest is told."""
    what = N_("sign-in")
    try:
        keys = unlocked(post)
        found = keys.find()
        answered = asyncio.run(asked_centre(post.url, found.token))
        if answered.hello is None:
            raise SignInNeeded("token_refused")
        if answered.hello.account != post.account:
            raise SignInNeeded("other_account", account=answered.hello.account)
    except PostError as wrong:
        yield of_error(what, wrong)
        return
    places = {"environment": "POSTCMD_TOKEN", "keyring": _("the keyring"), "vault": _("the encrypted file")}
    where = places.get(found.source, str(post.token_file or "POSTCMD_TOKEN_FILE"))
    yield Finding(what, _("{account}, with the token of {where}").format(account=post.account, where=where))
    yield look_at_clock(answered.middle, answered.hello.t)
    yield look_at_version(answered.hello)


def look_at_clock(here: datetime, there: datetime) -> Finding:
    """How far the clock of this host is off."""
    what, off = N_("clock"), here - there
    seconds = round(abs(off).total_seconds())
    if abs(off) <= OFF:
        return Finding(what, _("{n} s off the centre's").format(n=seconds))
    said = _("{n} s fast") if off > timedelta() else _("{n} s slow")
    text = _("{off}: nothing is decided by it, but reminders and logs show it; timedatectl set-ntp true sets it")
    return advice(what, text.format(off=said.format(n=seconds)))


def look_at_version(hello: Hello) -> Finding:
    """Whether this program and the centre understand each other."""
    what = N_("version")
    if VERSION not in hello.versions:
        words = _("the centre speaks protocol {theirs}, this program {ours}: bring the older one up to date")
        theirs = ", ".join(str(one) for one in hello.versions)
        return Finding(what, words.format(theirs=theirs, ours=VERSION), USAGE)
    if unknown := len(set(TAKEN) - set(hello.kinds)):
        text = ngettext(
            "protocol {v}; {n} kind of edit is new to the centre and waits until it is brought up to date",
            "protocol {v}; {n} kinds of edits are new to the centre and wait until it is brought up to date",
            unknown,
        )
        return advice(what, text.format(v=VERSION, n=unknown))
    return Finding(what, _("postcmd {ours}, protocol {v}, as the centre").format(ours=_own_version(), v=VERSION))


def _own_version() -> str:
    from importlib.metadata import version

    return version("postcmd")


async def asked_centre(url: str, token: Secret | None) -> Answered:
    """Twice: the first question finds the way, the second one is measured. A stranger is answered, but told nothing."""
    from sync.http import HttpCentre

    centre = HttpCentre(url, token)
    try:
        async with asyncio.timeout(ASK):
            await _hello(centre, token)
            began, at = time.monotonic(), datetime.now(UTC)
            hello = await _hello(centre, token)
            seconds = time.monotonic() - began
            return Answered(seconds, at + timedelta(seconds=seconds / 2), hello)
    except TimeoutError:
        raise Unreachable("timeout") from None
    finally:
        await centre.close()


async def _hello(centre: Centre, token: Secret | None) -> Hello | None:
    try:
        return await centre.hello("doctor")
    except SignInNeeded:
        if token is not None:
            raise
        return None
