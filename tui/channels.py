"""By which channel a unit told us what we write down for it.

1. The channel stands beside the keys that use it, and stays until another is chosen.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_, _

CHANNELS: Final = (N_("phone"), N_("chat group"), N_("in person"), N_("another way"))


class Channel:
    """The one in use, the phone first; `turn` goes on to the next."""

    def __init__(self) -> None:
        self._nth = 0

    @property
    def name(self) -> str:
        return _(CHANNELS[self._nth])

    def turn(self) -> None:
        self._nth = (self._nth + 1) % len(CHANNELS)

    @property
    def label(self) -> str:
        """The label of the key that turns it."""
        return _("by {channel}").format(channel=self.name)
