"""I13 as a story: three posts that reach nobody edit until their outboxes are full, and on; then all of it arrives."""

from __future__ import annotations

import pytest

from sync import room
from tests.sim.healing import a_world, settle
from tests.sim.steps import steps_of, take

BOUND = 12
WORK = ("own", "edit", "save", "flush", "die", "die writing")


def test_what_a_full_outbox_refuses_is_said_and_what_it_took_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    """I13: nothing beyond the bound is kept, and all that was kept arrives."""
    monkeypatch.setattr(room, "MOST_WAITING", BOUND)
    refused = 0
    with a_world() as world:
        for step in steps_of(7, 400):
            if step.what not in WORK:
                continue
            take(world, step)
            assert all(len(post.outbox.intents.kept) <= BOUND for post in world.posts)
            # An edit that was never kept has no number.
            refused += any(one.op.n == 0 for post in world.posts if post.is_up for one in post.attention())
        assert refused
        assert any(len(post.outbox.intents.kept) == BOUND for post in world.posts)
        settle(world)
        assert not [n for post in world.posts for n in post.outbox.intents.kept if n not in post.core.shown.results]
