"""Posts and a centre in any weather, seeded: lost, doubled and reordered messages, kill -9, restores, lost scope.

The numbers are those of the protocol (4.7): I1 no loss, I2 read your writes, I3 exactly once, I5 convergence, I8 scope.
"""

from __future__ import annotations

import copy
from random import Random

import pytest

from postcmd.board import Board
from postcmd.edits import Link, Update
from postcmd.ops import Base, Op, QuotaAdd, QuotaSet
from postcmd.records import AnyRecord, Quota
from postcmd.scope import Grant, paths_of, visible
from postcmd.wire import NEEDS_ATTENTION, PullAnswer, PullRequest, PushAnswer, PushRequest
from sync.core import Core
from sync.intents import Add, Change, Dismiss, Draft, Intents, Prune, Seal, Withdraw
from sync.learnt import Changes, Learnt
from sync.outbox import Standing
from sync.view import View
from tests.centre_fixture import DAY, a_quota, a_request
from tests.sync.fake_centre import FakeCentre

OWN: list[AnyRecord] = [a_request("own", "sunhe-p", 50), a_quota("own", "lianjia", 50)]
"""A quota that nobody but the first post changes."""
OWN_QUOTA = f"own.lianjia.{DAY}"
SHARED = [f"call-{number}" for number in range(3)]
RECORDS: list[AnyRecord] = [
    record for call in SHARED for record in (a_request(call, "sunhe-p", 12), a_quota(call, "lianjia", 12))
]

Question = PullRequest | PushRequest


class SimPost:
    """A post with its two files as values: what was written survives a crash, the rest does not."""

    def __init__(self, name: str, centre: FakeCentre) -> None:
        self.name, self.centre = name, centre
        self.outbox = Intents(name)
        self.cache: Changes | None = None
        self.given: dict[int, Op] = {}
        self.own_total = 50
        self.boot()

    def boot(self) -> None:
        learnt = Learnt(account="chaoyang")
        if self.cache is not None:
            facts, results = self.cache.facts, dict(self.cache.results)
            records = {kind: dict(shelf) for kind, shelf in self.cache.puts.items()}
            learnt = Learnt(facts.epoch, facts.cursor, facts.prefixes, facts.safe, account="chaoyang")
            learnt.records.update(records)
            learnt.results = results
        self.core = Core("server", self.name, learnt, park_after=0)
        self.board = Board()
        self.board.apply(Update(puts=tuple(learnt.records_held()), whole=True))
        self.view = View()
        self.greeted = False

    def change(self, *changes: Change) -> None:
        draft = Draft(self.outbox, {}, set(self.core.shown.results))
        self.outbox = draft.take(changes).intents()

    def see(self) -> Board:
        standings = [Standing(f"{self.name}.{n}", kept) for n, kept in self.outbox.kept.items()]
        edits = self.view.edits(standings, self.core.shown.results)
        self.board.apply(Update(edits=edits, link=Link(epoch=self.core.shown.epoch, account="chaoyang")))
        return self.board

    def edit(self, rng: Random) -> None:
        if self.name == "p0" and rng.random() < 0.5 and self.see().quota(OWN_QUOTA) is not None:
            heads = rng.randint(1, 3)
            self.own_total += heads
            self._give(QuotaAdd(request="own", unit="lianjia", day=DAY, min=heads, max=heads))
            return
        call = rng.choice(SHARED)
        quota = self.see().quota(f"{call}.lianjia.{DAY}")
        if quota is None:
            return
        if rng.random() < 0.6:
            heads = rng.choice([-4, -1, 1, 2])
            self._give(QuotaAdd(request=call, unit="lianjia", day=DAY, min=heads, max=heads))
        else:
            base = Base(self.core.shown.epoch, quota.rev, {"min": quota.min, "max": quota.max})
            wanted = rng.randint(0, 20)
            self._give(QuotaSet(request=call, unit="lianjia", day=DAY, min=wanted, max=wanted, base=base))

    def _give(self, op: Op) -> None:
        self.change(Add("", op))
        n = self.outbox.next - 1
        self.given[n] = self.outbox.kept[n].op

    def withdraw(self) -> None:
        n = self.outbox.next - 1
        kept = self.outbox.kept.get(n)
        if kept is not None and not kept.sealed and not kept.withdrawn:
            self.change(Withdraw(f"{self.name}.{n}"))
            if isinstance(kept.op, QuotaAdd) and kept.op.request == "own":
                self.own_total -= kept.op.max
            del self.given[n]

    def dismiss(self) -> None:
        for edit in self.see().attention:
            self.change(Dismiss(edit.ticket))

    def ask(self) -> PullRequest:
        if not self.greeted:
            self.greeted = True
        return self.core.pull_request(self.outbox)

    def push(self) -> PushRequest | None:
        numbers = self.core.next_push(self.outbox)
        if not numbers:
            return None
        self.change(Seal(tuple(numbers)))
        return self.core.push_request(numbers, self.outbox, 0.0)

    def hear(self, question: Question, answer: object) -> None:
        if isinstance(question, PullRequest):
            assert not isinstance(answer, PushAnswer)
            update = self.core.took_pull(question, answer, self.outbox)  # type: ignore[arg-type]  # not a PushAnswer
            if update is not None:
                self.board.apply(update)
        else:
            self.core.took_push(question, answer, self.outbox, 0.0)  # type: ignore[arg-type]  # not a PullAnswer

    def lose(self, question: Question) -> None:
        if isinstance(question, PullRequest):
            self.core.lost_pull()
        else:
            self.core.lost_push(question, 0.0)

    def flush(self) -> None:
        changes = self.core.take_changes()
        if changes is None:
            return
        shown = self.core.shown
        whole = {kind: dict(shelf) for kind, shelf in shown.records.items()}
        self.cache = Changes(changes.facts, changes.results, whole, {}, True)
        numbers = self.core.safe_to_forget(self.outbox, self.cache)
        if numbers:
            self.change(Prune(tuple(numbers)))
            self.core.forget(numbers)


class World:
    """Three posts, one centre, and messages under way."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.centre = FakeCentre([*OWN, *RECORDS], page=7)
        self.centre.backup()
        self.posts = [SimPost(f"p{number}", self.centre) for number in range(3)]
        self.under_way: list[tuple[SimPost, Core, Question]] = []
        self.lost_prefix = False

    def step(self) -> None:
        rng, post = self.rng, self.rng.choice(self.posts)
        match rng.choices(range(12), [22, 18, 18, 28, 3, 2, 2, 3, 2, 2, 2, 1])[0]:
            case 0:
                post.edit(rng)
            case 1:
                self._send(post, post.push())
            case 2:
                self._send(post, post.ask())
            case 3:
                self._deliver()
            case 4:
                post.boot()
            case 5:
                post.flush()
            case 6:
                post.dismiss()
            case 7:
                post.withdraw()
            case 8:
                self._somebody_else()
            case 9:
                self.centre.backup()
            case 10:
                self.centre.restore(announced=rng.random() < 0.4)
            case 11:
                self._change_scope()
        self.check()

    def _send(self, post: SimPost, question: Question | None) -> None:
        if question is None:
            return
        if self.rng.random() < 0.15:
            post.lose(question)
            return
        self.under_way.append((post, post.core, question))
        if self.rng.random() < 0.15:
            self.under_way.append((post, post.core, copy.deepcopy(question)))

    def _deliver(self) -> None:
        if not self.under_way:
            return
        at = self.rng.randrange(len(self.under_way)) if self.rng.random() < 0.4 else 0
        post, core, question = self.under_way.pop(at)
        answer = self.centre.answer(question)
        if post.core is not core:
            return
        if self.rng.random() < 0.15:
            post.lose(question)
        else:
            post.hear(question, answer)
            if self.rng.random() < 0.1:
                post.hear(question, answer)

    def _somebody_else(self) -> None:
        call = self.rng.choice(SHARED)
        heads = self.rng.randint(0, 20)
        self.centre.put(a_quota(call, "lianjia", heads))

    def _change_scope(self) -> None:
        self.lost_prefix = not self.lost_prefix
        prefix = "u:centre/chaoyang/lianjia" if self.lost_prefix else "u:centre/chaoyang"
        self.centre.grant("chaoyang", Grant("dispatcher", prefix), Grant("dispatcher", "p:chaoyang-d"))

    def check(self) -> None:
        for post in self.posts:
            shown = post.core.shown
            if shown.cursor is None:
                continue
            own = post.see().quota(OWN_QUOTA)
            if post.name == "p0" and own is not None:
                assert own.max == post.own_total, "I2: what only I change stands as I changed it"
            for record in shown.records_held():
                assert visible(paths_of(record, shown), shown.prefixes), "I8: nothing outside the scope is held"

    def settle(self) -> None:
        self.under_way.clear()
        for post in self.posts:
            post.core.hung_up()
        for _ in range(40):
            for post in self.posts:
                for question in (post.push(), post.ask()):
                    if question is not None:
                        post.hear(question, self.centre.answer(question))
            self.check()
        for post in self.posts:
            self._check_settled(post)

    def _check_settled(self, post: SimPost) -> None:
        assert not post.core.unanswered(post.outbox), "I9: nothing waits for ever"
        self._see_all(post)
        for n, op in post.given.items():
            row = self.centre.history.ledger.get((post.name, n))
            assert row is not None, f"I1: {post.name}.{n} was kept and is unknown to the centre"
            effects = self.centre.effects_of(post.name, n)
            assert effects == (1 if row[1].status == "applied" else 0), (
                f"I3: {post.name}.{n} took effect {effects} times"
            )
            assert row[1].status != "unknown", f"I1: {post.name}.{n} was lost to a gap"
            if row[1].status not in ("void", *NEEDS_ATTENTION):
                assert row[0] == op.h, f"I3: {post.name}.{n} arrived as something else"

    def _see_all(self, post: SimPost) -> None:
        answer = self.centre.answer(PullRequest(client="fresh"))
        seen: dict[str, Quota] = {}
        while isinstance(answer, PullAnswer):
            seen |= {put.record.id: put.record for put in answer.puts.quota}
            if not answer.more:
                break
            answer = self.centre.answer(PullRequest(client="fresh", page=answer.page))
        held = {key: doc["put"].record for key, doc in post.core.shown.records["quota"].items()}
        assert held == seen, "I5: what is held is what the centre shows"
        assert {quota.id: quota for quota in map(post.see().quota, seen) if quota} == seen


@pytest.mark.parametrize("seed", range(24))
def test_nothing_is_lost_doubled_or_mixed(seed: int) -> None:
    world = World(seed)
    for _ in range(200):
        world.step()
    world.settle()
