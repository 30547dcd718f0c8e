"""What a trial came to: how much was tried, and what was lost, doubled or different in the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from postcmd.wire import NEEDS_ATTENTION


@dataclass
class Totals:
    """Counts add up over trials; `wrong` says in words whatever must not be."""

    seconds: float = 0.0
    acknowledged: int = 0
    on_screens: int = 0
    lost: int = 0
    doubled: int = 0
    differing: int = 0
    restores: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __iadd__(self, other: Totals) -> Totals:
        for name in ("seconds", "acknowledged", "on_screens", "lost", "doubled", "differing", "restores"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("kills", "statuses", "met"):
            getattr(self, name).update(getattr(other, name))
        self.wrong += other.wrong
        return self

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.differing or self.wrong)

    def __str__(self) -> str:
        refused = sum(count for status, count in self.statuses.items() if status in NEEDS_ATTENTION)
        return "\n".join(
            (
                f"{self.acknowledged:,} acknowledged edits, {self.on_screens:,} of them seen on screens; "
                f"{self.kills.total()} kills, {self.restores} restores in {self.seconds:,.0f} s",
                f"lost {self.lost}, doubled {self.doubled}, boards that differ {self.differing}, "
                f"otherwise wrong {len(self.wrong)}",
                f"killed: {listed(self.kills)}",
                f"ended: {listed(self.statuses)} ({refused:,} for a person)",
                f"met on the way: {listed(self.met)}",
                *self.wrong[:20],
            )
        )


def listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())) or "nothing"
