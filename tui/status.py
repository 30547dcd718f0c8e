"""The status line: how this post stands with the centre, in words.

1. It says what holds and since when; it changes with what is told, never with the seconds.
2. What a person must act on stands first after the link: sign-in, attention, edits that wait.
3. The demo says so on every screen, with its clock as of what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.edits import MOST_WAITING, NEARLY_FULL, Link
from postcmd.words import _, ngettext
from postcmd.written import long_text, short_text, time_text
from tui import terms
from tui.keymap import keyed
from tui.pane import waiting_text
from widgets.rows import Tone
from widgets.status import Part

LINK_TONES: dict[str, Tone] = {"online": "good", "starting": "dim", "reconnecting": "warn", "offline": "bad"}
PROMPT, SLOW = 0.1, 2.0
"""Seconds: an answer that comes at once, and one that somebody waits for."""
PLAIN_TROUBLE = ("", "unreachable", "no_connection", "silence")


def status_parts(board: Board, demo: bool) -> list[Part]:
    """The parts of the line, the more important the later they give way."""
    link = board.link
    parts = [Part(link_text(link, len(board.waiting)), LINK_TONES.get(link.state, "bad"))]
    if link.state == "past":
        parts = [Part(_past_text(link), "warn")]
    elif link.as_of is not None:
        parts.append(Part(_("as of {time}").format(time=time_text(link.as_of, link.zone)), yields=3))
    if link.restored_to is not None or link.resending:
        parts.append(Part(_restored(link), "warn", yields=1))
    parts += _edits(board)
    if link.orphans:
        text = ngettext("sending {n} edit of an ended session", "sending {n} edits of an ended session", link.orphans)
        parts.append(Part(text.format(n=link.orphans), "accent", yields=4))
    if link.other_sessions:
        parts.append(Part(_("another session is open"), "warn", yields=4))
    if link.set_aside:
        text = ngettext("{n} file set aside (<outbox>)", "{n} files set aside (<outbox>)", len(link.set_aside))
        parts.append(Part(keyed(text).format(n=len(link.set_aside)), "warn", yields=4))
    if link.trouble not in PLAIN_TROUBLE:
        parts.append(Part(_trouble(link), "warn", yields=5))
    if link.round_trip:
        parts.append(Part(round_trip_text(link.round_trip), round_trip_tone(link.round_trip), right=True, yields=6))
    if demo or link.demo:
        parts.append(Part(demo_text(board), "accent", right=True, yields=1))
    return parts


def link_text(link: Link, waiting: int) -> str:
    """`online`; `offline since 01:42`; `sign in to send 3 edits: postcmd login`."""
    if link.state == "sign_in":
        return (
            keyed(_("the token is locked: press <unlock>"))
            if link.trouble == "passphrase_needed"
            else _sign_in(waiting)
        )
    if link.state == "upgrade" and waiting:
        text = ngettext("upgrade postcmd; {n} edit is kept", "upgrade postcmd; {n} edits are kept", waiting)
        return text.format(n=waiting)
    word = terms.term(terms.LINK, link.state)
    if link.state in ("online", "starting") or link.since is None:
        return word
    if link.trouble == "silence":
        word = _("stale")
    today = day_of(link.clock_at or link.since, link.zone)
    return _("{state} since {time}").format(state=word, time=short_text(link.since, link.zone, today))


def _past_text(link: Link) -> str:
    """Longer than any other state: nobody shall take it for the present."""
    text = keyed(_("THE PAST, as it stood {time}: read only, <leave> goes back"))
    return text.format(time=long_text(link.as_of, link.zone) or "…")


def round_trip_text(seconds: float) -> str:
    """`round trip < 0.1 s`, `round trip 0.5 s`: how long the centre takes to answer."""
    text = _("round trip < {seconds} s") if seconds <= PROMPT else _("round trip {seconds} s")
    return text.format(seconds=f"{seconds:g}")


def round_trip_tone(seconds: float) -> Tone:
    return "warn" if seconds >= SLOW else "dim"


def _restored(link: Link) -> str:
    """`centre restored to 14:02, re-sending 37 edits`."""
    if link.restored_to is None:
        text = ngettext("centre restored, re-sending {n} edit", "centre restored, re-sending {n} edits", link.resending)
        return text.format(n=link.resending)
    today = day_of(link.as_of or link.restored_to, link.zone)
    time = short_text(link.restored_to, link.zone, today)
    if not link.resending:
        return _("centre restored to {time}").format(time=time)
    text = ngettext(
        "centre restored to {time}, re-sending {n} edit",
        "centre restored to {time}, re-sending {n} edits",
        link.resending,
    )
    return text.format(time=time, n=link.resending)


def demo_text(board: Board) -> str:
    """`DEMO 11-20 21:00 ×60`: the clock of the replay as of what is shown."""
    clock, shown = board.clock, long_text(board.link.as_of, board.link.zone)
    if clock is None:
        return _("DEMO {time}").format(time=shown).strip()
    if clock.paused:
        return _("DEMO {time} paused").format(time=shown)
    return _("DEMO {time} ×{rate}").format(time=shown, rate=f"{clock.rate:g}")


def _edits(board: Board) -> Iterator[Part]:
    if board.attention:
        # Refusals are rare, and the first frame need not wait for what becomes of them.
        from tui.cases import cases

        attention = len(cases(board))
        text = ngettext("{n} needs attention (<outbox>)", "{n} need attention (<outbox>)", attention)
        yield Part(keyed(text).format(n=attention), "bad", yields=1)
    waiting = len(board.waiting)
    if waiting >= MOST_WAITING:
        yield Part(_("the outbox is full: no edit is kept until some are sent"), "bad", yields=1)
    elif waiting >= NEARLY_FULL:
        text = _("{n} of at most {most} edits wait: no more can be kept soon")
        yield Part(text.format(n=waiting, most=MOST_WAITING), "bad", yields=1)
    elif waiting:
        yield Part(waiting_text(waiting), "accent", yields=2)


def _sign_in(waiting: int) -> str:
    if not waiting:
        return _("sign in: postcmd login")
    text = ngettext("sign in to send {n} edit: postcmd login", "sign in to send {n} edits: postcmd login", waiting)
    return text.format(n=waiting)


def _trouble(link: Link) -> str:
    # Only a post in trouble needs the sentences, and the first frame need not wait for them.
    from tui.sentences import sentence

    return sentence(link.trouble, link.facts)
