"""What the centre answers when it does not do what was asked: problem+json with a stable code and a sentence.

1. Every code has its sentence here; a code without one cannot be raised.
2. A problem changes nothing in the database.
"""

from __future__ import annotations

from typing import Any, Final

from central import misread
from postcmd.errors import Refused
from postcmd.wire import Problem
from postcmd.words import N_, _

SENTENCES: Final[dict[str, tuple[int, str]]] = {
    "bad_request": (400, N_("The request cannot be read.")),
    "bad_period": (400, N_("The period ends before it begins.")),
    "period_too_long": (400, N_("A period has at most {most} days.")),
    "scope_needed": (400, N_("Say of which unit or place the figures are wanted.")),
    "sign_in_needed": (401, N_("Sign in first: there is no valid token in the request.")),
    "bad_credentials": (401, N_("Account or password is wrong.")),
    "forbidden_scope": (403, N_("This lies outside what you may see or change.")),
    "forbidden_role": (403, N_("Your role does not allow this.")),
    "forbidden_roster": (403, N_("Names and phones need a grant with the roster.")),
    "foreign_client": (403, N_("This client belongs to another account.")),
    "not_found": (404, N_("There is nothing here.")),
    "method_not_allowed": (405, N_("This address does not take this method.")),
    "reset": (409, N_("The centre's history is another one: forget what you hold and pull everything.")),
    "gap": (409, N_("An op is missing: send from number {expect} on.")),
    "op_mismatch": (409, N_("Op {n} was sent before with other contents.")),
    "conflict": (409, N_("Somebody else changed this meanwhile.")),
    "cursor_expired": (410, N_("This cursor is too old: pull everything.")),
    "stale": (412, N_("The record has changed since the version in If-Match.")),
    "too_large": (413, N_("The body is larger than {most} bytes.")),
    "too_many_ops": (413, N_("More than {most} ops in one message.")),
    "malformed": (422, N_("The message does not say what it must.")),
    "malformed_op": (422, N_("Op {n} of the message is malformed.")),
    "bad_time": (422, N_("This time lies too far ahead, or cannot be meant.")),
    "refused": (422, N_("The rules do not allow this.")),
    "key_reused": (422, N_("This Idempotency-Key was used before for something else.")),
    "upgrade_needed": (426, N_("The centre does not speak this version.")),
    "unknown_unit": (422, N_("There is no such unit.")),
    "ahead": (422, N_("The centre has not come to this moment yet.")),
    "bad_number": (422, N_("A number of the roster has up to 64 letters, digits and hyphens.")),
    "if_match_needed": (428, N_("Say in If-Match which version you change.")),
    "key_needed": (428, N_("Give the change an Idempotency-Key.")),
    "too_many_tries": (429, N_("Too many failed sign-ins. Try again in {seconds} s.")),
    "too_many_tokens": (429, N_("Too many fresh tokens of this account. Try again in {seconds} s.")),
    "too_many_streams": (429, N_("Too many event streams or waiting pulls of this account are open.")),
    "internal": (500, N_("The centre failed. Nothing was changed.")),
    "busy": (503, N_("The centre cannot write just now. Try again in {seconds} s.")),
    "standby": (503, N_("This is a standby of the centre, which takes no changes. Try again in {seconds} s.")),
    "standby_behind": (503, N_("This standby of the centre is behind. Try again in {seconds} s.")),
}


class NotServed(Refused):
    """The request ends here, with this problem."""

    def __init__(self, code: str, *, headers: dict[str, str] | None = None, **facts: Any) -> None:
        super().__init__(code, **facts)
        self.status, self.sentence = SENTENCES[code]
        self.headers = headers or {}

    def problem(self) -> Problem:
        own = {name: value for name, value in self.facts.items() if name in ("epoch", "expect", "n", "detail")}
        facts = {name: value for name, value in self.facts.items() if name not in own}
        if "detail" in own:
            own["detail"] = misread.sentence(own["detail"])
        title = _(self.sentence).format(**self.facts)
        return Problem(title=title, status=self.status, code=self.code, facts=facts, **own)


def retry_after(code: str, seconds: int, **facts: Any) -> NotServed:
    """A problem that goes away by itself after so many seconds."""
    return NotServed(code, headers={"retry-after": str(seconds)}, seconds=seconds, **facts)
