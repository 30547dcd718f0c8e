"""How an op ended, in two words."""

from __future__ import annotations

from postcmd.outcome import Outcome


def ended(outcome: Outcome) -> tuple[str, str]:
    """Its status and the code of why; "" where there is none."""
    return outcome.status, outcome.info.code if outcome.info else ""
