"""Faults planted on purpose, in the tests' own wiring: each breaks one promise of the protocol, and must be caught.

1. A fault is a wrapper around a function of the product, put on for one run and taken off again. Nothing of it is
   shipped.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

import msgspec
from sqlalchemy import delete, update

from central import history, pull, push, sight, tables
from postcmd import merge
from postcmd.ops import QuotaAdd, with_hash
from postcmd.wire import PushAnswer, Result
from sync.core import Core
from sync.exchange import Exchange
from sync.folding import sum_of
from sync.intents import Draft
from tests.sim.disk import Forgets
from tests.sim.post import Post

ROOMS: Final = ("central.", "postcmd.", "sync.")


@contextmanager
def planted(mutant: str) -> Iterator[Forgets]:
    """A world in which this fault is planted; what its disks forget."""
    with ExitStack() as stack:
        if mutant:
            PLANTED[mutant](stack)
        yield FORGETS.get(mutant, "")


@contextmanager
def replaced(owner: Any, name: str, new: Any) -> Iterator[None]:
    old = getattr(owner, name)
    setattr(owner, name, new)
    try:
        yield
    finally:
        setattr(owner, name, old)


def everywhere(stack: ExitStack, old: Any, new: Any) -> None:
    """Wherever a module of the product names it."""
    for name, module in list(sys.modules.items()):
        if name.startswith(ROOMS):
            for attribute in [key for key, value in vars(module).items() if value is old]:
                stack.enter_context(replaced(module, attribute, new))


def no_dedupe(stack: ExitStack) -> None:
    """An op that comes again takes effect again."""
    real = push.take

    def take(connection: Any, said: Any, *rest: Any) -> Any:
        first, ledger, clients = said.ops[0].n, tables.ledger, tables.clients
        connection.execute(delete(ledger).where(ledger.c.client == said.client, ledger.c.n >= first))
        connection.execute(update(clients).where(clients.c.client == said.client).values(last=first - 1))
        return real(connection, said, *rest)

    everywhere(stack, real, take)


def no_results_in_pull(stack: ExitStack) -> None:
    """A pull brings effects and leaves the results behind."""
    _pulled(stack, lambda answer: msgspec.structs.replace(answer, mine=[]))


def seq_cursor(stack: ExitStack) -> None:
    """A commit is seen later than its number says, as with a sequence for a cursor."""

    def late(answer: Any) -> Any:
        seq = int(answer.cursor.split(".")[1])
        hidden = f'"rev":{seq}' if seq % 3 == 0 else "never"
        puts = {kind: _without(getattr(answer.puts, kind), hidden) for kind in answer.puts.__struct_fields__}
        return msgspec.structs.replace(answer, puts=type(answer.puts)(**puts))

    _pulled(stack, late)


def _without(puts: Any, text: str) -> Any:
    return [put for put in puts if text.encode() not in bytes(put.record)]


def lww(stack: ExitStack) -> None:
    """The last who writes wins."""
    real = merge.judge

    def judge(*args: Any) -> Any:
        verdict = real(*args)
        return "set" if verdict == "conflict" else verdict

    everywhere(stack, real, judge)


def amend_sent(stack: ExitStack) -> None:
    """A repeated key changes an op that may have been sent."""

    def last(draft: Draft) -> Any:
        kept = draft.kept.get(draft.next - 1)
        return None if kept is None or kept.withdrawn or kept.dismissed else kept

    def amend(draft: Draft, change: Any) -> None:
        n = draft.number_of(change.ticket) or 0
        kept = draft.kept.get(n)
        if kept is not None and isinstance(kept.op, QuotaAdd):
            draft.kept[n] = msgspec.structs.replace(kept, op=with_hash(sum_of(kept.op, change.op)))
            draft._note(n)

    stack.enter_context(replaced(Draft, "last", last))
    stack.enter_context(replaced(Draft, "_amend", amend))


def results_from_push(stack: ExitStack) -> None:
    """The answer to a push counts as the result."""

    def took(core: Core, said: Any, answer: PushAnswer) -> None:
        core.shown.results.update({op.n: Result(op.n, "applied", 0) for op in said.ops if op.n <= answer.upto})

    _push_taken(stack, lambda post, said, answer: took(post.core, said, answer))


def drop_on_200(stack: ExitStack) -> None:
    """What the centre said it has is no longer kept."""

    def drop(post: Post, said: Any, answer: PushAnswer) -> None:
        post.outbox.prune([op.n for op in said.ops if op.n <= answer.upto])

    _push_taken(stack, drop)


def _push_taken(stack: ExitStack, then: Callable[[Post, Any, PushAnswer], None]) -> None:
    real = Post.took_push

    def took_push(post: Post, said: Any, answer: Any) -> None:
        real(post, said, answer)
        if isinstance(answer, PushAnswer):
            then(post, said, answer)

    stack.enter_context(replaced(Post, "took_push", took_push))


def no_exit(stack: ExitStack) -> None:
    """What moved out of sight is not named as gone."""
    stack.enter_context(replaced(pull, "_moved_away", lambda *args: {}))


def no_nonce(stack: ExitStack) -> None:
    """A cursor of another history with the same epoch is taken for one of this."""
    real = history.check

    def check(connection: Any, at: Any, text: str | None) -> Any:
        try:
            return real(connection, at, text)
        except history.EpochMustChange:
            return history._parsed(text or "")

    everywhere(stack, real, check)


def prune_early(stack: ExitStack) -> None:
    """An op is forgotten as soon as its result is on disk, safe or not."""
    real = Core.safe_to_forget

    def safe_to_forget(core: Core, *args: Any) -> Any:
        with replaced(core.shown, "safe", 2**53):
            return real(core, *args)

    stack.enter_context(replaced(Core, "safe_to_forget", safe_to_forget))


def clone_without_identity(stack: ExitStack) -> None:
    """Two copies of a home go on under one client id."""

    async def never(exchange: Exchange) -> None:
        pass

    stack.enter_context(replaced(Exchange, "rename_if_cloned", never))


def standby_answers_reset(stack: ExitStack) -> None:
    """A standby that is behind tells posts to forget what it has not seen."""
    everywhere(stack, history.only_a_primary_may, lambda connection: None)


def no_scope_check_in_pull(stack: ExitStack) -> None:
    """A pull gives out what nobody asked whether it may be seen."""
    stack.enter_context(replaced(sight, "shape_of", lambda prefixes: sight.ALL))


def _pulled(stack: ExitStack, change: Callable[[Any], Any]) -> None:
    real = pull.pull
    everywhere(stack, real, lambda *args: change(real(*args)))


def _only_the_disk(stack: ExitStack) -> None:
    """What is wrong is the disk."""


FORGETS: Final[dict[str, Forgets]] = {"ack-before-fsync": "file", "no-fsync-dir": "folder"}
PLANTED: Final[dict[str, Callable[[ExitStack], None]]] = {
    "no-dedupe": no_dedupe,
    "no-results-in-pull": no_results_in_pull,
    "seq-cursor": seq_cursor,
    "ack-before-fsync": _only_the_disk,
    "lww": lww,
    "amend-sent": amend_sent,
    "results-from-push": results_from_push,
    "drop-on-200": drop_on_200,
    "no-exit": no_exit,
    "no-nonce": no_nonce,
    "prune-early": prune_early,
    "clone-without-identity": clone_without_identity,
    "standby-answers-reset": standby_answers_reset,
    "no-fsync-dir": _only_the_disk,
    "no-scope-check-in-pull": no_scope_check_in_pull,
}
LOOK_FIRST: Final[dict[str, int]] = {
    "no-dedupe": 1,
    "seq-cursor": 1,
    "ack-before-fsync": 2,
    "lww": 2,
    "amend-sent": 79,
    "results-from-push": 2,
    "drop-on-200": 2,
    "no-exit": 1,
    "no-nonce": 4,
    "prune-early": 18,
    "clone-without-identity": 2,
    "standby-answers-reset": 286,
}
"""The seed that caught it last; where none is named it was the first of all."""
