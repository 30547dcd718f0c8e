"""What every op is made of: bounded texts and numbers, what the coordinator saw, what all ops carry."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from postcmd.clean import LONGEST
from postcmd.records import MOST_HEADS, Kind, Moment

Text = Annotated[str, Meta(max_length=LONGEST)]
Id = Annotated[str, Meta(max_length=160, pattern="^[^\\x00]*$")]
"""Not every database keeps a NUL."""
Heads = Annotated[int, Meta(ge=-MOST_HEADS, le=MOST_HEADS)]
Number = Annotated[int, Meta(ge=0, le=2**53)]
Choice = Literal["", "keep", "reserve", "release"]
"""What becomes of people who are confirmed beyond what is asked for any more: nobody decides that silently."""
Texts = Annotated[tuple[Text, ...], Meta(max_length=50)]
Target = tuple[Kind, str]


class Base(Struct, frozen=True, forbid_unknown_fields=True):
    """What the coordinator saw: in which history (`epoch`), at which `rev`, and the `values` of the fields to set."""

    epoch: Id
    rev: Number
    values: Annotated[dict[Id, Heads | Text | None], Meta(max_length=50)] = {}


class Intent(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="k"):
    """What every op carries. `made` is the post's clock, for display only; `at` is when it happened, None for now."""

    n: Number = 0
    made: Moment | None = None
    at: Moment | None = None
    after: Number | None = None
    group: Id | None = None
    on_behalf: Text = ""
    channel: Text = ""
    reason: Text = ""
    h: Id = ""

    @property
    def target(self) -> Target | None:
        """The record that the op is named after."""
        return None

    @property
    def targets(self) -> tuple[Target, ...]:
        """Every record the op means to change, the one it is named after first."""
        target = self.target
        return (target,) if target else ()
