"""Everything that opens over the board and has keys: lists, sheets and cards.

1. This is the only list: their footers, their help, docs/keys.md and what `keymap` may bind are made from it.
2. A key belongs to one thing to do within one layer; the first key of a sequence to none.
3. It loads no screen, and no first frame needs it.
"""

from __future__ import annotations

from typing import Final

from tui import layers_on_calls, layers_on_people, layers_on_the_ground, layers_on_work
from tui.layer import Layer

LAYERS: Final[tuple[Layer, ...]] = (
    *layers_on_calls.LAYERS,
    *layers_on_people.LAYERS,
    *layers_on_the_ground.LAYERS,
    *layers_on_work.LAYERS,
)
BY_NAME: Final = {layer.name: layer for layer in LAYERS}
