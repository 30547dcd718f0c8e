"""What goes on at every command post on every day."""

from __future__ import annotations

from random import Random

from postcmd.ops import QuotaAdd
from sync.folding import can_fold
from tests.sim import edits
from tests.sim.edits_of_people import OF_PEOPLE
from tests.sim.edits_on_the_ground import ON_THE_GROUND
from tests.sim.post import Post
from tests.sim.world import World


def post_at(world: World, who: int) -> Post | None:
    """The post that is meant, if it is up; one that is down is started instead."""
    post = world.posts[who % len(world.posts)]
    if post.is_up:
        return post
    world.boot(post)
    return None


def own(world: World, who: int, rng: Random) -> None:
    """An edit of what nobody else edits."""
    if (post := post_at(world, who)) is not None:
        give(world, post, edits.make(edits.own_add, post, rng, world.tag()), rng)


def edit(world: World, who: int, rng: Random) -> None:
    """An edit of what others may be editing too."""
    if (post := post_at(world, who)) is not None:
        give(world, post, edits.make(rng.choice(edits.SHARED), post, rng, world.tag()), rng)


def people(world: World, who: int, rng: Random) -> None:
    """Somebody signs people up, answers, calls the reserve, writes a note."""
    if (post := post_at(world, who)) is not None:
        give(world, post, edits.make(rng.choice(OF_PEOPLE), post, rng, world.tag()), rng)


def ground(world: World, who: int, rng: Random) -> None:
    """Somebody divides a squad, checks people in, relieves them, counts what was done."""
    if (post := post_at(world, who)) is not None:
        give(world, post, edits.make(rng.choice(ON_THE_GROUND), post, rng, world.tag()), rng)


def repeat(world: World, who: int, rng: Random) -> None:
    """The same key once more: folded into the last edit, where that was not sent."""
    post = post_at(world, who)
    if post is None:
        return
    last = post.outbox.last_unsent
    tag = world.tag() if last is None else last.reason
    made = edits.make(edits.own_add, post, rng, tag)
    if made is not None and last is not None and isinstance(made[0], QuotaAdd) and can_fold(last, made[0]):
        world.counts["key repeated"] += 1
        give(world, post, made, rng)


def give(world: World, post: Post, made: edits.Made | None, rng: Random) -> None:
    if made is None:
        return
    post.give(*made)
    if rng.random() < 0.7:
        world.act(post, post.save)
    else:
        post.see()


def save(world: World, who: int, rng: Random) -> None:
    if (post := post_at(world, who)) is not None:
        world.act(post, post.save)


def push(world: World, who: int, rng: Random) -> None:
    if (post := post_at(world, who)) is not None:
        world.act(post, lambda: world.push(post, rng))


def ask(world: World, who: int, rng: Random) -> None:
    if (post := post_at(world, who)) is not None:
        world.ask(post, rng)


def deliver(world: World, who: int, rng: Random) -> None:
    world.deliver(rng)


def flush(world: World, who: int, rng: Random) -> None:
    post = post_at(world, who)
    if post is not None and world.act(post, post.flush):
        world.oracle.check_nothing_lost(world.machines)


def dismiss(world: World, who: int, rng: Random) -> None:
    """A person has seen the refusals."""
    post = post_at(world, who)
    if post is None:
        return
    tickets = [one.ticket for one in post.attention()]
    if not tickets:
        return
    some = tickets if rng.random() < 0.5 else [rng.choice(tickets)]
    tags = {one.op.reason for one in post.attention() if one.ticket in some}

    def act() -> None:
        post.outbox.dismiss(some)
        post.save()
        world.oracle.dismissed(tags)

    world.act(post, act)
    world.counts["dismissed"] += len(some)


def withdraw(world: World, who: int, rng: Random) -> None:
    post = post_at(world, who)
    if post is None or not post.board.waiting:
        return
    edit = rng.choice(post.board.waiting)

    def act() -> None:
        taken_back = post.outbox.withdraw([edit.ticket])
        post.save()
        world.counts["withdrawn"] += len(taken_back)

    world.act(post, act)
