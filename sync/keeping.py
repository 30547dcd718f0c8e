"""What of the learnt has to be written to the cache, and which intents may be forgotten for it.

1. What changed since the last save is written next; where a save failed, everything.
2. An intent is forgotten only when its result is on disk under this client id, in a commit that is safe at the centre,
   and needs nobody any more (I1).
"""

from __future__ import annotations

from collections.abc import Iterable

from postcmd.records import Kind
from sync.formats import AnyShelved
from sync.genuine import sum_of_results
from sync.intents import Intents
from sync.learnt import Changes, Cut, Key, Learnt


class Keeping:
    """The saving half of a post's core."""

    def __init__(self) -> None:
        self._dirty: dict[Kind, dict[str, bool]] = {}
        self._whole = False
        self._changed = False

    def note(self) -> None:
        """Something besides records changed."""
        self._changed = True

    def note_cut(self, cut: Cut, gone: Iterable[Key], whole: bool) -> None:
        self._changed, self._whole = True, self._whole or whole
        for kind, key in cut.puts:
            self._dirty.setdefault(kind, {})[key] = True
        for kind, key in gone:
            self._dirty.setdefault(kind, {})[key] = False

    def could_not_save(self) -> None:
        self._whole = self._changed = True

    def changes(self, shown: Learnt, server: str, client: str) -> Changes | None:
        """What has to be written since the last time; None where there is nothing."""
        if not self._changed or shown.cursor is None:
            return None
        whole, kinds = self._whole, self._dirty.items()
        puts: dict[Kind, dict[str, AnyShelved]] = {kind: dict(shelf) for kind, shelf in shown.records.items()}
        gone: dict[Kind, set[str]] = {}
        if not whole:
            puts = {kind: {key: shown.records[kind][key] for key, here in keys.items() if here} for kind, keys in kinds}
            gone = {kind: {key for key, here in keys.items() if not here} for kind, keys in kinds}
        self._dirty, self._whole, self._changed = {}, False, False
        results = dict(shown.results)
        facts = shown.facts(server, shown.account, client, sum_of_results(client, shown.epoch, results))
        return Changes(facts, results, puts, gone, whole)


def safe_to_forget(intents: Intents, on_disk: Changes, shown: Learnt) -> list[int]:
    """The leading numbers whose end is on disk, needs nobody, and is in a backup of the centre."""
    leading: list[int] = []
    if (on_disk.facts.client, on_disk.facts.epoch) != (intents.client, shown.epoch):
        # Results of a former identity or history: the same numbers may be other ops now, or none.
        return leading
    for n in sorted(intents.kept):
        kept, result = intents.kept[n], on_disk.results.get(n)
        if result is None or result.seq > shown.safe or (result.needs_attention and not kept.dismissed):
            break
        leading.append(n)
    return leading
