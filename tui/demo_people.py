"""The people of the demo: coordinators at every level, and what each may do.

1. The board signs in at the centre unless another is asked for; the replay has an account of its own.
2. A coordinator's scope is a unit with the place it serves.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from postcmd.scope import Role

AT_THE_CENTRE: Final = "centre"
THE_REPLAY: Final = "replay"
FIRST_FILTER: Final = {AT_THE_CENTRE: "朝阳"}
"""What the board shows at first to whom; the others see their own scope whole."""


class Person(Struct, frozen=True):
    """An account of the demo. `unit` is where it belongs; `units` and `places` are what it covers."""

    account: str
    role: Role
    unit: str
    units: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    everything: bool = False


PEOPLE: Final = (
    Person(AT_THE_CENTRE, "dispatcher", "centre", everything=True),
    Person("chaoyang", "dispatcher", "chaoyang", ("chaoyang",), ("chaoyang-d",)),
    Person("lianjia", "dispatcher", "lianjia", ("lianjia",)),
    Person("fengtai", "dispatcher", "fengtai", ("fengtai", "fengtai-union"), ("fengtai-d",)),
    Person("shunyi", "dispatcher", "shunyi", ("shunyi",), ("shunyi-d",)),
    Person("miyun", "dispatcher", "miyun", ("miyun", "miyun-union"), ("miyun-d",)),
    Person("yihulai", "recorder", "yihulai", ("yihulai",)),
    Person("observer", "observer", "centre", everything=True),
)
ACCOUNTS: Final = tuple(person.account for person in PEOPLE)
REPLAY: Final = Person(THE_REPLAY, "dispatcher", "centre", everything=True)
