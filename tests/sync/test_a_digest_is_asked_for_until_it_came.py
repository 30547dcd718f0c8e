"""What is held is compared with the centre's digest in time, however often the question for it was broken off."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import pytest

from postcmd.wire import PullAnswer, PullRequest
from sync.core import Core
from sync.exchange import Exchange
from sync.files import DISK
from sync.intents import Intents
from sync.learnt import Learnt
from sync.outbox import Outbox
from sync.ports import Means
from sync.watch import NoDrawer
from tests.sync.desk import QUICK
from tests.sync.fake_centre import FakeCentre

pytestmark = pytest.mark.anyio


@pytest.fixture
def outbox() -> Iterator[Outbox]:
    outbox = Outbox(lambda: None)
    outbox.attach(NoDrawer(errno.EACCES), Intents("post"))
    yield outbox
    assert outbox.stop(20.0)


async def broken_off(_request: PullRequest) -> PullAnswer | None:
    """A question that waited at the centre, and was called back before anything happened."""
    return None


async def test_a_question_that_was_broken_off_does_not_put_the_digest_off(outbox: Outbox) -> None:
    centre = FakeCentre()
    means = Means(QUICK, DISK, Random(1), lambda: datetime.now(UTC), lambda: 1.0, bytes)
    core = Core("server", "post", Learnt(account="chaoyang"))
    exchange = Exchange(centre, core, outbox, means, lambda: "other")
    await exchange.pull()
    exchange.hello_due = True
    await exchange.pull(broken_off, wait=15)
    centre.questions.clear()
    await exchange.pull()
    await exchange.pull()
    assert [one.digest for one in centre.questions if isinstance(one, PullRequest)] == [True, False]
