"""Templates: plain text with named fields, from which orders, chases and cancellations are made.

1. A field is written `{place}`; `{{` and `}}` are braces. An unknown field, or a brace left open, is an error that
   names file, line and field.
2. A line that begins with `#` is for whoever edits the template. A line whose fields are all empty is left out, so
   nothing is said that nobody knows.
3. A field of several lines begins each of them below the other. What is filled in is never read as a template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Final, Literal

from msgspec import Struct

from postcmd.errors import BadConfig

Sort = Literal["order", "chase", "cancel"]
Tongue = Literal["zh", "en"]

SORTS: Final[tuple[Sort, ...]] = ("order", "chase", "cancel")
TONGUES: Final[tuple[Tongue, ...]] = ("zh", "en")
_ABOUT: Final = frozenset({"place", "task", "urgent", "days", "due", "meet", "contact", "units", "heads", "ids"})
_ALWAYS: Final = frozenset({"now", "sender"})
FIELDS: Final[dict[Sort, frozenset[str]]] = {
    "order": _ABOUT
    | _ALWAYS
    | {"tasks", "hours", "risk", "gear", "skills", "vehicles", "bring", "board", "passage", "note"}
    | {"full_time_days", "called_by"},
    "chase": _ALWAYS | {"subject", "urgent", "units", "heads", "due", "meet", "contact"},
    "cancel": _ABOUT | _ALWAYS | {"reason"},
}
LONGEST: Final = 20_000
"""Characters of a template; a chat group takes far fewer."""

_PIECE: Final = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")


class Template(Struct, frozen=True):
    """Lines of pieces: a text, or the name of a field in a tuple of one."""

    lines: tuple[tuple[str | tuple[str], ...], ...]


def read(text: str, sort: Sort, source: str) -> Template:
    """The template; BadConfig `unknown_field` or `stray_brace` where a line of it cannot be used."""
    if len(text) > LONGEST:
        raise BadConfig("template_too_long", file=source, most=LONGEST)
    lines = enumerate(text.splitlines(), 1)
    return Template(tuple(_line(line, FIELDS[sort], source, nth) for nth, line in lines if not line.startswith("#")))


def default(sort: Sort, tongue: Tongue) -> Template:
    """The template that the program brings."""
    return read(default_text(sort, tongue), sort, name(sort, tongue))


def default_text(sort: Sort, tongue: Tongue) -> str:
    return files("postcmd.templates").joinpath(name(sort, tongue)).read_text(encoding="utf-8")


def name(sort: Sort, tongue: Tongue) -> str:
    """`order.zh.txt`."""
    return f"{sort}.{tongue}.txt"


def fill(template: Template, values: Mapping[str, str]) -> str:
    """The text, with its last line ended."""
    written = (_filled(line, values) for line in template.lines)
    return "\n".join(line for line in written if line is not None).strip("\n") + "\n"


def _line(text: str, known: frozenset[str], source: str, nth: int) -> tuple[str | tuple[str], ...]:
    pieces: list[str | tuple[str]] = []
    end = 0
    for found in _PIECE.finditer(text):
        pieces.append(text[end : found.start()])
        pieces.append(_piece(found, known, source, nth))
        end = found.end()
    pieces.append(text[end:])
    return tuple(piece for piece in pieces if piece)


def _piece(found: re.Match[str], known: frozenset[str], source: str, nth: int) -> str | tuple[str]:
    if found[0] in ("{{", "}}"):
        return found[0][0]
    if found[1] is None:
        raise BadConfig("stray_brace", file=source, line=nth)
    field = found[1].strip()
    if field not in known:
        raise BadConfig("unknown_field", file=source, line=nth, field=field[:40], known=sorted(known))
    return (field,)


def _filled(line: tuple[str | tuple[str], ...], values: Mapping[str, str]) -> str | None:
    fields = [values.get(piece[0], "") for piece in line if isinstance(piece, tuple)]
    if fields and not any(fields):
        return None
    return (
        "".join(values.get(piece[0], "") if isinstance(piece, tuple) else piece for piece in line).strip("\n").rstrip()
    )
