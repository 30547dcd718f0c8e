"""Posts, centre and network as one world that goes on step by step, the same way each time.

1. A step is data: what, by whom, and one number from which everything else about it follows. So a list of steps can be
   cut, and what is left still means something.
2. Whatever happens, the oracle looks on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec

from postcmd.wire import Hello, Problem, PullRequest, PushAnswer, encode
from tests.sim.centre import Centre, Reply
from tests.sim.disk import Forgets
from tests.sim.door import Door
from tests.sim.field import OWN
from tests.sim.history import Violation
from tests.sim.machine import Machine
from tests.sim.network import Message, Network
from tests.sim.oracle import Oracle
from tests.sim.post import Post, guarded


class Step(NamedTuple):
    """What happens, to which post, and the number that all the rest follows from."""

    what: str
    who: int
    seed: int


class World:
    """What there is, and how its parts talk. It begins empty."""

    def __init__(self, folder: Path, forgets: Forgets = "") -> None:
        self.folder, self.forgets = folder, forgets
        self.centre = Centre()
        self.network = Network()
        self.oracle = Oracle(self.centre.database)
        self.centre.witness = self.oracle.witness
        self.centre.backup()
        self.counts: Counter[str] = Counter()
        self.copies: dict[Machine, Path] = {}
        self.posts: list[Post] = []
        self.machines: list[Machine] = []
        self._own = iter(OWN)
        self._tags = self._steps = 0
        self._put_off: dict[int, list[Callable[[], None]]] = {}

    # Posts

    def now(self) -> datetime:
        return self.centre.wall

    def tick(self) -> None:
        """A second later. What was put off until now happens."""
        self.centre.wall += timedelta(seconds=1)
        self._steps += 1
        for act in self._put_off.pop(self._steps, []):
            act()

    def later(self, steps: int, act: Callable[[], None]) -> None:
        self._put_off.setdefault(self._steps + steps, []).append(act)

    def new_machine(self, account: str) -> Machine:
        folder = self.folder / f"m{len(self.machines)}"
        self.machines.append(Machine(folder, account, self._new_own, self.forgets))
        return self.machines[-1]

    def new_post(self, machine: Machine) -> Post:
        self.posts.append(Post(f"p{len(self.posts)}", machine, self.now))
        return self.posts[-1]

    def _new_own(self) -> str:
        return next(self._own, "")

    def tag(self) -> str:
        self._tags += 1
        return f"e{self._tags}"

    def boot(self, post: Post, excuse: bool = False) -> None:
        """`excuse`: what its files do not hold any more was thrown away by a person."""
        if not guarded(post, post.boot):
            return
        self.oracle.starts_over(post)
        self.oracle.note_kept(post)
        self.oracle.check_nothing_lost(self.machines, excuse)
        # What a program before this one learnt is not whole, and learnt again.
        if post.core.shown.cursor is not None and not post.core.shown.is_outdated:
            self.oracle.check_cut(post)
        self.oracle.check_screen(post)

    def act(self, post: Post, act: Callable[[], object]) -> bool:
        """The post does something that may write; whether it outlived it."""
        if not guarded(post, act):
            return False
        self.oracle.note_kept(post)
        post.see()
        self.oracle.check_screen(post)
        return True

    # Messages

    def ask(self, post: Post, rng: Random) -> None:
        """The next question of the pulling round."""
        if not post.signed_in:
            return
        if post.hello_due:
            hello = Message(post, post.life, "hello", post.core.client, b"", post.signed_in_as)
            if rng.random() < 0.3:
                self.send(hello, rng)
                return
            self.hear(hello, self.serve(hello))
            if not post.may_ask:
                return
        asked = post.next_pull(digest=rng.random() < 0.2)
        limit = rng.choice((3, 8, 2_000, 2_000))
        on_the_wire: PullRequest = msgspec.structs.replace(asked, limit=limit)
        self.send(Message(post, post.life, "pull", asked, encode(on_the_wire), post.signed_in_as), rng)

    def push(self, post: Post, rng: Random) -> None:
        said = post.next_push()
        if said is not None:
            self.send(Message(post, post.life, "push", said, encode(said), post.signed_in_as), rng)

    def send(self, message: Message, rng: Random) -> None:
        luck = rng.random()
        if luck < 0.08:
            self.counts["message lost"] += 1
            self.lose(message)
        elif luck < 0.16:
            self.counts["message late"] += 1
            self.network.send(message)
            self.lose(message)
        elif luck < 0.24:
            self.counts["message doubled"] += 1
            self.network.send(message, copies=2)
        else:
            self.network.send(message)

    def deliver(self, rng: Random) -> None:
        overtakes = rng.randrange(8) if rng.random() < 0.3 else 0
        self.counts["message reordered"] += overtakes > 0 and len(self.network.under_way) > 1
        message = self.network.next(overtakes)
        if message is None:
            return
        if message.reply is not None:
            self.hear(message, message.reply)
            return
        reply = self.serve(message, at_standby=rng.random() < 0.4)
        self.oracle.check_reset(message.body, reply)
        luck = rng.random()
        if luck < 0.1:
            self.counts["answer lost"] += 1
            self.lose(message)
        elif luck < 0.14:
            self.counts["answer is garbage"] += 1
            self.network.send(message.answered(Reply(None, trouble="garbage")))
        elif luck < 0.2:
            self.counts["answer doubled"] += 1
            self.network.send(message.answered(reply), copies=2)
        elif luck < 0.6:
            self.hear(message, reply)
        else:
            self.network.send(message.answered(reply))

    def serve(self, message: Message, at_standby: bool = False) -> Reply:
        post, centre = message.post, self.centre
        if not post.token_good or not post.program_good:
            trouble = "sign_in" if not post.token_good else "upgrade"
            self.counts[f"refused for {trouble}"] += 1
            return Reply(None, trouble=trouble)
        if message.what == "hello":
            return centre.hello(message.account, str(message.asked), at_standby)
        if message.what == "pull":
            self.counts["pull at the standby"] += at_standby
            return centre.pull(message.account, message.body, at_standby)
        reply = centre.push(message.account, message.body)
        if message.account != post.account and reply.shape is PushAnswer:
            raise Violation(f"I14: edits of {post.account} were sent as {message.account}")
        self.counts["centre failed over an op"] += reply.trouble == "broken"
        return reply

    def lose(self, message: Message, broken: bool = False) -> None:
        """No answer will come."""
        post = message.post
        if message.is_late:
            return
        if message.what == "push":
            post.lost_push(message.asked, broken)  # type: ignore[arg-type]  # a push asks with a PushRequest
        else:
            post.lost_pull()

    def hear(self, message: Message, reply: Reply) -> None:
        if message.is_late:
            return
        if reply.shape is None:
            self._hear_trouble(message, reply.trouble)
        else:
            self._hear_answer(message, msgspec.json.decode(reply.body, type=reply.shape))

    def _hear_trouble(self, message: Message, trouble: str) -> None:
        if trouble in ("sign_in", "upgrade"):
            message.post.core.hung_up()
            message.post.signed_in = False
        else:
            self.lose(message, broken=trouble == "broken")

    def _hear_answer(self, message: Message, answer: Any) -> None:
        post = message.post
        if isinstance(answer, Problem):
            self.counts[f"problem {answer.code}"] += 1
        if message.what == "push":
            post.took_push(message.asked, answer)  # type: ignore[arg-type]  # a push asks with a PushRequest
        elif message.what == "hello" and isinstance(answer, Hello):
            if post.hello_due and message.asked == post.core.client:
                post.took_hello(answer)
                post.see()
        elif message.what == "hello":
            post.lost_pull()
        else:
            self._hear_pull(post, message, answer)

    def _hear_pull(self, post: Post, message: Message, answer: Any) -> None:
        if post.took_pull(message.asked, answer):  # type: ignore[arg-type]  # a pull asks with a PullRequest
            self.oracle.check_cut(post)
            self.oracle.check_screen(post)
            if not post.core.is_midway and post.core.basis.cursor is not None:
                self.act(post, lambda: self._rename(post))

    def _rename(self, post: Post) -> None:
        self.counts["renamed"] += post.rename_if_cloned()

    def care(self, post: Post) -> bool:
        """A board looks after what other sessions left behind; whether there was anything."""
        at_work = {one.instance.folder for one in self.posts if one.instance is not None}
        if not post.machine.folders() - at_work:
            return False
        found: list[bool] = []
        self.act(post, lambda: found.append(post.care(Door(post, self._serve_left))))
        return any(found)

    def _serve_left(self, message: Message) -> Reply:
        """What is asked for a folder that nobody is at work in: of what is sent from there only its file can tell."""
        if message.what == "push":
            self.oracle.note_left(message.post.machine.kept_on_disk())
        return self.serve(message)
