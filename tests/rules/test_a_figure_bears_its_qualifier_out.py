"""近 at most and not far below, 余 and 超过 at least, 约 within a twentieth; else the number itself."""

import pytest

from postcmd.qualifiers import bears_out


@pytest.mark.parametrize(
    ("said", "holds", "fails"),
    [
        ("", (1000,), (999, 1001)),
        ("近", (1000, 999, 900), (1001, 899, 0)),
        ("余", (1000, 1001, 5000), (999,)),
        ("多", (1000,), (999,)),
        ("超过", (1000, 1001), (999,)),
        ("约", (950, 1000, 1050), (949, 1051)),
        ("左右", (950, 1050), (949, 1051)),
    ],
)
def test_a_figure_lies_within_the_bound_of_what_was_said(
    said: str, holds: tuple[int, ...], fails: tuple[int, ...]
) -> None:
    assert all(bears_out(1000, said, figure) for figure in holds)
    assert not any(bears_out(1000, said, figure) for figure in fails)
