"""What to say of a message that could not be read: one sentence that names the field.

1. What the decoders say in their own notation becomes a sentence; `$` and quotation of types stay inside.
2. What is unknown here is still said, as the reason in a sentence.
"""

from __future__ import annotations

import re
from typing import Final

from postcmd.words import N_, _

_FIELD: Final = N_("The field {field} is wrong: {why}.")
_BODY: Final = N_("The body cannot be read: {why}.")
_PLACED: Final = re.compile(r"(?P<why>.*) - at `\$\.?(?P<field>.*)`", re.DOTALL)
_OURS: Final = re.compile(r"\$\.?(?P<field>[^:]*): (?P<why>.*)", re.DOTALL)
_MISSING: Final = re.compile(r"Object missing required field `(?P<field>[^`]*)`")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<field>[^`]*)`", re.DOTALL)
_NAME: Final = re.compile(r"[$A-Za-z][A-Za-z.-]*")


def sentence(detail: str) -> str:
    """What a decoder or a check of ours says, as a sentence. A sentence stays as it is."""
    if detail.endswith("."):
        return detail
    if _NAME.fullmatch(detail):
        return _("The field {field} is not valid.").format(field=detail.removeprefix("$."))
    placed = _PLACED.fullmatch(detail) or _OURS.fullmatch(detail)
    why, field = (placed["why"], placed["field"]) if placed else (detail, "")
    return _of_names(why, field) or _because(why, field)


def _of_names(why: str, within: str) -> str:
    """A field that is not there, or should not be; else nothing."""
    for pattern, said in (
        (_MISSING, N_("The field {field} is missing.")),
        (_UNKNOWN, N_("There is no field {field}.")),
    ):
        if found := pattern.fullmatch(why):
            return _(said).format(field=f"{within}.{found['field']}" if within else found["field"])
    return ""


def _because(why: str, field: str) -> str:
    plain = why.replace("`", "")
    return _(_FIELD if field else _BODY).format(field=field, why=plain[:1].lower() + plain[1:])
