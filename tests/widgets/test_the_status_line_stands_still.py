"""The status line keeps each statement in its place and gives up the least important first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.board import BoardApp
from widgets.paint import width_of
from widgets.status import Part, StatusLine, status_line

PARTS = st.lists(
    st.builds(
        Part,
        text=st.text(st.sampled_from("online 离线自 01:42，"), max_size=30),
        width=st.integers(0, 20),
        yields=st.integers(0, 3),
        right=st.booleans(),
    ),
    max_size=6,
)


def text(parts: list[Part], width: int) -> str:
    return "".join(part.text for part in status_line(parts, width))


@given(PARTS, st.integers(0, 120))
def test_it_is_always_exactly_as_wide_as_the_screen(parts: list[Part], width: int) -> None:
    assert width_of(status_line(parts, width)) == width


def test_a_part_with_a_width_keeps_its_neighbours_in_place() -> None:
    short, long = (text([Part(word, width=12), Part("as of 14:02:11")], 60) for word in ("online", "reconnecting"))
    assert short.index("as of") == long.index("as of")


def test_the_most_yielding_part_goes_first() -> None:
    parts = [Part("offline since 01:42"), Part("as of 01:41:58", yields=2), Part("3 edits waiting", yields=1)]
    assert text(parts, 60).split("  ")[:3] == ["offline since 01:42", "as of 01:41:58", "3 edits waiting"]
    assert "as of" not in text(parts, 45)
    assert "3 edits waiting" in text(parts, 45)
    assert text(parts, 12) == "offline sin…"


def test_right_parts_stand_at_the_right_end() -> None:
    assert text([Part("online"), Part("DEMO", right=True)], 20) == "online          DEMO"


@pytest.mark.anyio
async def test_it_shows_what_it_was_told_last() -> None:
    status = StatusLine()
    app = BoardApp(status)
    async with app.run_test(size=(40, 3)) as pilot:
        status.show([Part("online", "good")])
        status.show([Part("offline since 01:42 [/x]", "bad")])
        await pilot.pause()
        assert app.lines[0].rstrip() == "offline since 01:42 [/x]"
