"""Keys can be bound anew, by action; what cannot be meant is refused by file, line and action, never dropped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from textual.keys import _character_to_key

from dev.catalogues import sentences, translations
from postcmd.errors import BadConfig
from tests.tui.post import SUNHE, a_post
from tui import keymap
from tui.actions import ACTIONS, BY_NAME
from tui.config import load
from tui.config_keys import PRESETS, Bound
from tui.key_names import SIGNS, key_text, named
from tui.layer_keys import names
from tui.sentences import sentence_of


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "postcmd").mkdir()
    return {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}


@pytest.fixture(autouse=True)
def keys_of_the_registry() -> Iterator[None]:
    yield
    keymap.use()


def keys_in(env: dict[str, str], text: str) -> keymap.Keymap:
    (Path(env["XDG_CONFIG_HOME"]) / "postcmd" / "config.toml").write_text(text, encoding="utf-8")
    return keymap.keymap_of(load(env=env))


def refusal(env: dict[str, str], text: str) -> str:
    with pytest.raises(BadConfig) as refused:
        keys_in(env, text)
    return sentence_of(refused.value).removeprefix(f"{env['XDG_CONFIG_HOME']}/postcmd/")


def test_the_configuration_binds_keys_by_the_name_of_the_action(env: dict[str, str]) -> None:
    keys = keys_in(env, '[keymap]\nundo = "ctrl+z"\nmore = ["+", "g m"]\n')
    assert keys.by_key["ctrl+z"].name == "undo"
    assert "u" not in keys.by_key
    assert keys.keys["more"] == ("plus", "g m")
    assert keys.keys["less"] == BY_NAME["less"].keys


def test_a_preset_is_named_alone_or_under_bindings(env: dict[str, str]) -> None:
    assert keys_in(env, 'keymap = "vim"\n').by_key["g g"].name == "first"
    keys = keys_in(env, '[keymap]\npreset = "vim"\nundo = "U"\nunlock = ""\n')
    assert (keys.by_key["d d"].name, keys.by_key["U"].name) == ("delete", "undo")
    env["POSTCMD_KEYMAP"] = "vim"
    assert keys_in(env, "").by_key["g t"].name == "next_pane"


@pytest.mark.parametrize("preset", PRESETS)
def test_in_every_preset_every_action_has_a_key_of_its_own(preset: str) -> None:
    keys = keymap.keymap_from(preset)
    assert all(keys.keys[action.name] for action in ACTIONS)
    assert sum(map(len, keys.keys.values())) == len(keys.by_key)
    assert not keys.first_keys & keys.by_key.keys()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[keymap]\n\nundoo = "z"\n', "config.toml, line 3: there is no action “undoo”; did you mean “undo”?"),
        ('[keymap]\nqwerty = "z"\n', "config.toml, line 2: there is no action “qwerty”"),
        ('[keymap]\nundo = "ctrl+i"\n', "config.toml, line 2: “ctrl+i” is no key for undo"),
        ('[keymap]\nundo = "hyper"\n', "config.toml, line 2: “hyper” is no key for undo"),
        ('[keymap]\nundo = "o"\n', "config.toml, line 2: undo cannot have o: outbox has it"),
        ('[keymap]\nundo = "g"\n', "config.toml, line 2: undo cannot have g: squads has it, or a sequence"),
        ('[keymap]\nundo = "u z"\nredo = 1\n', "config.toml, line 3: “redo” must be a key, or a list of keys"),
        ('[keymap]\nundo = "o z"\n', "config.toml, line 2: undo cannot have o z: outbox has it"),
        ('[keymap]\nup = "K"\nlink_duplicate = "K"\n', "config.toml, line 3: link_duplicate cannot have K: up has it"),
        ('[keymap]\ntype = "x"\n', "config.toml, line 2: type keeps its keys"),
        ('[keymap]\nundo = "5"\n', "config.toml, line 2: undo cannot have 5: type has it"),
        ("[keymap]\nkeys = []\n", "config.toml, line 2: keys needs a key"),
        ('keymap = "emacs"\n', "config.toml, line 1: “keymap” must be default / vim"),
        ('\nkeymap.undoo = "z"\n', "config.toml, line 2: there is no action “undoo”"),
        (
            '[keymap]\nundo = "ctrl+z"\n[keymap.chase]\n\ncopy = "v"\n',
            "config.toml, line 5: chase.copy cannot have v: chase.acknowledge has it",
        ),
        ('[keymap]\nchase.copy = "v"\n', "config.toml, line 2: chase.copy cannot have v: chase.acknowledge has it"),
        ('[keymap]\nundo = ""\nup = "u"\n', "config.toml, line 3: up cannot have u: posts.undo has it"),
        (
            '[keymap]\nchase.coppy = "v"\n',
            "config.toml, line 2: there is no action “chase.coppy”; did you mean “chase.copy”?",
        ),
        ('[keymap]\nwork.type = "x"\n', "config.toml, line 2: work.type keeps its keys"),
        ('[keymap.chase]\ncopy = "hyper"\n', "config.toml, line 2: “hyper” is no key for chase.copy"),
        ("keymap = 3\n", "config.toml, line 1: “keymap” must be a text in quotes"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_line(env: dict[str, str], text: str, told: str) -> None:
    assert refusal(env, text).startswith(told)


@pytest.mark.anyio
async def test_the_board_the_footer_the_help_and_the_sentences_follow() -> None:
    keymap.use(keymap.keymap_from("default", keymap_bound("less", "ctrl+x", "undo", "ctrl+z", "quotas", "f5")))
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("ctrl+x")
        assert post.heads(SUNHE) == "11-11"
        await post.press("down", "up")
        assert "Ctrl+Z undo" in post.said
        await post.press("ctrl+z")
        assert post.heads(SUNHE) == "12-12"
        await post.press("u")
        assert post.said == "u means nothing here; ? shows all keys."
        await post.press("g", "s", "plus")
        assert post.said == "Heads are changed on a quota: press F5 for the quotas."


def keymap_bound(*pairs: str) -> list[Bound]:
    return [Bound(action, (key,), 1) for action, key in zip(pairs[::2], pairs[1::2], strict=True)]


def test_a_key_is_read_as_it_is_written() -> None:
    for action in ACTIONS:
        for key in action.keys:
            assert named(key_text(key)) == key


def test_every_sign_has_the_name_that_the_terminal_gives_it() -> None:
    assert {name: _character_to_key(sign) for name, sign in SIGNS.items()} == {name: name for name in SIGNS}
    assert all(unicodedata.category(sign)[0] in "PS" for sign in SIGNS.values())


def test_every_key_that_a_sentence_names_is_that_of_an_action() -> None:
    """`<undo>` in a sentence is the key of that action; its translation names the same."""
    marks = re.compile(r"<([a-z_.]+)>")
    known = {*BY_NAME, *names()}
    for message in sentences(translations("zh_CN")).values():
        said = message.id if isinstance(message.id, str) else message.id[-1]
        translated = message.string if isinstance(message.string, str) else "".join(message.string or ())
        assert set(marks.findall(said)) <= known, said
        assert set(marks.findall(said)) == set(marks.findall(translated)), said


NO_KEY: Final = re.compile(
    # A single letter or sign between words; `a` and `I` are words, `{n} h` is an hour.
    r"(?<![\w{}<'’.:/@+-])(?:[b-zB-HJ-Z](?![\w'’.:/>}@+-])|[?/~](?=[ ,.;])|@(?= )|[\[\]](?= )|a (?:adds|plans|shows)\b)"
    # One in brackets; `press g s`; and what stands for Enter in a sentence of the board.
    r"|[(（][a-zA-Z][)）]|press g "
)
UNITS: Final = re.compile(r"(?<=\d|\}) [hds]\b|^[hds]$|u, \+, g s")
"""Hours, days and seconds behind a number; and what a key is written like."""
NOT_OF_THE_BOARD: Final = {
    "tui/config_keys.py": "what is written in a configuration",
    "tui/doctor_terminal.py": "a command",
    "tui/figures_told.py": "a version",
    "tui/first_questions.py": "before there is a board",
    "tui/man_page.py": "the keys by default",
    "tui/gear.py": "a word that is typed",
}


def test_no_sentence_of_the_board_names_a_key_that_may_be_another_by_then() -> None:
    for message in sentences(translations("en")).values():
        said = message.id if isinstance(message.id, str) else message.id[-1]
        if not {where for where, _line in message.locations} & NOT_OF_THE_BOARD.keys():
            assert not NO_KEY.search(UNITS.sub("", said)), said
