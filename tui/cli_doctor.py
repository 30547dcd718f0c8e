"""The doctor: looks over everything a post needs, one line each, with what to do where something is wrong.

1. It looks and changes nothing, and goes on after a fault: the last line is always reached.
2. `ok`, `--` (advice) and `!!` stand in front, in words and not in colours; the exit code is that of the first fault.
3. No line shows a secret.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from postcmd.errors import BadConfig
from postcmd.words import N_, _, ngettext
from sync.instances import PREFIX, QUARANTINE, home_of, state_folder
from sync.post import open_cache
from tui.cli_exit import DONE, USAGE
from tui.cli_output import Source, tell, tell_json
from tui.cli_post import Post, load_with, post_of
from tui.cli_read import board_of, unreadable_files
from tui.cli_tables import minute
from tui.config import NAMES, Config, Name, Value
from tui.doctor_centre import look_at_centre, look_at_sign_in
from tui.doctor_terminal import look_at_colours, look_at_locale, look_at_terminal, look_at_widths, look_between
from tui.doctor_words import Finding, advice, line_of, of_error
from tui.keymap import keyed, keymap_of, use
from tui.sentences import sentence
from tui.token_places import keyring_now


def doctor(flags: Mapping[Name, Value], as_json: bool = False) -> int:
    """Look at everything; the exit code of the first thing that is wrong."""
    findings = []
    for finding in look_around(flags):
        findings.append(finding)
        if not as_json:
            tell(line_of(finding))
    if as_json:
        rows = [{"what": one.what, "state": one.state, "words": one.words, "code": one.code} for one in findings]
        source: Source = "centre" if any(one.what == "round trip" for one in findings) else "cache"
        tell_json("doctor", rows, None, source)
    return next((finding.code for finding in findings if finding.code != DONE), DONE)


def look_around(flags: Mapping[Name, Value]) -> Iterator[Finding]:
    """Everything a post needs; what depends on the configuration only where that can be read."""
    yield from _look_at_the_terminal(flags)
    yield look_at_keyring()
    yield from look_at_state(state_folder())
    yield from look_at_variables(os.environ)
    try:
        config = load_with(flags)
        use(keymap_of(config))
        yield Finding(N_("configuration"), _read_from(config))
        post = post_of(config)
    except BadConfig as wrong:
        yield of_error(N_("configuration"), wrong)
        return
    yield from look_at_centre(post)
    yield from look_at_sign_in(post)
    yield from look_at_files(post)


def _look_at_the_terminal(flags: Mapping[Name, Value]) -> Iterator[Finding]:
    size = shutil.get_terminal_size()
    is_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    yield look_at_terminal(os.environ, is_terminal, (size.columns, size.lines))
    yield look_at_locale(os.environ, is_terminal, sys.stderr.encoding)
    if is_terminal:
        yield look_at_colours(os.environ)
        yield look_at_widths(_is_ascii(flags))
        yield from look_between(os.environ)


def _is_ascii(flags: Mapping[Name, Value]) -> bool:
    try:
        return load_with(flags).ascii
    except BadConfig:
        return False


# The environment


def look_at_variables(env: Mapping[str, str]) -> Iterator[Finding]:
    """A misspelt variable is obeyed by nobody and seen by nobody."""
    known = [f"POSTCMD_{name.upper()}" for name in NAMES] + ["POSTCMD_TOKEN"]
    for name in sorted(env):
        if name.startswith("POSTCMD_") and name not in known and not name.startswith("POSTCMD_CENTRAL_"):
            close = get_close_matches(name, known, 1)
            facts = {"name": name, "known": known} | ({"like": close[0]} if close else {})
            yield Finding(N_("environment"), sentence("unknown_variable", facts), USAGE)


# Files


def look_at_state(folder: Path) -> Iterator[Finding]:
    """Every folder of a post must be one that nobody else can enter."""
    what = N_("state folder")
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
        yield advice(N_("files"), words.format(path=path))


def look_at_files(post: Post) -> Iterator[Finding]:
    what = N_("files")
    damaged = unreadable_files(post)
    yield from (of_error(what, one) for one in damaged)
    yield from look_at_kept(home_of(post.url, post.account).folder)
    cached = open_cache(post.url, post.account)
    if not cached.is_empty:
        board = board_of(cached)
        as_of = minute(board, board.link.as_of, seconds=True)
        yield Finding(what, _("the cache is readable, as of {as_of}").format(as_of=as_of))
        yield from look_at_waiting(len(board.waiting), len(board.attention))
    elif not damaged:
        yield Finding(what, _("no cache yet; the board fills it"))


def look_at_waiting(waiting: int, attention: int) -> Iterator[Finding]:
    """Edits that somebody may believe to be done."""
    what = N_("outbox")
    if attention:
        text = ngettext(
            "{n} edit needs attention: open the board, <outbox>",
            "{n} edits need attention: open the board, <outbox>",
            attention,
        )
        yield advice(what, keyed(text).format(n=attention))
    if waiting:
        text = ngettext("{n} edit waits for the centre", "{n} edits wait for the centre", waiting)
        yield advice(what, text.format(n=waiting))


def _read_from(config: Config) -> str:
    return str(config.file) if config.file.exists() else _("no file, and none is needed")


# The keyring


def look_at_keyring() -> Finding:
    what, keyring = N_("keyring"), keyring_now()
    if keyring == "silent":
        from sync.credentials import PATIENCE

        words = _("it has not answered for {n} s: unlock it, or sign in with --encrypted-file, or --token-file PATH")
        return advice(what, words.format(n=round(PATIENCE)))
    if keyring == "there":
        return Finding(what, _("there is one that keeps a token"))
    return Finding(what, _("none here that keeps a token; sign in with --encrypted-file, or --token-file PATH"))
