"""What a post still owes under a client id that it does not use any more.

1. An op that the centre answered stays under the number and the id it was answered under, until it is in a backup of
   the centre: a centre that is restored gets it back once, whoever sends it.
2. Nothing new is ever kept in such a folder, and no board opens it; whoever is at work looks after it (neighbours.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from postcmd.wire import Result
from sync.files import Disk
from sync.formats import Kept
from sync.genuine import sum_of_results
from sync.instances import Home, new_instance
from sync.intents import Draft, Intents
from sync.learnt import Changes, Learnt
from sync.local import CacheFile, OutboxFile
from sync.salvage import bridged


def retire(home: Home, name: str, intents: Intents, learnt: Learnt, disk: Disk) -> None:
    """Put what was answered, and is not safe yet, into a new folder under `name`. OSError where the disk refuses."""
    results = learnt.results
    owed = {n: _seen(kept, results[n]) for n, kept in intents.kept.items() if n in results}
    # A copy of this post may have used a number in between: what is left goes out all the same.
    owed = bridged({n: kept for n, kept in owed.items() if results[n].seq > learnt.safe})
    if not owed:
        return
    instance = new_instance(home, name, disk)
    try:
        draft = Draft(Intents(intents.client, intents.next, owed, retired=True), {}, ())
        draft.touched = set(owed)
        cache = CacheFile(instance.folder, disk)
        cache.start_from(None)
        # First, so that nobody who looks in sees edits under way.
        cache.save(results_alone(learnt, home.server, intents.client, {n: results[n] for n in owed if n in results}))
        OutboxFile(instance.folder, home.server, home.account, disk).save(draft)
    finally:
        instance.release()


def results_alone(learnt: Learnt, server: str, client: str, results: Mapping[int, Result]) -> Changes:
    """A cache without records: how the edits of a client id ended, in which history, and at which place in it."""
    facts = learnt.facts(server, learnt.account, client, sum_of_results(client, learnt.epoch, results))
    return Changes(msgspec.structs.replace(facts, cursor="", results_at=facts.cursor), dict(results), {}, {}, True)


def _seen(kept: Kept, result: Result) -> Kept:
    """What needs a person is shown where the post goes on; here it has been dealt with."""
    return msgspec.structs.replace(kept, dismissed=True) if result.needs_attention else kept
