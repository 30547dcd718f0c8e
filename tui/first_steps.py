"""What the first run does: ask the centre, sign in, keep the token, remember the answers. No screen.

1. Answers given are kept from step to step, so that a run that was cut goes on where it stood; none of them is secret.
2. A password or token goes to the centre's address only, over https, or to this very machine.
3. The settings of a person are added to, never rewritten: what stands there stays as it is.
"""

from __future__ import annotations

import asyncio
import json
import os
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from postcmd.decoding import decode
from postcmd.errors import BadConfig, PostError
from sync.instances import state_folder
from sync.ports import Secret
from sync.post import sign_in, sign_out
from sync.remember import remember
from tui.cli_post import Post
from tui.cli_way import credentials
from tui.config import address, config_file, sound
from tui.doctor_centre import asked_centre, look_at_clock, look_at_link, look_at_version
from tui.doctor_words import Finding
from tui.token_places import Place, keep_in

NAME: Final = "first-run.json"
LARGEST: Final = 10_000


class Answers(Struct, frozen=True):
    """What was answered so far; "" where nothing was."""

    lang: str = ""
    url: str = ""
    account: str = ""


def read() -> Answers:
    """What an earlier run left; nothing where it cannot be read."""
    try:
        with (state_folder() / NAME).open("rb") as file:
            return decode(file.read(LARGEST), Answers)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Answers()


def keep(answers: Answers) -> None:
    """OSError or BadConfig where the disk or the folder does not take it."""
    from sync.files import private_folder, write_whole

    write_whole(private_folder(state_folder()) / NAME, msgspec.json.encode(answers))


# The steps


def reached(typed: str) -> tuple[str, float]:
    """The address that was meant, and how many seconds the centre there took. BadConfig, Unreachable, UpgradeNeeded."""
    from sync.http import checked

    text = typed.strip()
    url = checked(address(text if "://" in text else f"https://{text}"))
    return url, asyncio.run(asked_centre(url, None)).seconds


def signed_in(url: str, account: str, password: Secret) -> Secret:
    """A token for this account. BadConfig, SignInNeeded, Unreachable."""
    if not password.reveal():
        raise BadConfig("no_password")
    return Secret(sign_in(url, str(sound("account", account.strip())), password).token)


def given_back(url: str, token: Secret) -> None:
    """A token that nobody kept; where the centre cannot be told, it ends by itself."""
    with suppress(PostError):
        sign_out(url, token)


def token_file() -> Path:
    """Where the token goes that is to stand in a file: beside the settings."""
    return config_file(os.environ).with_name("token")


def tested(post: Post, token: Secret) -> list[Finding]:
    """The link, as the doctor sees it: round trip, clock, version. Unreachable, SignInNeeded, UpgradeNeeded."""
    answered = asyncio.run(asked_centre(post.url, token))
    found = [look_at_link(answered.seconds)]
    if answered.hello is not None:
        found += [look_at_clock(answered.middle, answered.hello.t), look_at_version(answered.hello)]
    return found


def kept(post: Post, token: Secret, place: Place, before: Place | None, passphrase: Secret | None = None) -> str:
    """Keep it there, and no longer where it was kept a moment ago; where it stands now, as a sentence."""
    if before in ("keyring", "vault") and place != before:
        credentials(post).drop()
    if before == "file" and place != "file":
        token_file().unlink(missing_ok=True)
    return keep_in(place, post, token, passphrase)


def finish(answers: Answers, place: Place) -> None:
    """From now on `postcmd` opens this board, in this language. OSError or BadConfig where that cannot be written."""
    settings = {"lang": answers.lang} if answers.lang else {}
    if place == "file":
        settings["token_file"] = str(token_file())
    add_settings(config_file(os.environ), settings)
    remember(answers.url, answers.account)
    (state_folder() / NAME).unlink(missing_ok=True)


def add_settings(file: Path, settings: dict[str, str]) -> None:
    """Put what is not said there yet before everything else: after a table's head it would belong to the table."""
    from sync.files import write_whole

    before = file.read_text(encoding="utf-8") if file.exists() else ""
    said = tomllib.loads(before)
    # A string of JSON is one of TOML too.
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in settings.items() if name not in said]
    if lines:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A link to somebody's collection of settings stays one.
        write_whole(file.resolve(), ("".join(lines) + before).encode())
