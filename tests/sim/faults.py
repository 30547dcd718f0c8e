"""What goes wrong, and what others do meanwhile."""

from __future__ import annotations

import errno
from datetime import timedelta
from random import Random

import msgspec

from postcmd import ops
from postcmd.clock import operational
from postcmd.records import Clock, Quota, Squad
from postcmd.wire import SCHEMA, PushRequest, encode
from sync.instances import CACHE
from tests.sim.field import ACCOUNTS, DISTRICTS, OWN_PREFIX, SCOPES, SHARED_QUOTAS, SQUADS, TEAMS, team
from tests.sim.healing import pull_now
from tests.sim.post import Post
from tests.sim.work import post_at
from tests.sim.world import World

MOST_POSTS = 5
KINDS_SINCE = {
    2: ("availability", "signup", "receipt", "note"),
    3: ("post", "duty", "limit", "placement", "work", "attrition", "handover"),
    4: ("freeze",),
}
"""Kinds that a program of an earlier schema let go of, by the schema that knows them first."""

# Posts and their files


def die(world: World, who: int, rng: Random) -> None:
    """kill -9, or the power fails, between two calls."""
    post = post_at(world, who)
    if post is None:
        return
    post.die()
    world.counts["killed"] += 1
    if rng.random() < 0.5:
        lose_power(world, post, rng)


def lose_power(world: World, post: Post, rng: Random) -> None:
    """The machine goes down, and everybody on it."""
    for one in world.posts:
        if one.machine is post.machine:
            one.die()
    post.machine.lose_power(rng)
    world.counts["power lost"] += 1


def die_writing(world: World, who: int, rng: Random) -> None:
    """kill -9, or the power fails, inside whatever the post is doing."""
    post = post_at(world, who)
    if post is None:
        return
    post.machine.disk.die_in(rng.randrange(14))
    what = rng.randrange(3)
    if what == 0:
        alive = world.act(post, post.save)
    elif what == 1:
        alive = world.act(post, post.flush)
    else:
        alive = world.act(post, lambda: world.push(post, rng))
    post.machine.disk.die_in(-1)
    world.counts["killed while writing"] += not alive
    post.die()
    if rng.random() < 0.5:
        lose_power(world, post, rng)
    world.boot(post)


def disk_refuses(world: World, who: int, rng: Random) -> None:
    """A full or broken disk, for one call."""
    if (post := post_at(world, who)) is not None:
        post.machine.disk.refuse_in(rng.randrange(8), rng.choice((errno.ENOSPC, errno.EIO)))
        world.counts["disk refused"] += 1


def cache_lost(world: World, who: int, rng: Random) -> None:
    """The cache is deleted, cut, or of another program's shape; the board starts again."""
    post = post_at(world, who)
    if post is None:
        return
    folder = post.instance.folder if post.instance is not None else post.machine.home.folder
    post.die()
    cache = folder / CACHE
    how = rng.randrange(3)
    if cache.exists() and how == 0:
        post.machine.disk.forget(cache)
        world.counts["cache deleted"] += 1
    elif cache.exists():
        content = cache.read_bytes()
        cut = content[: rng.randrange(len(content))] if how == 1 else content.replace(b'"schema":', b'"schema":-', 1)
        post.machine.disk.damage(cache, cut)
        world.counts["cache cut" if how == 1 else "cache of another schema"] += 1
    world.boot(post)


def older_program(world: World, who: int, rng: Random) -> None:
    """The cache was written by a program that knew fewer kinds; the board starts again."""
    post = post_at(world, who)
    if post is None or post.instance is None:
        return
    cache = post.instance.folder / CACHE
    post.die()
    if cache.exists():
        tables = msgspec.json.decode(cache.read_bytes(), type=dict[str, msgspec.Raw])
        schema = rng.randrange(1, SCHEMA)
        unknown = {kind for since, kinds in KINDS_SINCE.items() if since > schema for kind in kinds}
        older = {name: table for name, table in tables.items() if name not in unknown}
        now, then = (f'"schema":{one}'.encode() for one in (SCHEMA, schema))
        older["facts"] = msgspec.Raw(bytes(tables["facts"]).replace(now, then, 1))
        post.machine.disk.damage(cache, msgspec.json.encode(older))
        world.counts["cache of an older program"] += 1
    world.boot(post)


def copy_home(world: World, who: int, rng: Random) -> None:
    """Somebody makes a copy of the home, for later."""
    machine = world.posts[who % len(world.posts)].machine
    world.copies[machine] = world.folder / f"copy-{world.machines.index(machine)}"
    machine.copy_home(world.copies[machine])


def roll_back_home(world: World, who: int, rng: Random) -> None:
    """The home is what it was when it was copied. What it has forgotten by that, a person has thrown away."""
    post = world.posts[who % len(world.posts)]
    copy = world.copies.get(post.machine)
    if copy is None:
        return
    for one in world.posts:
        if one.machine is post.machine:
            one.die()
            world.network.forget(one)
    before = post.machine.kept_on_disk()
    post.machine.lay_home(copy)
    if world.oracle.rolled_back(before, post.machine.kept_on_disk()):
        post.machine.owns.clear()
    world.boot(post, excuse=True)
    world.counts["home rolled back"] += 1


def clone_home(world: World, who: int, rng: Random) -> None:
    """The home is copied to another machine, and both are used. Each has from now on quotas of its own."""
    post = world.posts[who % len(world.posts)]
    if len(world.posts) >= MOST_POSTS or not post.outbox.intents.kept:
        return
    world.oracle.copied(post.machine.kept_on_disk())
    place = world.folder / "to-be-cloned"
    post.machine.copy_home(place)
    twin = world.new_machine(post.account)
    twin.lay_home(place)
    post.machine.owns.clear()
    for one in world.posts:
        if one.machine is post.machine and one.instance is not None:
            one.own = one.machine.own_of(one.instance.folder)
    world.boot(world.new_post(twin))
    world.counts["home cloned"] += 1


def second_board(world: World, who: int, rng: Random) -> None:
    """The same person opens another board on the same machine."""
    machine = world.posts[who % len(world.posts)].machine
    if len(world.posts) < MOST_POSTS:
        world.boot(world.new_post(machine))
        world.counts["second board"] += 1


def care(world: World, who: int, rng: Random) -> None:
    """A board looks after what other sessions left behind."""
    if (post := post_at(world, who)) is not None:
        world.care(post)


# Signing in, and other programs


def token(world: World, who: int, rng: Random) -> None:
    """The token expires; after a while somebody signs in again."""
    post = world.posts[who % len(world.posts)]
    post.token_good = False
    world.later(rng.randrange(5, 30), post.sign_in_again)
    world.counts["token expired"] += 1


def program(world: World, who: int, rng: Random) -> None:
    """The centre takes this program no more; after a while it does, or another one is here."""
    post = world.posts[who % len(world.posts)]
    post.program_good = False
    world.later(rng.randrange(5, 30), post.sign_in_again)
    world.counts["program outdated"] += 1


def somebody_else(world: World, who: int, rng: Random) -> None:
    """Another person signs in at this home, for a while."""
    post = world.posts[who % len(world.posts)]
    post.sign_in_again(rng.choice([account for account in ACCOUNTS if account != post.account]))
    world.later(rng.randrange(5, 20), post.sign_in_again)
    world.counts["somebody else signed in"] += 1


# The centre


def centre_down(world: World, who: int, rng: Random) -> None:
    world.centre.down = True
    world.later(rng.randrange(3, 20), world.centre.come_back)
    world.counts["centre down"] += 1


def poison(world: World, who: int, rng: Random) -> None:
    """The centre fails over an edit that waits: some times, or always."""
    post = world.posts[who % len(world.posts)]
    waiting = [one.op.reason for one in post.board.waiting if one.op.n]
    if waiting:
        world.centre.poison[rng.choice(waiting)] = rng.choice((1, 3, 1_000))


def wait(world: World, who: int, rng: Random) -> None:
    world.centre.wall += timedelta(seconds=rng.randrange(10, 60))


def days_pass(world: World, who: int, rng: Random) -> None:
    """So many nights later: what is over ages, and leaves the posts."""
    _set_clock(world, timedelta(days=rng.choice((1, 12, 36, 36))))
    world.counts["days passed"] += 1


def clock_goes_back(world: World, who: int, rng: Random) -> None:
    """The centre's clock is set back: days count again that posts have let go of."""
    _set_clock(world, -timedelta(days=rng.choice((1, 12, 36))))
    world.counts["clock set back"] += 1


def _set_clock(world: World, by: timedelta) -> None:
    clock, wall = world.oracle.history.get("clock", "clock"), world.centre.wall
    shown = operational(clock if isinstance(clock, Clock) else None, wall)
    world.centre.load(Clock(id="clock", at=shown + by, since=wall))


def catch_up(world: World, who: int, rng: Random) -> None:
    world.centre.catch_up()


def admin(world: World, who: int, rng: Random) -> None:
    """Somebody at the city changes a quota."""
    quota = world.oracle.history.get("quota", rng.choice(SHARED_QUOTAS))
    if not isinstance(quota, Quota) or world.centre.down:
        return
    heads = rng.randrange(12)
    epoch = world.oracle.history.epoch
    base = ops.Base(epoch, quota.rev, {"min": quota.min, "max": quota.max})
    op = ops.QuotaSet(request=quota.request, unit=quota.unit, day=quota.day, base=base, min=heads, max=heads)
    n = world.oracle.history.last_of("city") + 1
    said = PushRequest(client="city", epoch=epoch, cursor=None, low=n, ops=[ops.numbered(op, n)])
    world.centre.push("city", encode(said))
    world.counts["changed by the city"] += 1


def move_unit(world: World, who: int, rng: Random) -> None:
    """A team goes over to another district, and all that lies by it."""
    world.centre.load(team(rng.choice(TEAMS), rng.choice(DISTRICTS)))
    world.counts["unit moved"] += 1


def move_record(world: World, who: int, rng: Random) -> None:
    """A squad is somebody else's from now on, or somewhere else."""
    squad = world.oracle.history.get("squad", rng.choice(SQUADS))
    if isinstance(squad, Squad):
        unit, place = rng.choice(TEAMS), rng.choice(("p0", "pd1", None))
        world.centre.load(msgspec.structs.replace(squad, unit=unit, place=place))
        world.counts["squad moved"] += 1


def scope(world: World, who: int, rng: Random) -> None:
    account = rng.choice(ACCOUNTS[1:])
    world.centre.grant(account, [*rng.choice(SCOPES), OWN_PREFIX])
    world.counts["scope changed"] += 1


def compact(world: World, who: int, rng: Random) -> None:
    world.centre.compact(timedelta(seconds=rng.choice((10, 40, 100))))
    world.counts["compacted"] += 1


def backup(world: World, who: int, rng: Random) -> None:
    world.centre.backup()
    world.counts["backup"] += 1


def restore(world: World, who: int, rng: Random) -> None:
    """The last backup is put back, with a word about it or without."""
    if not world.centre.backups:
        return
    announced = rng.random() < 0.4
    world.oracle.restores()
    world.centre.restore(world.centre.backups[-1], announced)
    world.counts["restored, announced" if announced else "restored, unannounced"] += 1
    world.oracle.check_nothing_lost(world.machines)


def restore_older(world: World, who: int, rng: Random) -> None:
    """An older backup than the last: what was promised to be safe, and forgotten for that, is not."""
    world.centre.backup()
    for post in world.posts:
        if post.is_up and post.may_ask and post.token_good and post.program_good and not world.centre.down:
            pull_now(world, post)
            world.act(post, post.flush)
    world.oracle.breaks_its_word(max(one.seq for one in world.centre.backups))
    older = world.centre.backups[0] if rng.random() < 0.5 else rng.choice(world.centre.backups[:-1])
    world.oracle.restores()
    world.centre.restore(older, announced=rng.random() < 0.4)
    world.oracle.check_nothing_lost(world.machines, excuse=True)
    world.counts["restored from an older backup"] += 1
