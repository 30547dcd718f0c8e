"""What newer terminals say of a key or a text arrives as that key or text, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.board import parsed
from widgets.typed import Typed


def keys(*arrived: str) -> list[str]:
    """What Textual makes of what arrives in so many pieces."""
    typed = Typed()
    plain = "".join(map(typed.plain, arrived))
    return [event.character or event.key for event in parsed(plain)] if plain else []


def of_kitty(text: str) -> str:
    """A text as an input method commits it on a terminal that speaks kitty's protocol."""
    return f"\x1b[0;;{':'.join(str(ord(char)) for char in text)}u"


@pytest.mark.parametrize("count", [1, 4, 5, 20])
def test_a_committed_text_arrives_whole(count: int) -> None:
    text = "孙河乡北甸西村今晚要五十个人去做核酸扫码"[:count]
    assert "".join(keys(of_kitty(text))) == text
    assert "".join(keys(text)) == text


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("\x1b[97u", "a"),
        ("\x1b[43;2u", "+"),
        ("\x1b[61:43;2u", "+"),
        ("\x1b[97:65;2u", "A"),
        ("\x1b[27u", "\x1b"),
        ("\x1b[13u", "\r"),
        ("\x1b[127u", "\x7f"),
        ("\x1b[114;5u", "\x12"),
        ("\x1b[57413u", "+"),
        ("\x1b[27;5;114~", "\x12"),
        ("\x1b[65311u", "？"),
    ],
)
def test_a_key_in_a_sequence_of_its_own_is_that_key(sent: str, key: str) -> None:
    assert keys(sent) == keys(key)


RELEASED, SHIFT_ALONE, WHO_I_AM, UNHEARD_OF = "\x1b[97;1:3u", "\x1b[57441u", "\x1b[?62;22c", "\x1b[9;9;9X"


@pytest.mark.parametrize("sent", [RELEASED, SHIFT_ALONE, WHO_I_AM, UNHEARD_OF])
def test_what_nobody_understands_is_no_key(sent: str) -> None:
    assert keys(sent) == []
    assert keys(sent + "q") == ["q"]


@pytest.mark.parametrize("known", ["\x1b[A", "\x1b[5~", "\x1b[Z", "\x1bOP", "\x1b[1;2A", "\x1b", "\x1b[I"])
def test_what_every_terminal_says_passes(known: str) -> None:
    assert Typed().plain(known) == known


@given(st.integers(1, 40))
def test_a_sequence_may_come_in_two_pieces(cut: int) -> None:
    whole = of_kitty("孙河乡北甸") + "x"
    cut = min(max(cut, 2), len(whole))
    assert "".join(keys(whole[:cut], whole[cut:])) == "孙河乡北甸x"


def test_what_is_pasted_passes_as_it_is() -> None:
    pasted = "\x1b[200~\x1b[97u 孙河\x1b[201~"
    assert Typed().plain(pasted) == pasted
    typed = Typed()
    assert typed.plain("\x1b[200~\x1b[9") + typed.plain("7u\x1b[201~\x1b[97u") == "\x1b[200~\x1b[97u\x1b[201~a"


def test_what_never_ends_holds_up_nothing() -> None:
    typed = Typed()
    assert (typed.plain("\x1b[12"), typed.is_waiting) == ("", True)
    typed.give_up()
    assert typed.plain("q") == "q"
