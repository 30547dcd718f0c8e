"""The client core: what a post says to the centre and what it makes of the answers. No clock, chance, file or network.

The numbers are those of docs/promises.md.
I1   An intent is forgotten only when its result is on disk and its commit is safe at the centre.
I2   What is shown is one cut and the edits it has no result for; effect and result arrive together or not at all.
I3   An op is sent only as it was sealed, under its number, and again and again until a pull brings its result.
I4   Results come from pulls only; a refusal stays until a person dismisses it.
I5   What is held is compared with the centre's digest of it; where the two differ, everything is learnt anew. So it is
     where the centre's clock went back, and days count again that were let go of.
I6   An answer counts only if it answers the latest question and our present cursor; after a reset everything is learnt
     anew before anything of it is shown. While it is, the centre is told what is shown, or, where the cache was lost,
     where what we forgot was seen; it answers with nothing older (I2).
I8   After a change of scope nothing outside the prefixes is held.
I9   No answer blocks later ops for ever: a batch that fails is halved, an op that fails alone is parked.
I11  Ops go out in the order of their numbers; one that the centre does not take yet holds up none that could go first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from postcmd.edits import Update
from postcmd.errors import Unreachable
from postcmd.wire import Hello, Problem, PullAnswer, PullRequest, PushAnswer, PushRequest, Result
from sync.doubts import Doubts
from sync.identity import sift
from sync.intents import Intents, sent_form
from sync.keeping import Keeping, safe_to_forget
from sync.learnt import Changes, Cut, Key, Learnt
from sync.sending import Sending, is_under_way, not_taken


class Core:
    """One post's side of the protocol. Belongs to one thread.

    `cloned`: another post uses our client id; `theirs` is the first number that is known to be its, `known_to` the last
    one that the centre has of either of us.
    """

    def __init__(self, server: str, client: str, shown: Learnt, park_after: float = 120.0) -> None:
        self.server = server
        self.client = client
        self.shown = shown
        self.cloned = False
        self.theirs: int | None = None
        self.known_to = 0
        self.kinds: frozenset[str] = frozenset()
        self.restored = self.greeting_due = False
        self.restored_to: datetime | None = None
        # Results that come without a cursor are of a place that nobody can check.
        uncertain = shown.is_outdated or (shown.results and shown.cursor is None)
        self._fresh = shown.anew(shown.epoch, {}) if uncertain else None
        self._cut: Cut | None = None
        self._page: str | None = None
        self._asked: PullRequest | None = None
        self._pulled = False
        self._doubts = Doubts()
        self._sending = Sending(park_after)
        self._keeping = Keeping()

    @property
    def basis(self) -> Learnt:
        """What the next question builds on: what is shown, or what is being learnt anew."""
        return self._fresh or self.shown

    @property
    def is_midway(self) -> bool:
        """Whether a cut has begun to arrive."""
        return self._page is not None

    @property
    def is_starting_anew(self) -> bool:
        """Whether what is shown is of a history that is over, or wrong."""
        return self._fresh is not None

    def took_hello(self, hello: Hello, intents: Intents) -> None:
        """Who we are to the centre; another epoch is another history."""
        if self.basis.epoch and hello.epoch != self.basis.epoch:
            self._start_anew(hello.epoch, {})
        self.known_to = hello.last
        self.cloned = self.cloned or hello.last >= intents.next
        self.kinds = frozenset(hello.kinds)
        if self.restored and self.restored_to is None:
            self.restored_to = hello.op_at
        for learnt in {id(one): one for one in (self.shown, self.basis)}.values():
            learnt.take_hello(hello)
        self.greeting_due = False
        self._keeping.note()

    def noted(self) -> list[str]:
        """What had to be put right since the last time: `digest`, `gap`."""
        return self._doubts.noted()

    def hung_up(self) -> None:
        self._asked = None
        self._sending.begin_again()

    # Pulling

    def pull_request(self, intents: Intents, wait: int = 0, digest: bool = False) -> PullRequest:
        low, basis = self.low(intents), self.basis
        seen = None if basis.cursor else self.shown.cursor or intents.seen or None
        self._asked = basis.question(
            client=self.client, epoch=basis.epoch, seen=seen, low=low, page=self._page, wait=wait, digest=digest
        )
        self._sending.asked_for_results()
        return self._asked

    def took_pull(self, request: PullRequest, answer: PullAnswer | Problem, intents: Intents) -> Update | None:
        """What is new on the screen; None for a page that is not the last, or an answer that counts for nothing."""
        if request is not self._asked:
            return None
        self._asked = None
        if isinstance(answer, Problem):
            self._refused_pull(answer)
            return None
        if answer.base != self.basis.cursor:
            return None
        if self.basis.epoch and answer.epoch != self.basis.epoch:
            self._start_anew(answer.epoch, {})
            return None
        return self._take_page(answer, intents)

    def read_ahead(self, most: int) -> bool:
        """Read some records of the pages that are here, while the next one is on its way; whether there are more."""
        return self._cut is not None and self._cut.read(most)

    def lost_pull(self) -> None:
        """No answer came. Pages already here stay: their cut can be gone on with."""
        self._asked = None

    def low(self, intents: Intents) -> int:
        """The smallest number whose result is unknown."""
        return min(self.unanswered(intents), default=intents.next)

    def unanswered(self, intents: Intents) -> list[int]:
        results = self.basis.results
        return [n for n in sorted(intents.kept) if n not in results]

    # Pushing

    def next_push(self, intents: Intents) -> list[int]:
        """The numbers that go out next, to be sealed first; none before the first pull or while one push is out."""
        if not self._pulled or not self.basis.epoch:
            return []
        waiting = self.unanswered(intents)
        stop = not_taken(intents, self.kinds).first
        if self.cloned:
            stop = min(stop, self.theirs or intents.next)
            waiting = [n for n in waiting if intents.kept[n].sealed]
        return self._sending.choose([n for n in waiting if n < stop], intents)

    def push_request(self, numbers: Iterable[int], intents: Intents, now: float) -> PushRequest:
        """The message, from ops that are sealed on disk. `now` is any clock that never goes back, in seconds."""
        ops = [sent_form(intents.kept[n]) for n in numbers if intents.kept[n].sealed]
        basis = self.basis
        return self._sending.message(self.client, basis.epoch, basis.cursor, self.low(intents), ops, now)

    def took_push(self, request: PushRequest, answer: PushAnswer | Problem, intents: Intents, now: float) -> None:
        """A hint what need not be sent again before the next pull; or what stands in the way."""
        if not self._sending.answers(request):
            return
        if isinstance(answer, PushAnswer):
            self._sending.reached(answer.upto)
        else:
            self._refused_push(request, answer, intents, now)

    def lost_push(self, request: PushRequest, now: float, broken: bool = False) -> None:
        """No answer came; `broken`: the centre failed over what we sent."""
        if self._sending.answers(request) and broken:
            self._sending.failed(request.ops, now)

    def hopeless(self) -> int | None:
        """The number of an op that the centre can neither take nor park, once."""
        found, self._sending.hopeless = self._sending.hopeless, None
        return found

    def resending(self, intents: Intents) -> int:
        """How many edits go out again, once it is known what the restored centre has of them."""
        if not self.restored or self.is_starting_anew:
            return 0
        return sum(is_under_way(intents.kept[n]) for n in self.unanswered(intents))

    def take_changes(self) -> Changes | None:
        return self._keeping.changes(self.shown, self.server, self.client)

    def could_not_save(self) -> None:
        self._keeping.could_not_save()

    def safe_to_forget(self, intents: Intents, on_disk: Changes) -> list[int]:
        return safe_to_forget(intents, on_disk, self.shown)

    def forget(self, numbers: Iterable[int]) -> None:
        for n in numbers:
            self.shown.results.pop(n, None)
            self._keeping.note()

    def renamed(self, client: str) -> None:
        """Go on under another client id: no result of the old one is ours any more."""
        self.client, self.cloned, self.theirs, self.known_to = client, False, None, 0
        self.basis.results, self.shown.results = {}, {}
        self._sending.begin_again()
        self._asked = None
        self._keeping.note()

    # How a cut is taken in

    def _take_page(self, answer: PullAnswer, intents: Intents) -> Update | None:
        cut = self._cut = self._cut or Cut()
        cut.add(answer)
        if answer.more:
            self._page = answer.page
            return None
        self._cut = self._page = None
        return self._apply(cut, answer, intents)

    def _apply(self, cut: Cut, answer: PullAnswer, intents: Intents) -> Update | None:
        whole = answer.kind == "snapshot"
        learnt = self.basis
        if learnt.holds_too_little_for(answer):
            self._start_anew(self.basis.epoch, {})
            return None
        if whole:
            learnt = learnt.without_records()
        learnt.take_records(cut)
        rescoped = learnt.take_head(answer)
        # Of a snapshot the digest says the same, and sooner.
        unseen = learnt.drop_unseen() if rescoped and not (whole and answer.digest) else []
        gone = [*cut.gone, *unseen, *learnt.drop_over(cut)]
        if self._doubts.are_raised(learnt, answer):
            self._start_anew(answer.epoch, {})
            if whole:
                return None
        self._take_results(learnt, cut.mine, intents)
        return self._show(learnt, cut, gone, whole, intents)

    def _show(self, learnt: Learnt, cut: Cut, gone: list[Key], whole: bool, intents: Intents) -> Update:
        if whole:
            self._fresh = None
        self.shown, self._pulled = learnt, True
        if self._fresh is None and not self.resending(intents):
            self.restored, self.restored_to = False, None
        self._keeping.note_cut(cut, gone, whole)
        return learnt.all_of_it() if whole else cut.news(gone)

    def _take_results(self, learnt: Learnt, mine: dict[int, Result], intents: Intents) -> None:
        found = sift(mine, intents)
        learnt.results.update(found.ours)
        if found.cloned:
            self._met_another(found.theirs)
        self._sending.got_results()

    def _met_another(self, theirs: int | None) -> None:
        """A copy of this post is, or was, at work under our client id."""
        self.cloned = True
        if theirs is not None:
            self.theirs = min(self.theirs or theirs, theirs)

    # What stands in the way

    def _refused_pull(self, problem: Problem) -> None:
        if problem.code == "reset":
            self._start_anew(problem.epoch or "", {})
        elif problem.code == "cursor_expired" or self._is_of_the_cursor(problem):
            self._start_anew(self.basis.epoch, {})
        else:
            self._cut = self._page = None
            raise Unreachable("centre_refused", status=problem.status, said=problem.code)

    def _is_of_the_cursor(self, problem: Problem) -> bool:
        """All of a question is well formed, but perhaps what the centre gave and the disk did not keep."""
        return problem.code == "malformed" and self._page is None and self.basis.cursor is not None

    def _start_anew(self, epoch: str, results: dict[int, Result]) -> None:
        """Learn everything again. What is shown stays whole until the new cut is."""
        old = self.basis
        if old.epoch and epoch != old.epoch:
            self.restored = self.greeting_due = True
        self._fresh = old.anew(epoch, results)
        self._cut = self._page = self._asked = None
        self._sending.begin_again()

    def _refused_push(self, request: PushRequest, problem: Problem, intents: Intents, now: float) -> None:
        if problem.code == "reset":
            self._start_anew(problem.epoch or "", {})
        elif problem.code == "gap":
            self._gap(problem.expect or 1, intents)
        elif problem.code in ("op_mismatch", "foreign_client"):
            self._met_another(problem.n or request.ops[0].n)
        else:
            self._sending.refused(request, problem.code, now)

    def _gap(self, expected: int, intents: Intents) -> None:
        self._sending.begin_again()
        if expected >= self.low(intents):
            return
        if expected >= min(intents.kept, default=intents.next):
            # The centre forgot results that we saw: learn them, and what it has forgotten, again.
            self._start_anew(self.basis.epoch, {})
        else:
            self._sending.gap_ok = True
            self._doubts.note("gap")
