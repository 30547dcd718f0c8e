"""The network between posts and the centre: what is said may be lost, doubled, late, out of order, or come as garbage.

1. A message carries bytes, as they went out. An answer finds its way to the life of the post that asked, or nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from postcmd.wire import PullRequest, PushRequest
from tests.sim.centre import Reply
from tests.sim.post import Post

What = Literal["hello", "pull", "push"]


@dataclass(frozen=True)
class Message:
    """A question on its way to the centre, or with `reply` an answer on its way back."""

    post: Post
    life: int
    what: What
    asked: PullRequest | PushRequest | str
    body: bytes
    account: str
    reply: Reply | None = None

    @property
    def is_late(self) -> bool:
        return not self.post.is_up or self.post.life != self.life

    def answered(self, reply: Reply) -> Message:
        return replace(self, reply=reply)


class Network:
    """Messages under way, oldest first."""

    def __init__(self) -> None:
        self.under_way: list[Message] = []

    def send(self, message: Message, copies: int = 1) -> None:
        self.under_way.extend([message] * copies)

    def next(self, overtakes: int = 0) -> Message | None:
        """The next to arrive, having overtaken so many."""
        if not self.under_way:
            return None
        return self.under_way.pop(overtakes % len(self.under_way))

    def forget(self, post: Post) -> None:
        """Nothing of this post is under way any more."""
        self.under_way = [message for message in self.under_way if message.post is not post]
