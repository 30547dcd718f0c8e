"""Lists, sheets and cards over the board: their keys come from one list, and go where the configuration binds them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from textual.widget import Widget

from postcmd.errors import BadConfig
from tests.tui.every_screen import november, walk
from tests.tui.post import Post, a_post
from tests.tui.test_keys_are_what_the_configuration_says import keymap_bound
from tests.tui.test_one_registry_names_every_action import is_free
from tui import keymap
from tui.config_keys import PRESETS
from tui.layer import Layer
from tui.layer_keys import by_key, hint, keys_of, refuse_clashes
from tui.layers import BY_NAME, LAYERS
from tui.limits_screen import LimitsScreen
from tui.open_layer import OpenLayer

TUI: Final = Path(keymap.__file__).parent
FIELDS: Final = {
    "answers": "a line that is typed into",
    "first_run": "before there is a board: the form that sets it up",
    "palette": "a line that is typed into",
    "pasted": "text that is typed",
    "phone_note": "a line that is typed into",
    "search_screen": "a line that is typed into",
}
"""Where keys are those of a field that is typed into, or of no board."""
BOARD_KEYS: Final = {
    "board_screen",
    "keyboard",
    "layer_keyboard",
    "open_layer",
    "over_choice",
    "over_list",
    "squad_split",
}


@pytest.fixture(autouse=True)
def keys_of_the_registry() -> Iterator[None]:
    yield
    keymap.use()


@pytest.mark.parametrize("preset", PRESETS)
def test_in_no_list_a_key_asks_for_two_things(preset: str) -> None:
    refuse_clashes(keymap.keymap_from(preset), {}, "")


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_everything_a_list_can_do_is_reached_by_a_key_that_nobody_else_takes(layer: Layer) -> None:
    """An empty form has none: it is left and opened anew as well."""
    alone = [one.name for one in layer.own if not any(map(is_free, one.keys))]
    assert not alone or layer.name == "form"


def sources() -> Iterator[tuple[str, str]]:
    return ((path.stem, path.read_text(encoding="utf-8")) for path in sorted(TUI.glob("*.py")))


def test_every_list_and_card_has_its_layer_and_every_key_of_a_layer_is_used() -> None:
    parts = dict(sources())
    used = "\n".join(text for name, text in parts.items() if not name.startswith("layers_"))
    for layer in LAYERS:
        assert re.search(rf'(LAYER = |LayerKeyboard\(screen, |BY_NAME\[|LAYERS\[)"{layer.name}"', used), layer.name
        unused = [one.name for one in layer.own if f'"{one.name}"' not in used]
        assert not unused, layer.name


def test_no_key_is_looked_at_outside_of_the_registry() -> None:
    """Nothing over the board compares a key with one that it names itself; fields that are typed into do."""
    own = [name for name, text in sources() if name not in FIELDS and any(_named_keys(ast.parse(text)))]
    assert own == []
    handling = {name for name, text in sources() if re.search(r"def (on_key|key_\w+)\(self", text)}
    layers = {name for name, text in sources() if "take_key(" in text or "asked_for(" in text or "asks_anew(" in text}
    assert handling - layers - set(FIELDS) - BOARD_KEYS == set()


def _named_keys(tree: ast.AST) -> Iterator[ast.Compare]:
    """Comparisons of `event.key` with something written there."""
    for one in ast.walk(tree):
        if (
            isinstance(one, ast.Compare)
            and ast.unparse(one.left) == "event.key"
            and any(map(_is_written, one.comparators))
        ):
            yield one


def _is_written(against: ast.AST) -> bool:
    return any(isinstance(part, ast.Constant) for part in ast.walk(against))


@pytest.mark.anyio
async def test_on_every_screen_each_key_is_of_its_layer_and_at_most_eight_stand_at_the_bottom() -> None:
    seen: set[str] = set()

    def see(where: str, widget: Widget) -> None:
        if isinstance(widget, OpenLayer) and widget.has_class("-open"):
            layer = widget.keyboard.layer
            seen.add(layer.name)
            offered = widget.keys()
            for one in offered:
                assert keys_of(layer, one.name), f"{where}: {one.name}"
            assert len(widget.hints()) <= 8, where
        elif widget.has_class("over") and widget.has_class("-open"):
            seen.add(type(widget).__name__)

    async with a_post(november(), size=(100, 36)) as post:
        await walk(post, see)
    fields = {name for name in seen if name[0].isupper()}
    assert len(seen - fields) > 15
    assert {name for name in fields if name not in ("Palette", "SearchList")} <= {
        "RequestForm", "NoticeForm", "AvailabilityForm", "PostForm", "MovesList", "AnswerList", "Receivers", "PickList",
        "PassOnList", "DuplicatesList", "SurplusChoice", "ServiceForm", "UnitLine",
    }  # fmt: skip


# Bound anew


async def on_the_limits(post: Post) -> LimitsScreen:
    """A list with many rows whatever happened."""
    await post.press("F")
    limits = post.over(LimitsScreen)
    assert isinstance(limits, LimitsScreen)
    return limits


@pytest.mark.anyio
async def test_the_preset_moves_in_lists_too() -> None:
    keymap.use(keymap.keymap_from("vim"))
    async with a_post(november(), size=(80, 24)) as post:
        limits = await on_the_limits(post)
        await post.press("G")
        assert limits.cursor == list(limits._of)[-1]
        await post.press("g", "g")
        assert limits.cursor == next(iter(limits._of))
        await post.press("ctrl+d", "j")
        assert limits._sheet.line > 1
        await post.press("ctrl+u", "k")
        assert limits.cursor == next(iter(limits._of))


@pytest.mark.anyio
async def test_a_remapped_key_is_the_one_at_the_bottom_and_the_one_that_acts() -> None:
    bound = keymap_bound("limits.task", "f6", "back", "ctrl+g", "down", "ctrl+n")
    keymap.use(keymap.keymap_from("default", bound))
    async with a_post(november(), size=(100, 30)) as post:
        limits = await on_the_limits(post)
        line = " ".join(part.text for part in post.screen.key_line.parts)
        assert "F6 a task" in line
        assert "Ctrl+G back" in line
        first = limits.cursor
        await post.press("ctrl+n")
        assert limits.cursor != first
        await post.press("t")
        assert post.said == "t means nothing here; ? shows all keys."
        await post.press("ctrl+g")
        assert not post.screen.overlays.is_open


@pytest.mark.anyio
async def test_a_key_that_means_nothing_in_a_list_says_where_its_keys_stand_and_one_that_cannot_be_done_says_why() -> (
    None
):
    async with a_post(november(), size=(100, 30)) as post:
        await on_the_limits(post)
        await post.press("Z")
        assert post.said == "Z means nothing here; ? shows all keys."
        await post.press("G", "minus")
        assert post.said == "Your role does not allow this here."


def test_what_cannot_be_meant_in_a_list_is_refused_by_its_name() -> None:
    for pairs, code, other in (
        (("chase.copy", "v"), "key_clash", "chase.acknowledge"),
        (("chase.coppy", "K"), "unknown_action", None),
        (("chase.copy", "hyper"), "bad_key", None),
        (("work.type", "x"), "key_fixed", None),
    ):
        with pytest.raises(BadConfig) as refused:
            keymap.keymap_from("default", keymap_bound(*pairs), "config.toml")
        assert refused.value.code == code
        assert refused.value.facts["line"] == 1
        assert refused.value.facts["action"] == pairs[0]
        assert other is None or refused.value.facts["other"] == other


def test_a_list_leaves_the_key_that_was_taken_from_it() -> None:
    keymap.use(keymap.keymap_from("default", keymap_bound("chase.copy", "K", "chase.copy_all", "y")))
    chase = BY_NAME["chase"]
    assert (by_key(chase)["K"], by_key(chase)["y"]) == ("copy", "copy_all")
    assert hint(chase, "copy")[0] == "K"
