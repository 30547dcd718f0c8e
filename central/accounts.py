"""Accounts 调度员, grants 授权 and tokens.

1. A password is kept as an argon2 hash, a token as a SHA-256 hash: neither can be read back from the database.
2. A token is good until it expires, is revoked, or its account is disabled; exchanged for a fresh one, for GRACE after
   that one is first used: a reply that was lost costs nobody the sign-in.
3. A token begins with its public account: `pc_ACCOUNT_SECRET`. So an account's name holds no underscore.
4. Changing a grant or an account is a commit, and so is signing out: everyone connected learns of it, at any process.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, or_, select, update

from central import tables
from central.history import locked_head, new_nonce
from central.problems import retry_after
from central.shelf import CentreShelf
from postcmd.errors import BadInput
from postcmd.records import Place, Unit
from postcmd.scope import Grant, Role
from postcmd.wire import Token

if TYPE_CHECKING:
    from argon2 import PasswordHasher

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
SHORTEST_PASSWORD: Final = 8
LONGEST_PASSWORD: Final = 1000
TOKEN_LIFE: Final = timedelta(days=30)
GRACE: Final = timedelta(seconds=60)
"""What is under way with the old token still arrives."""
MOST_AN_HOUR: Final = 100
"""Tokens of one account; a whole command post may share it."""

_GRANTS: Final = (
    select(*(tables.grants.c[name] for name in ("role", "prefix", "since", "until", "roster")))
    .join(tables.accounts, tables.accounts.c.name == tables.grants.c.account)
    .where(tables.grants.c.account == bindparam("account"), tables.accounts.c.disabled.is_(None))
    .order_by(tables.grants.c.id)
)
_NOW: Final = bindparam("now", type_=tables.tokens.c.expires.type)
# Made once, since every request asks it: making a statement costs more than the answer.
_SESSION: Final = (
    select(tables.tokens.c.account, tables.tokens.c.expires, tables.tokens.c.revoked, tables.tokens.c.replaces)
    .join(tables.accounts, tables.accounts.c.name == tables.tokens.c.account)
    .where(
        tables.tokens.c.hash == bindparam("hash"),
        or_(tables.tokens.c.revoked.is_(None), tables.tokens.c.revoked > _NOW),
        tables.tokens.c.expires > _NOW,
        tables.accounts.c.disabled.is_(None),
    )
)


class Session(Struct, frozen=True):
    """Who asks: the account of a good token, until when, and what it may; whether the token was never used before."""

    account: str
    expires: datetime
    grants: tuple[Grant, ...]
    is_fresh: bool = False


def add(connection: Connection, name: str, password_hash: str, now: datetime) -> None:
    """BadInput where the name cannot be one, or is taken."""
    if not NAME.fullmatch(name):
        raise BadInput("bad_account_name", name=name)
    if _exists(connection, name):
        raise BadInput("account_exists", name=name)
    connection.execute(insert(tables.accounts).values(name=name, password=password_hash, created=now))


def set_password(connection: Connection, name: str, password_hash: str, now: datetime) -> None:
    """Tokens made with the old password are revoked."""
    must_exist(connection, name)
    accounts = tables.accounts
    connection.execute(update(accounts).where(accounts.c.name == name).values(password=password_hash, disabled=None))
    _revoke_all(connection, name, now)
    note_change(connection, now)


def disable(connection: Connection, name: str, now: datetime) -> None:
    """The account can no longer sign in, and its tokens are revoked."""
    must_exist(connection, name)
    connection.execute(update(tables.accounts).where(tables.accounts.c.name == name).values(disabled=now))
    _revoke_all(connection, name, now)
    note_change(connection, now)


def grant(connection: Connection, name: str, given: Grant, now: datetime) -> None:
    """Give a role on a subtree; the same role on it again only changes from when to when, and whether with roster."""
    must_exist(connection, name)
    grants = tables.grants
    same = (grants.c.account == name, grants.c.role == given.role, grants.c.prefix == given.prefix)
    connection.execute(delete(grants).where(*same))
    connection.execute(
        insert(grants).values(
            account=name,
            role=given.role,
            prefix=given.prefix,
            since=given.since,
            until=given.until,
            granted=now,
            roster=given.roster,
        )
    )
    note_change(connection, now)


def revoke_grants(connection: Connection, name: str, prefix: str | None, now: datetime) -> bool:
    """Take back what was granted on `prefix`, or everything; whether there was any."""
    must_exist(connection, name)
    grants = tables.grants
    which = [grants.c.account == name] + ([grants.c.prefix == prefix] if prefix else [])
    taken = connection.execute(delete(grants).where(*which)).rowcount
    note_change(connection, now)
    return taken > 0


def grants_of(connection: Connection, name: str) -> tuple[Grant, ...]:
    """The grants of an account, none where it is disabled."""
    rows = connection.execute(_GRANTS, {"account": name})
    return tuple(Grant(cast(Role, row.role), row.prefix, row.since, row.until, row.roster) for row in rows)


def new_token(
    connection: Connection, name: str, now: datetime, life: timedelta = TOKEN_LIFE, replaces: str | None = None
) -> Token:
    """`replaces`: the hash of the token that it was exchanged for."""
    must_exist(connection, name)
    text, expires = f"pc_{name}_{secrets.token_urlsafe(32)}", now + life
    row = {"hash": _hash(text), "account": name, "created": now, "expires": expires, "replaces": replaces}
    connection.execute(insert(tables.tokens).values(row))
    return Token(text, name, expires)


def refresh(connection: Connection, text: str, now: datetime) -> Token | None:
    """A fresh token for a good one, given for as long as that one was; None where it is good for nothing (any more)."""
    tokens = tables.tokens
    if session_of(connection, text, now) is None:
        return None
    old = connection.execute(select(tokens).where(tokens.c.hash == _hash(text))).one()
    _must_not_be_too_many(connection, old.account, now)
    return new_token(connection, old.account, now, old.expires - old.created, replaces=old.hash)


def first_used(connection: Connection, text: str, now: datetime) -> None:
    """The reply with this token has arrived: the one it replaces is good for GRACE more."""
    tokens = tables.tokens
    mine = tokens.c.hash == _hash(text)
    old = connection.execute(select(tokens.c.replaces).where(mine)).scalar()
    later = or_(tokens.c.revoked.is_(None), tokens.c.revoked > now + GRACE)
    connection.execute(update(tokens).where(tokens.c.hash == old, later).values(revoked=now + GRACE))
    connection.execute(update(tokens).where(mine).values(replaces=None))


def revoke(connection: Connection, text: str, now: datetime) -> None:
    """With it go those it was exchanged for and that nobody has used."""
    tokens, found = tables.tokens, _hash(text)
    which = or_(tokens.c.hash == found, tokens.c.replaces == found)
    connection.execute(update(tokens).where(which, _stands(now)).values(revoked=now))
    note_change(connection, now)


def session_of(connection: Connection, text: str, now: datetime) -> Session | None:
    """Who holds this token; None where it is good for nothing (any more)."""
    row = connection.execute(_SESSION, {"hash": _hash(text), "now": now}).first()
    if row is None:
        return None
    ends = min(row.expires, row.revoked or row.expires)
    return Session(row.account, ends, grants_of(connection, row.account), row.replaces is not None)


def password_hash_of(connection: Connection, name: str) -> str | None:
    accounts = tables.accounts
    return connection.execute(
        select(accounts.c.password).where(accounts.c.name == name, accounts.c.disabled.is_(None))
    ).scalar()


def prefix_of(connection: Connection, kind: str, named: str) -> str:
    """The prefix of a unit or place named by its path or its id; BadInput where there is none such."""
    record_id = named.rstrip("/").rpartition("/")[2]
    record = CentreShelf(connection).get("unit" if kind == "unit" else "place", record_id)
    if not isinstance(record, Unit | Place) or named not in (record.path, record.id):
        raise BadInput("no_unit" if kind == "unit" else "no_place", path=named)
    return f"{kind[0]}:{record.path}"


def hash_password(password: str) -> str:
    """BadInput where the password is too short to be one. Takes some 50 ms, on purpose."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput("password_too_short", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise BadInput("password_too_long", most=LONGEST_PASSWORD)
    return _hasher().hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Takes as long for an account that does not exist: who guesses names learns nothing from the time."""
    from argon2.exceptions import VerificationError

    try:
        _hasher().verify(stored or _nobodys_hash(), password[:LONGEST_PASSWORD])
    except VerificationError:
        return False
    return stored is not None


def note_change(connection: Connection, now: datetime) -> None:
    """One empty commit: connected posts look again at what they may see."""
    at = locked_head(connection)
    seq, last = at.seq + 1, select(tables.commits.c.op_at).where(tables.commits.c.seq == at.seq)
    # Nothing happened in the field: a demo's clock, which goes on from the last commit, is not moved by this one.
    op_at = connection.execute(last).scalar_one()
    row = {"seq": seq, "nonce": new_nonce(at, seq), "at": now, "op_at": op_at, "accounts": True}
    connection.execute(insert(tables.commits).values(row))
    connection.execute(update(tables.head).values(seq=seq))


def must_exist(connection: Connection, name: str) -> None:
    if not _exists(connection, name):
        raise BadInput("no_account", name=name)


def sign_everybody_out(connection: Connection, now: datetime) -> None:
    connection.execute(update(tables.tokens).where(_stands(now)).values(revoked=now))


def _exists(connection: Connection, name: str) -> bool:
    found = connection.execute(select(tables.accounts.c.name).where(tables.accounts.c.name == name))
    return found.first() is not None


def _stands(now: datetime) -> ColumnElement[bool]:
    """Not revoked, or only to be by and by."""
    revoked = tables.tokens.c.revoked
    return or_(revoked.is_(None), revoked > now)


def _must_not_be_too_many(connection: Connection, name: str, now: datetime) -> None:
    tokens, hour = tables.tokens, timedelta(hours=1)
    many, oldest = connection.execute(
        select(func.count(), func.min(tokens.c.created)).where(tokens.c.account == name, tokens.c.created > now - hour)
    ).one()
    if many >= MOST_AN_HOUR:
        raise retry_after("too_many_tokens", max(1, int((oldest + hour - now).total_seconds())))


def _revoke_all(connection: Connection, name: str, now: datetime) -> None:
    tokens = tables.tokens
    live = (tokens.c.account == name, _stands(now))
    connection.execute(update(tokens).where(*live).values(revoked=now))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_hex(16))
