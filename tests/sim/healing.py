"""A world without faults: how three posts move in, and how everything comes to rest when the faults stop.

1. In so many rounds without faults everything has arrived, and everybody shows what the centre shows them.
2. Who then deletes a cache has, after one pull, the same records and all edits.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from postcmd.records import AnyRecord, Kind, kind_of
from postcmd.wire import encode
from sync.instances import CACHE
from tests.sim.disk import Forgets
from tests.sim.field import ACCOUNTS
from tests.sim.history import Violation
from tests.sim.machine import Machine
from tests.sim.network import Message
from tests.sim.post import Post
from tests.sim.saved import tags_in
from tests.sim.world import World

ROUNDS = 60
CARES = 2
"""So often everybody looks after what others left behind, when all that is their own has arrived."""


@contextmanager
def a_world(forgets: Forgets = "") -> Iterator[World]:
    """Three posts at work, in a folder of their own, in memory where there is such a place."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="sim-", dir=memory if memory.is_dir() else None))
    try:
        world = World(folder, forgets)
        for account in ACCOUNTS[1:]:
            _move_in(world, account)
        yield world
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move_in(world: World, account: str) -> None:
    """Whoever begins like one before has the cache that this one had then, and need not ask."""
    post = world.new_post(world.new_machine(account))
    post.machine.move_in(world.centre.first_caches)
    world.boot(post)
    if post.core.shown.cursor is None:
        pull_now(world, post)
        world.act(post, post.flush)
        post.machine.moved_in(world.centre.first_caches)
        post.die()
        world.boot(post)


def settle(world: World) -> None:
    """Faults stop; everything arrives, and everybody is equal."""
    world.centre.down = False
    world.centre.catch_up()
    world.network.under_way.clear()
    for post in world.posts:
        _heal(world, post)
    _let_arrive(world)
    for post in world.posts:
        world.act(post, post.flush)
    _check_settled(world)
    _check_rebuilt(world, world.posts[len(world.oracle.edits) % len(world.posts)])


def _check_settled(world: World) -> None:
    for post in world.posts:
        world.oracle.check_settled(post, world.centre.database)
    world.oracle.check_nothing_lost(world.machines)
    world.oracle.check_effects()
    world.oracle.history.check_ledger(world.centre.database)


def _check_rebuilt(world: World, post: Post) -> None:
    """I12 of one of them, another one in every run."""
    assert post.instance is not None
    machine, cache = post.machine, post.instance.folder / CACHE
    records, edits = list(post.core.shown.records_held()), _tags_at(machine)
    post.die()
    machine.disk.forget(cache)
    world.boot(post)
    pull_now(world, post)
    if _by_key(post.core.shown.records_held()) != _by_key(records) or _tags_at(machine) != edits:
        raise Violation(f"I12: {post.name} is not what it was before its cache was deleted")
    world.oracle.check_screen(post)


def _by_key(records: Iterable[AnyRecord]) -> dict[tuple[Kind, str], AnyRecord]:
    return {(kind_of(record), record.id): record for record in records}


def _tags_at(machine: Machine) -> set[str]:
    return {tag for intents in machine.kept_on_disk() for tag in tags_in(intents)}


def _heal(world: World, post: Post) -> None:
    post.machine.disk.be_well()
    if not post.is_up:
        world.boot(post)
    post.sign_in_again()


def _let_arrive(world: World) -> None:
    cared = 0
    for _ in range(ROUNDS):
        world.centre.wall += timedelta(seconds=10)
        if _talk(world):
            continue
        cared += 1
        if cared > CARES or not [post for post in world.posts if world.care(post)]:
            return


def _talk(world: World) -> bool:
    """Everybody says what waits and asks for what is new; whether there was anything."""
    for post in world.posts:
        push_now(world, post)
    behind = [post for post in world.posts if post.hello_due or not world.oracle.is_up_to_date(post)]
    for post in behind:
        pull_now(world, post)
    return bool(behind)


def push_now(world: World, post: Post) -> None:
    """What waits is sent, and the centre answers."""
    if post.outbox.is_writing:
        world.act(post, post.save)
    _hello_if_due(world, post)
    said = post.next_push()
    if said is not None:
        message = Message(post, post.life, "push", said, encode(said), post.account)
        world.hear(message, world.serve(message))


def pull_now(world: World, post: Post) -> None:
    """Everything is asked for, and the centre answers."""
    for _ in range(10):
        _hello_if_due(world, post)
        asked = post.next_pull(digest=False)
        message = Message(post, post.life, "pull", asked, encode(asked), post.account)
        world.hear(message, world.serve(message))
        if not post.core.is_midway and post.core.basis.cursor is not None:
            return
    raise Violation(f"I9: {post.name} pulls for ever")


def _hello_if_due(world: World, post: Post) -> None:
    if post.hello_due:
        message = Message(post, post.life, "hello", post.core.client, b"", post.account)
        world.hear(message, world.serve(message))
