"""The sign-in: login, logout, auth status, and what the configuration says.

1. A password is typed at a prompt that shows nothing, or read as one line from the input; never an argument.
2. A token is kept where it is safe or not at all: in a real keyring, in a file under a passphrase, or in a file of the
   person's choosing that only they can read. A token that cannot be kept is given back to the centre.
3. Signing out keeps the edits that wait, the cache, and which post was meant: reading goes on from the cache.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from postcmd.errors import BadConfig, PostError, SignInNeeded
from postcmd.words import _, ngettext
from sync.ports import Secret
from sync.post import open_cache, pull_once, sign_in, sign_out
from sync.remember import remember
from tui import terms
from tui.cli_exit import DONE, exit_code
from tui.cli_output import Column, pairs, say, table, tell
from tui.cli_post import Post, post_of
from tui.cli_read import ASK, board_of
from tui.cli_tables import minute
from tui.cli_way import credentials, hidden, unlocked, way
from tui.config import DEFAULT, LAST_SIGN_IN, Config, address, sound
from tui.sentences import sentence, sentence_of
from tui.token_places import LONGEST_PASSPHRASE, keep_in


def login(config: Config, encrypted: bool = False) -> int:
    """Sign in, keep the token, remember the post."""
    post = _asked_for(config)
    if encrypted and post.token_file is not None:
        raise BadConfig("two_places", path=str(post.token_file))
    password = _password(post)
    passphrase = _new_passphrase() if encrypted else None
    token = Secret(sign_in(post.url, post.account, password).token)
    where = _kept(post, token, passphrase)
    remember(post.url, post.account)
    say(_("Signed in at {url} as {account}. {where}").format(url=post.url, account=post.account, where=where))
    return DONE


def logout(config: Config) -> int:
    """Let the centre and this host forget the token."""
    post = post_of(config)
    waiting = sum(edit.is_pending for edit in open_cache(post.url, post.account).update.edits or ())
    trouble = _forget_at_the_centre(post)
    _forget_here(post)
    say(_("Signed out at {url}.").format(url=post.url))
    if waiting:
        say(
            ngettext("{n} edit waits for the next sign-in.", "{n} edits wait for the next sign-in.", waiting).format(
                n=waiting
            )
        )
    if trouble is not None:
        say(_("{why} The centre still knows the token.").format(why=sentence_of(trouble)))
    return DONE if trouble is None else exit_code(trouble)


def auth_status(config: Config) -> int:
    """Who is signed in where, what they may do, and whether the centre agrees."""
    post = post_of(config)
    keys = unlocked(post)
    found = keys.find()
    cached = pull_once(open_cache(post.url, post.account), way(post, keys), ASK)
    board = board_of(cached)
    link = board.link
    rows = [(_("centre"), post.url), (_("account"), post.account), (_("token from"), _where(found.source, config))]
    rows += [(_("may"), f"{terms.state(grant.role)} {grant.prefix}") for grant in link.grants]
    rows.append((_("as of"), minute(board, link.as_of, seconds=True)))
    tell(pairs(rows))
    if link.state == "online":
        return DONE
    say(sentence(link.trouble, link.facts))
    return exit_code(SignInNeeded(link.trouble)) if link.state == "sign_in" else DONE


def show_config(config: Config) -> int:
    """Every value and who said it."""
    rows = [(name, _value(setting.value), _source(setting.source)) for name, setting in config.settings.items()]
    tell(table([Column(_("setting")), Column(_("value")), Column(_("from"))], rows))
    tell(_("file: {path}").format(path=config.file))
    tell(_("token: {where}").format(where=config.token_source or _("from the keyring, if it is there")))
    return DONE


def show_keys(config: Config) -> int:
    """Every action by the name that the configuration knows it by, its keys, and who bound them."""
    from tui import keymap
    from tui.actions import ACTIONS
    from tui.layer_keys import keys_text
    from tui.layers import LAYERS

    keymap.use(keymap.keymap_of(config))
    bound = {one.action: f"{config.file.name}:{one.line}" for one in config.bound}
    preset = _(config.preset)
    rows = [(action.name, keymap.keys_text(action), _(action.label)) for action in ACTIONS]
    rows += [
        (layer.full_name(one.name), keys_text(layer, one.name), _(one.label)) for layer in LAYERS for one in layer.own
    ]
    said = [(*row, bound.get(row[0], preset)) for row in rows]
    tell(table([Column(_("action")), Column(_("keys")), Column(_("label")), Column(_("from"))], said))
    return DONE


def _value(value: str | bool | None) -> str:
    if value is None:
        return "-"
    return str(value).lower() if isinstance(value, bool) else value


def _source(source: str) -> str:
    return _(source) if source in (DEFAULT, LAST_SIGN_IN) else source


def _asked_for(config: Config) -> Post:
    """The post that is meant; what nobody said is asked for, where there is somebody to ask."""
    if not sys.stdin.isatty():
        return post_of(config)
    url = config.url or address(_typed(_("Address of the centre (https://…): ")))
    account = config.account or _typed(_("Account: "))
    return Post(url, str(sound("account", account)), config.token_file)


def _typed(prompt: str) -> str:
    print(prompt, end="", file=sys.stderr, flush=True)
    return _line().strip()


def _line() -> str:
    """One line of the input; BadConfig where its bytes are no text."""
    try:
        line = sys.stdin.readline()
        # The C locale reads any byte, and lets it fail only where it is sent.
        line.encode()
    except UnicodeError:
        raise BadConfig("not_text") from None
    return line


def _password(post: Post) -> Secret:
    """From the prompt, or one line of the input where there is nobody to ask."""
    if sys.stdin.isatty():
        typed = hidden(_("Password of {account} at {url}: ").format(account=post.account, url=post.url))
    else:
        typed = _line().rstrip("\r\n")
    if not typed:
        raise BadConfig("no_password")
    return Secret(typed)


def _new_passphrase() -> Secret:
    """Typed twice at the prompt, or the next line of the input where there is nobody to ask."""
    passphrase = _chosen_passphrase() if sys.stdin.isatty() else Secret(_line().rstrip("\r\n"))
    if passphrase is None or not 0 < len(passphrase.reveal()) <= LONGEST_PASSPHRASE:
        raise BadConfig("no_passphrase", most=LONGEST_PASSPHRASE)
    return passphrase


def _chosen_passphrase() -> Secret | None:
    typed = hidden(_("New passphrase for the encrypted file: "))
    if not typed:
        return None
    if hidden(_("The same passphrase again: ")) != typed:
        raise BadConfig("passphrases_differ")
    return Secret(typed)


def _offered() -> Secret | None:
    """A passphrase, from somebody without a keyring who wants the token kept in an encrypted file."""
    if not sys.stdin.isatty():
        return None
    say(_("No keyring here keeps the token. It can be kept in an encrypted file; an empty passphrase means no."))
    return _chosen_passphrase()


def _kept(post: Post, token: Secret, passphrase: Secret | None) -> str:
    """Where the token is now, as a sentence; BadConfig where it could be kept nowhere."""
    if post.token_file is not None:
        return keep_in("file", post, token)
    try:
        if passphrase is None:
            with suppress(BadConfig):
                return keep_in("keyring", post, token)
            passphrase = _offered()
        if passphrase is None:
            raise BadConfig("no_keyring")
        return keep_in("vault", post, token, passphrase)
    except BadConfig:
        sign_out(post.url, token)
        raise


def _forget_at_the_centre(post: Post) -> PostError | None:
    """Why the centre could not be told, if it could not."""
    try:
        sign_out(post.url, unlocked(post).token())
    except SignInNeeded as nobody:
        return None if nobody.code == "no_token" else nobody
    except PostError as trouble:
        return trouble
    return None


def _forget_here(post: Post) -> None:
    credentials(post).drop()
    if post.token_file is not None:
        post.token_file.unlink(missing_ok=True)
    if os.environ.get("POSTCMD_TOKEN"):
        say(_("POSTCMD_TOKEN is still set; it is not ours to change."))


def _where(source: str, config: Config) -> str:
    return {"keyring": _("the keyring"), "vault": _("the encrypted file"), "memory": _("this session")}.get(
        source, config.token_source
    )
