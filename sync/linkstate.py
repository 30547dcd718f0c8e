"""How we stand with the centre, in one word, and since when.

1. `online` only while there was a sign of life within the last `silence` seconds.
2. Losing the link is `reconnecting`; the first try that fails, or silence that lasts, is `offline`, since the loss.
3. A missing sign-in or a needed upgrade is said as such, and outlasts a mere outage until the centre answers again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from postcmd.edits import LinkState
from postcmd.errors import PostError, SignInNeeded, UpgradeNeeded
from sync.roundtrip import RoundTrip

OF_THE_TOKEN = frozenset({"file_not_private", "file_unreadable"})


def state_after(error: PostError) -> LinkState:
    """How we stand with the centre where this is in the way."""
    if isinstance(error, SignInNeeded) or error.code in OF_THE_TOKEN:
        return "sign_in"
    return "upgrade" if isinstance(error, UpgradeNeeded) else "offline"


def facts_of(error: PostError) -> dict[str, str]:
    """The facts of an error, as a link carries them."""
    return {name: str(fact) for name, fact in error.facts.items()}


class LinkKeeper:
    """Signs of life and failures in, a state out; `incident` is what had to be put right.

    `now` is the wall, `tick` any clock that never goes back.
    """

    def __init__(self, now: Callable[[], datetime], tick: Callable[[], float], silence: float) -> None:
        self.state: LinkState = "starting"
        self.since: datetime = now()
        self.trouble = ""
        self.facts: dict[str, str] = {}
        self.incident = ""
        self.round_trip = RoundTrip()
        self._now, self._tick, self._silence = now, tick, silence
        self._heard_at: float | None = None

    def heard(self) -> None:
        """The centre answered, or its stream said something."""
        self._heard_at = self._tick()
        self._enter("online", "")

    def lost(self, code: str) -> None:
        """A stream broke or a question got no answer."""
        if self.state == "online":
            self._heard_at = None
            self.round_trip.forget()
            self._enter("reconnecting", code)
        elif self.state in ("starting", "reconnecting", "offline"):
            self.state, self.trouble = "offline", code

    def stopped(self, state: LinkState, code: str, facts: dict[str, str] | None = None) -> None:
        """Something that only a person can mend: `sign_in`, `upgrade`, `read_only`."""
        self._enter(state, code)
        self.facts = facts or {}

    def seconds_of_silence_left(self) -> float:
        """How long until silence means a lost link."""
        if self.state != "online" or self._heard_at is None:
            return self._silence
        return self._heard_at + self._silence - self._tick()

    def check_silence(self) -> bool:
        """Whether the link has just become too silent to count."""
        if self.state == "online" and self.seconds_of_silence_left() <= 0:
            self._enter("reconnecting", "silence")
            return True
        return False

    def _enter(self, state: LinkState, trouble: str) -> None:
        if state != self.state:
            self.since = self._now()
        self.state, self.trouble, self.facts = state, trouble, {}
