"""The centre as a board at work sees it that looks after other folders: no messages under way, an answer or none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import cast

import msgspec

from postcmd.errors import Unreachable
from postcmd.wire import Hello, Poke, PokeKind, Problem, PullAnswer, PullRequest, PushAnswer, PushRequest, encode
from tests.sim.centre import Reply
from tests.sim.network import Message, What
from tests.sim.post import Post


class Door:
    """Everything that is asked here, `serve` answers at once."""

    def __init__(self, post: Post, serve: Callable[[Message], Reply]) -> None:
        self._post, self._serve = post, serve

    async def hello(self, client: str) -> Hello:
        answer = self._ask("hello", client, b"")
        if isinstance(answer, Problem):
            raise Unreachable("centre_refused", said=answer.code)
        return cast(Hello, answer)

    async def pull(self, request: PullRequest) -> PullAnswer | Problem:
        return cast(PullAnswer, self._ask("pull", request, encode(request)))

    async def push(self, request: PushRequest) -> PushAnswer | Problem:
        return cast(PushAnswer, self._ask("push", request, encode(request)))

    def events(self, client: str) -> AsyncIterator[tuple[PokeKind, Poke]]:
        raise Unreachable("no_stream")

    async def renew(self) -> bool:
        return False

    async def close(self) -> None:
        pass

    def _ask(self, what: What, asked: PullRequest | PushRequest | str, body: bytes) -> object:
        post = self._post
        reply = self._serve(Message(post, post.life, what, asked, body, post.signed_in_as))
        if reply.shape is None:
            raise Unreachable("connection_lost", **({"status": 500} if reply.trouble == "broken" else {}))
        return msgspec.json.decode(reply.body, type=reply.shape)
