"""One search over everything that has a name: places, units, requests, squads, tasks, and whom to ring.

1. A record is found when every word typed is found in it: in its id, its names in either language, its contacts, or the
   names of those above it; in any letter case and width; letters also as pinyin, whole or first ones, as typed.
2. What stands in the name counts more than what stands above it; the beginning more than the middle; what is over less.
3. The index is made once, when it is first asked; what changed is made anew, by itself where nothing else names it.
4. A longer question is looked for among the answers to the shorter one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final, Literal

from msgspec import Struct

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.clean import fold
from postcmd.readable import Span, Text
from postcmd.records import AnyRecord, Kind, Place, Request, Squad, Task, Unit, kind_of
from postcmd.words import lang
from postcmd.written import day_text

HitKind = Literal["place", "unit", "request", "squad", "task", "contact"]

NAMED: Final[tuple[Kind, ...]] = ("unit", "place", "task", "request", "squad")
NAMES_OTHERS: Final = frozenset({"unit", "place", "task"})
"""Records whose names stand in the entries of others."""

ABOVE: Final = 0.3
"""What a name above the record counts, beside one of its own."""
OVER: Final = 0.4
"""What a request or squad counts that is over, beside a live one."""
SORT: Final = 0.9
"""What a kind of task counts: somebody who asks for it wants those who asked for it."""


class Hit(Struct, frozen=True):
    """Something found. The record is `of` this kind: a contact is found too. `spans` mark what matched in `title`."""

    kind: HitKind
    id: str
    title: str
    detail: str
    score: float
    spans: tuple[Span, ...] = ()
    of: Kind = "unit"

    @property
    def key(self) -> Key:
        return self.of, self.id


class _Entry(Struct, frozen=True):
    """A record as it is looked for. The first text is its title."""

    hit: Hit
    texts: tuple[tuple[Text, float], ...]
    worth: float = 1.0


class Finder:
    """Everything with a name on the board, ready to be asked at every key. `by_sound`: letters are pinyin too."""

    def __init__(self, board: Board, *, by_sound: bool = True) -> None:
        self.by_sound = by_sound
        self._board = board
        self._entries: dict[Key, tuple[_Entry, ...]] | None = None
        self._texts: dict[str, Text] = {}
        self._last: tuple[str, bool, list[_Entry]] = ("", by_sound, [])

    def find(self, text: str, kinds: Collection[HitKind] | None = None, most: int = 50) -> list[Hit]:
        """The best hits first; nothing for no words."""
        asked = " ".join(fold(text).casefold().split())
        if not asked:
            return []
        looks = [_Look(word, self.by_sound) for word in asked.split()]
        scored = [(found, entry) for entry in self._candidates(asked) if (found := _all_of(looks, entry))]
        self._last = asked, self.by_sound, [entry for _found, entry in scored]
        hits = [_hit(entry, found) for found, entry in scored if kinds is None or entry.hit.kind in kinds]
        return sorted(hits, key=lambda hit: (-hit.score, len(hit.title), hit.title, hit.id))[:most]

    def start_over(self) -> None:
        """Anything may have changed since it was last asked."""
        self._entries, self._last = None, ("", self.by_sound, [])

    def update(self, keys: Iterable[Key]) -> None:
        """These records came, went or changed."""
        touched = [key for key in keys if key[0] in NAMED]
        if self._entries is None or not touched:
            return
        self._last = ("", self.by_sound, [])
        if any(kind in NAMES_OTHERS for kind, _id in touched):
            self._entries = None
        else:
            for key in touched:
                self._entries[key] = tuple(self._made(self._board.get(*key)))

    # How

    def _candidates(self, asked: str) -> Iterable[_Entry]:
        before, by_sound, answers = self._last
        if before and asked.startswith(before) and by_sound == self.by_sound:
            return answers
        return (entry for entries in self._index().values() for entry in entries)

    def _index(self) -> dict[Key, tuple[_Entry, ...]]:
        if self._entries is None:
            records = (record for kind in NAMED for record in self._board.every(kind))
            self._entries = {(kind_of(one), one.id): tuple(self._made(one)) for one in records}
        return self._entries

    # What stands in an entry

    def _made(self, record: AnyRecord | None) -> Iterator[_Entry]:
        match record:
            case Unit():
                above = [unit for unit in map(self._board.unit, record.path.split("/")[:-1]) if unit is not None]
                names = (record.short, record.nickname)
                detail = " / ".join(unit.short or unit.name for unit in above)
                yield self._entry("unit", record, record.name, detail, names, [unit.name for unit in above])
                yield from self._contact(record, record.contact, record.name)
            case Place():
                above_it = [place.name for place in map(self._board.place_of, record.path.split("/")[:-1]) if place]
                yield self._entry("place", record, record.name, " / ".join(above_it), (), above_it)
                yield from self._contact(record, record.contact, record.name)
            case Task():
                names = (record.zh, record.en)
                yield self._entry("task", record, _said(record), record.counted_in, names, worth=SORT)
            case Request():
                yield from self._of_request(record)
            case Squad():
                yield from self._of_squad(record)
            case _:
                pass

    def _of_request(self, request: Request) -> Iterator[_Entry]:
        place = panes.place_name(self._board, request.place)
        tasks = [task for code in (request.task, *request.then) if (task := self._board.task(code))]
        title = " ".join((place, *(_said(task) for task in tasks[:1])))
        days = [day_text(line.day) for line in request.lines]
        asked = dict.fromkeys(filter(None, (request.addressed_unit, *request.units)))
        units = [panes.unit_name(self._board, unit) for unit in asked]
        detail = " ".join(("..".join(dict.fromkeys((days[0], days[-1]))) if days else "", *units)).strip()
        names = [name for task in tasks for name in (task.zh, task.en)]
        worth = OVER if request.status in panes.ENDED else 1.0
        caller = " ".join(filter(None, (request.called_by, request.contact)))
        above = [*self._above(request.place), request.note, caller, *units]
        yield self._entry("request", request, title, detail, names, above, worth)
        yield from self._contact(request, caller, title, worth)

    def _of_squad(self, squad: Squad) -> Iterator[_Entry]:
        unit, place = panes.unit_name(self._board, squad.unit), panes.place_name(self._board, squad.place)
        worth = 1.0 if squad.is_live else OVER
        detail = " ".join(filter(None, (unit, place)))
        yield self._entry("squad", squad, squad.name or squad.id, detail, (), (unit, place), worth)
        yield from self._contact(squad, squad.leader, squad.name or squad.id, worth)

    def _above(self, place_id: str) -> list[str]:
        place = self._board.place_of(place_id)
        return [panes.place_name(self._board, one) for one in place.path.split("/")[:-1]] if place else []

    def _entry(
        self,
        kind: HitKind,
        record: AnyRecord,
        title: str,
        detail: str,
        names: Iterable[str] = (),
        above: Iterable[str] = (),
        worth: float = 1.0,
    ) -> _Entry:
        weighed = {text: ABOVE for text in above if text} | {text: 1.0 for text in names if text} | {record.id: 1.0}
        weighed.pop(title, None)
        texts = ((self._text(text), weight) for text, weight in ((title, 1.0), *weighed.items()))
        return _Entry(Hit(kind, record.id, title, detail, 0, of=kind_of(record)), tuple(texts), worth)

    def _contact(self, record: AnyRecord, contact: str, whose: str, worth: float = 1.0) -> Iterator[_Entry]:
        if contact:
            hit = Hit("contact", record.id, contact, whose, 0, of=kind_of(record))
            yield _Entry(hit, ((self._text(contact), 1.0), (self._text(whose), ABOVE)), worth)

    def _text(self, text: str) -> Text:
        known = self._texts.get(text)
        if known is None:
            known = self._texts[text] = Text(text)
        return known


class _Look:
    """One word being looked for: each text is looked at once, however many records have it."""

    def __init__(self, word: str, by_sound: bool) -> None:
        self._word = word
        self._by_sound = by_sound and word.isascii() and word.isalnum()
        self._places: dict[Text, tuple[float, Span] | None] = {}

    def best(self, entry: _Entry) -> tuple[float, Span | None] | None:
        best: tuple[float, Span | None] | None = None
        for nth, (text, weight) in enumerate(entry.texts):
            place = self._place(text)
            if place is not None and (best is None or place[0] * weight > best[0]):
                best = place[0] * weight, place[1] if nth == 0 else None
        return best

    def _place(self, text: Text) -> tuple[float, Span] | None:
        if text not in self._places:
            self._places[text] = text.where(self._word, self._by_sound)
        return self._places[text]


def _all_of(looks: list[_Look], entry: _Entry) -> list[tuple[float, Span | None]]:
    """The best place of every word; nothing where one of them is not found."""
    found = []
    for look in looks:
        best = look.best(entry)
        if best is None:
            return []
        found.append(best)
    return found


def _said(task: Task) -> str:
    return task.zh if lang() == "zh_CN" or not task.en else task.en


def _hit(entry: _Entry, found: list[tuple[float, Span | None]]) -> Hit:
    spans = tuple(sorted({span for _score, span in found if span is not None}))
    hit, score = entry.hit, sum(score for score, _span in found) * entry.worth
    return Hit(hit.kind, hit.id, hit.title, hit.detail, score, spans, hit.of)
