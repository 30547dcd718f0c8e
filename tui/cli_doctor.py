"""The doctor: looks over everything a post needs, one line each, with what to do where something is wrong.

1. It looks and changes nothing, and goes on after a fault: the last line is always reached.
2. `ok` and `!!` stand in front, in words and not in colours; the exit code is that of the first fault.
3. No line shows a secret.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from msgspec import Struct

from postcmd.errors import BadConfig, PostError, SignInNeeded, Unreachable
from postcmd.words import _
from sync.instances import PREFIX, QUARANTINE, home_of, state_folder
from sync.post import open_cache, pull_once
from tui.cli_exit import DONE, SIGN_IN, UNREACHABLE, USAGE, exit_code
from tui.cli_output import tell
from tui.cli_post import Post, load_with, post_of
from tui.cli_read import ASK, board_of, unreadable_files
from tui.cli_tables import minute
from tui.cli_way import unlocked, way
from tui.config import NAMES, Config, Name, Value
from tui.keymap import keymap_of
from tui.sentences import sentence, sentence_of

ROOMY: Final = (80, 24)


def doctor(flags: Mapping[Name, Value]) -> int:
    """Look at everything; the exit code of the first thing that is wrong."""
    findings = []
    for finding in look_around(flags):
        tell(line_of(finding))
        findings.append(finding)
    return next((finding.code for finding in findings if finding.code != DONE), DONE)


def look_around(flags: Mapping[Name, Value]) -> Iterator[Finding]:
    """Everything a post needs; what depends on the configuration only where that can be read."""
    size = shutil.get_terminal_size()
    is_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    yield look_at_terminal(os.environ, is_terminal, sys.stderr.encoding, (size.columns, size.lines))
    yield look_at_keyring()
    yield from look_at_state(state_folder())
    yield from look_at_variables(os.environ)
    try:
        config = load_with(flags)
        keymap_of(config)
        yield Finding(_("configuration"), _read_from(config))
        post = post_of(config)
    except BadConfig as wrong:
        yield of_error(_("configuration"), wrong)
        return
    yield look_at_centre(post)
    yield look_at_sign_in(post)
    yield from look_at_files(post)


class Finding(Struct, frozen=True):
    """One thing looked at: what, whether it is as it must be, what was found or is to be done, and the exit code."""

    what: str
    words: str
    code: int = DONE


def of_error(what: str, error: PostError) -> Finding:
    return Finding(what, sentence_of(error), exit_code(error))


def line_of(finding: Finding) -> str:
    return f"{'ok' if finding.code == DONE else '!!'}  {finding.what}: {finding.words}"


# The terminal


def look_at_terminal(env: Mapping[str, str], is_terminal: bool, encoding: str, size: tuple[int, int]) -> Finding:
    what, term, columns, lines = _("terminal"), env.get("TERM", ""), *size
    if not is_terminal:
        return Finding(what, _("none here; the commands without a screen work all the same"))
    if term in ("", "dumb"):
        words = _("TERM says “{term}”: set it to what yours is, as in TERM=xterm-256color")
        return Finding(what, words.format(term=term), USAGE)
    if encoding.lower().replace("-", "") != "utf8":
        words = _("the locale is not UTF-8 but {encoding}: set LANG=C.UTF-8")
        return Finding(what, words.format(encoding=encoding), USAGE)
    if columns < ROOMY[0] or lines < ROOMY[1]:
        words = _("{columns}x{lines} is small: the board wants 80x24")
        return Finding(what, words.format(columns=columns, lines=lines), USAGE)
    return Finding(what, f"{term}, UTF-8, {columns}x{lines}")


# The environment


def look_at_variables(env: Mapping[str, str]) -> Iterator[Finding]:
    """A misspelt variable is obeyed by nobody and seen by nobody."""
    known = [f"POSTCMD_{name.upper()}" for name in NAMES] + ["POSTCMD_TOKEN"]
    for name in sorted(env):
        if name.startswith("POSTCMD_") and name not in known and not name.startswith("POSTCMD_CENTRAL_"):
            close = get_close_matches(name, known, 1)
            facts = {"name": name, "known": known} | ({"like": close[0]} if close else {})
            yield Finding(_("environment"), sentence("unknown_variable", facts), USAGE)


# Files


def look_at_state(folder: Path) -> Iterator[Finding]:
    """Every folder of a post must be one that nobody else can enter."""
    what = _("state folder")
    if not folder.exists():
        yield Finding(what, _("{path} is not there yet; the first sign-in makes it").format(path=folder))
        return
    below = [path for pattern in ("*", "*/*", "*/*/inst-*") for path in folder.glob(pattern) if path.is_dir()]
    open_to_others = [path for path in (folder, *below) if not _is_private(path)]
    for path in open_to_others:
        yield Finding(what, sentence("folder_not_private", {"path": str(path)}), USAGE)
    if not open_to_others:
        yield Finding(what, str(folder))


def _is_private(folder: Path) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def look_at_kept(folder: Path) -> Iterator[Finding]:
    """Files that could not be read once: each is named as long as somebody keeps it."""
    for path in sorted(folder.glob(f"{PREFIX}*/{QUARANTINE}/*")):
        words = _("{path} could not be read and is kept; what was whole in it was saved")
        yield Finding(_("files"), words.format(path=path))


def look_at_files(post: Post) -> Iterator[Finding]:
    what = _("files")
    damaged = unreadable_files(post)
    yield from (of_error(what, one) for one in damaged)
    yield from look_at_kept(home_of(post.url, post.account).folder)
    cached = open_cache(post.url, post.account)
    if not cached.is_empty:
        board = board_of(cached)
        yield Finding(
            what, _("the cache is readable, as of {as_of}").format(as_of=minute(board, board.link.as_of, seconds=True))
        )
    elif not damaged:
        yield Finding(what, _("no cache yet; the board fills it"))


def _read_from(config: Config) -> str:
    return str(config.file) if config.file.exists() else _("no file, and none is needed")


# The sign-in and the centre


def look_at_keyring() -> Finding:
    what = _("keyring")
    if has_keyring():
        return Finding(what, _("there is one that keeps a token"))
    return Finding(what, _("none here that keeps a token; sign in with --encrypted-file, or --token-file PATH"))


def look_at_centre(post: Post) -> Finding:
    """Whether a centre answers there, whoever asks."""
    what = _("centre")
    try:
        asyncio.run(_ask(post.url))
    except SignInNeeded:
        return Finding(what, _("{url} answers").format(url=post.url))
    except PostError as wrong:
        return of_error(what, wrong)
    return Finding(what, _("{url} answers").format(url=post.url))


async def _ask(url: str) -> None:
    from sync.http import HttpCentre

    centre = HttpCentre(url)
    try:
        async with asyncio.timeout(ASK):
            await centre.hello("doctor")
    except TimeoutError:
        raise Unreachable("timeout") from None
    finally:
        await centre.close()


def look_at_sign_in(post: Post) -> Finding:
    """Whether there is a token, where, and whether the centre takes it."""
    what = _("sign-in")
    try:
        keys = unlocked(post)
        found = keys.find()
        link = board_of(pull_once(open_cache(post.url, post.account), way(post, keys), ASK)).link
    except PostError as wrong:
        return of_error(what, wrong)
    if link.state == "online":
        places = {"environment": "POSTCMD_TOKEN", "keyring": _("the keyring"), "vault": _("the encrypted file")}
        where = places.get(found.source, str(post.token_file or "POSTCMD_TOKEN_FILE"))
        return Finding(what, _("{account}, with the token of {where}").format(account=post.account, where=where))
    return Finding(what, sentence(link.trouble, link.facts), SIGN_IN if link.state == "sign_in" else UNREACHABLE)


def has_keyring() -> bool:
    """Whether a real keyring is there and answers in time."""
    from sync.aside import spawn
    from sync.credentials import PATIENCE, real_keyring

    asked = spawn(real_keyring)
    try:
        failure = asked.exception(PATIENCE)
    except TimeoutError:
        return False
    return failure is None and asked.result() is not None
