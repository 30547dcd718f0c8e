"""The first run: from nothing to a board by keys; each wrong answer has its sentence, and no answer is lost."""

from __future__ import annotations

import asyncio
import os
import stat
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual._xterm_parser import XTermParser
from textual.pilot import Pilot

from postcmd.words import lang, use
from sync.ports import Secret
from sync.post import open_cache, pull_once, way_to
from sync.remember import recall
from tests.centre_fixture import PASSWORD, RunningCentre, running_centre
from tui import first_steps, token_places
from tui.first_run import FirstRun
from tui.first_steps import Answers, add_settings
from widgets.choice import ChoiceList
from widgets.entry import Entry

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    with running_centre(tmp_path_factory.mktemp("centre")) as running:
        yield running


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home in which nothing was ever set up, on a host without a keyring."""
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in [one for one in os.environ if one.startswith("POSTCMD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("tui.first_questions.keyring_now", lambda: "none")
    yield tmp_path
    use("en")


class Beginner:
    """Somebody at the first run, and what they read."""

    def __init__(self, app: FirstRun, pilot: Pilot[int]) -> None:
        self.app, self.pilot, self.screen = app, pilot, app.first_screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.answered()

    async def type(self, *lines: str) -> None:
        """Each line, and Enter after it."""
        parser = XTermParser()
        for line in lines:
            for event in parser.feed(line):
                self.app.post_message(event)
            await self.pilot.pause()
            await self.pilot.press("enter")
            await self.answered()

    async def answered(self) -> None:
        """Until nothing is waited for any more."""
        await self.pilot.pause()
        while self.screen._is_busy:
            await asyncio.wait([one._task for one in self.app.workers if one._task is not None] or [_nothing()])
            await self.pilot.pause()
        await self.pilot.pause()

    @property
    def asked(self) -> str:
        return self.screen.question.name

    @property
    def wrong(self) -> str:
        return self.screen._wrong.text

    @property
    def told(self) -> str:
        return self.screen._told.text

    @property
    def places(self) -> list[str]:
        return [option.value for option in self.screen.query_one(ChoiceList)._options]


def _nothing() -> asyncio.Task[None]:
    return asyncio.create_task(asyncio.sleep(0))


@asynccontextmanager
async def a_beginner(answers: Answers | None = None) -> AsyncIterator[Beginner]:
    app = FirstRun(first_steps.read() if answers is None else answers)
    async with app.run_test(size=(80, 24)) as pilot:
        someone = Beginner(app, pilot)
        await someone.answered()
        yield someone
    if app.failure is not None:
        raise app.failure


def with_a_token(centre: RunningCentre) -> Answers:
    return Answers(lang="en", url=centre.url)


async def test_five_questions_lead_to_a_board_that_the_centre_knows(centre: RunningCentre, home: Path) -> None:
    async with a_beginner() as someone:
        assert someone.asked == "language"
        await someone.press("1")
        assert lang() == "zh_CN"
        assert "首次使用" in someone.screen._title.parts[0].text
        await someone.type(centre.url)
        assert someone.asked == "sign_in"
        assert f"{centre.url}  " in someone.told
        await someone.type("chaoyang", PASSWORD)
        assert someone.asked == "token"
        assert someone.places == ["vault", "file", "session"]
        await someone.press("2")
        assert someone.asked == "test"
        assert "往返时间" in someone.wrong
        await someone.press("enter")
        assert someone.app.return_value == 0
    file = home / "config" / "postcmd" / "token"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    settings = (home / "config" / "postcmd" / "config.toml").read_text()
    assert settings == f'lang = "zh_CN"\ntoken_file = "{file}"\n'
    last = recall()
    assert last is not None
    assert (last.url, last.account) == (centre.url, "chaoyang")
    token = Secret(file.read_text().strip())
    pulled = await asyncio.to_thread(pull_once, open_cache(*_named(last)), way_to(centre.url, lambda: token))
    assert not pulled.is_empty
    assert first_steps.read() == Answers(), "nothing is left to go on from"


def _named(last: object) -> tuple[str, str]:
    return last.url, last.account  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("http://centre.example.org", "is not encrypted"),
        ("ftp://centre", "is not an address of a centre"),
        ("http://127.0.0.1:9", "cannot be reached"),
        ("", "is not an address of a centre"),
    ],
)
async def test_a_wrong_address_is_said_and_stands_there_to_be_mended(typed: str, said: str) -> None:
    async with a_beginner(Answers(lang="en")) as someone:
        await someone.type(typed)
        assert someone.asked == "address"
        assert said in someone.wrong
        assert someone.screen.query_one(Entry).value == typed


async def test_a_wrong_password_leaves_the_account_and_no_password(centre: RunningCentre) -> None:
    async with a_beginner(with_a_token(centre)) as someone:
        await someone.type("chaoyang", "wrong")
        assert someone.wrong == "Account or password is wrong."
        account, password = someone.screen.query(Entry)
        assert (account.value, password.value) == ("chaoyang", "")
        assert password.has_focus
        await someone.type("")
        assert "password" in someone.wrong


async def test_a_run_that_was_cut_goes_on_where_it_stood(centre: RunningCentre, home: Path) -> None:
    async with a_beginner() as someone:
        await someone.press("2")
        await someone.type(centre.url)
        await someone.app.workers.wait_for_complete()
    kept = (home / "state" / "postcmd" / first_steps.NAME).read_text()
    assert "let me in" not in kept
    async with a_beginner() as someone:
        assert (someone.asked, lang()) == ("sign_in", "en")
        await someone.press("escape")
        assert someone.screen.query_one(Entry).value == centre.url


async def test_the_encrypted_file_wants_its_passphrase_twice(centre: RunningCentre, home: Path) -> None:
    async with a_beginner(with_a_token(centre)) as someone:
        await someone.type("chaoyang", PASSWORD)
        await someone.press("enter")
        assert "passphrase" in someone.told
        await someone.type("moon", "mood")
        assert "differ" in someone.wrong
        await someone.press("escape")
        assert someone.places[0] == "vault", "back to where the token goes"
        await someone.press("1")
        await someone.type("moon", "moon")
        assert someone.asked == "test"
        assert "encrypted" in someone.told
    [vault] = (home / "state" / "postcmd").glob("*/chaoyang/token.vault")
    assert b"pc_chaoyang" not in vault.read_bytes()


async def test_another_place_chosen_later_takes_the_token_out_of_the_first(centre: RunningCentre, home: Path) -> None:
    async with a_beginner(with_a_token(centre)) as someone:
        await someone.type("chaoyang", PASSWORD)
        await someone.press("2")
        assert first_steps.token_file().exists()
        await someone.press("escape", "3")
        assert someone.asked == "test"
        assert not first_steps.token_file().exists()
        assert "nowhere" in someone.told
        await someone.press("enter")
        assert someone.screen.token is not None, "the board of this session has it"


async def test_a_token_that_nobody_kept_is_given_back(centre: RunningCentre, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    told = threading.Event()

    def give_back(url: str, token: Secret) -> None:
        given.append(token.reveal())
        told.set()

    monkeypatch.setattr(first_steps, "given_back", give_back)
    async with a_beginner(with_a_token(centre)) as someone:
        await someone.type("chaoyang", PASSWORD)
        assert someone.screen.token is not None
        token = someone.screen.token.reveal()
        await someone.press("ctrl+q")
        assert someone.app.return_value == 2
        someone.screen.give_back()
    assert told.wait(10)
    assert given == [token]


async def test_a_keyring_that_is_silent_is_left_out_and_asked_again_with_a_key(
    centre: RunningCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.first_questions.keyring_now", lambda: "silent")
    async with a_beginner(with_a_token(centre)) as someone:
        await someone.type("chaoyang", PASSWORD)
        assert someone.places == ["vault", "file", "session"]
        assert "has not answered for 3 seconds" in someone.wrong
        monkeypatch.setattr("tui.first_questions.keyring_now", lambda: "there")
        await someone.press("r")
        assert someone.places[0] == "keyring"
        assert someone.wrong == ""


def test_a_keyring_that_hangs_counts_as_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.credentials.PATIENCE", 0.01)
    monkeypatch.setattr("sync.credentials.real_keyring", threading.Event().wait)
    assert token_places.keyring_now() == "silent"


def test_settings_are_added_to_and_never_rewritten(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('# mine\nlang = "en"\n[keymap]\nundo = "U"\n')
    add_settings(file, {"lang": "zh_CN", "token_file": "~/“token”"})
    assert file.read_text() == 'token_file = "~/\\u201ctoken\\u201d"\n# mine\nlang = "en"\n[keymap]\nundo = "U"\n'
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    add_settings(link, {"account": "li"})
    assert link.is_symlink()
    assert file.read_text().startswith('account = "li"\n')
