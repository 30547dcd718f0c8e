"""An outbox cut or changed anywhere is read whole, or set aside and salvaged: no crash, no invented op."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.errors import CacheDamaged
from postcmd.ops import Op, QuotaAdd, Void, numbered
from postcmd.wire import Result
from sync.formats import Kept, Settled, read_outbox
from sync.instances import CACHE, OUTBOX, Home, Instance, take
from sync.intents import Draft, Intents
from sync.local import OutboxFile
from sync.outbox_changes import Add, Seal
from sync.recovery import open_instance
from sync.salvage import client_of, results_in, salvaged_ends
from tests.centre_fixture import DAY
from tests.sync.desk import SUNHE, at_work, home_in
from tests.sync.fake_centre import FakeCentre

NOW = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)
EDITS = 12


def written(folder: Path) -> tuple[bytes, dict[int, Op]]:
    """An outbox of twelve edits, some sealed, as bytes and as ops."""
    ops = [
        QuotaAdd(request=f"call-{n}", unit="lianjia", day=DAY, min=n, max=n, reason="来电：急") for n in range(EDITS)
    ]
    draft = (
        Draft(Intents("client"), {}, ()).take([Add(f"e{n}", op) for n, op in enumerate(ops)]).take([Seal((1, 2, 3))])
    )
    OutboxFile(folder, "server", "chaoyang").save(draft)
    return (folder / OUTBOX).read_bytes(), {n: kept.op for n, kept in draft.kept.items()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[int, Op]]:
    return written(tmp_path_factory.mktemp("outbox"))


def opened(content: bytes) -> tuple[Intents, str, list[bytes]]:
    """What an instance makes of such an outbox: intents, trouble, what stands in quarantine."""
    with TemporaryDirectory() as state:
        home = Home(Path(state) / "postcmd" / "server" / "chaoyang", "server", "chaoyang")
        instance = take(home, lambda: "client")
        (instance.folder / OUTBOX).write_bytes(content)
        result = open_instance(instance, NOW)
        aside = [path.read_bytes() for path in instance.folder.glob("quarantine/*")]
        read_outbox(instance.folder / OUTBOX)
        instance.release()
        return result.intents, result.trouble, aside


def test_a_whole_outbox_is_read_as_it_was_written(whole: tuple[bytes, dict[int, Op]]) -> None:
    intents, trouble, aside = opened(whole[0])
    assert {n: kept.op for n, kept in intents.kept.items()} == whole[1]
    assert [n for n, kept in intents.kept.items() if kept.sealed] == [1, 2, 3]
    assert (intents.next, trouble, aside) == (EDITS + 1, "", [])


@given(at=st.integers(0, 10_000))
def test_cut_anywhere_it_gives_back_every_whole_op(whole: tuple[bytes, dict[int, Op]], at: int) -> None:
    content, ops = whole
    cut = content[: at % len(content)]
    intents, trouble, aside = opened(cut)
    assert trouble == "outbox_set_aside"
    assert aside == [cut]
    assert_genuine(intents, ops)
    before = [n for n in ops if f'"{n + 1}":{{"kept"'.encode() in cut]
    assert set(before) <= intents.kept.keys()


@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_changed_byte_never_makes_another_op(whole: tuple[bytes, dict[int, Op]], at: int, flip: int) -> None:
    content, ops = whole
    at %= len(content)
    intents, trouble, _ = opened(content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :])
    assert_genuine(intents, ops)
    if not trouble:
        assert intents.kept.keys() == ops.keys()


def assert_genuine(intents: Intents, ops: dict[int, Op]) -> None:
    """Each op is one that was written, or `void` under the number of one that was lost."""
    for n, kept in intents.kept.items():
        assert kept.op == ops[n] or (isinstance(kept.op, Void) and kept.withdrawn)
    assert list(intents.kept) == list(range(min(intents.kept, default=1), max(intents.kept, default=0) + 1))


def test_an_outbox_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    content, _ = written(tmp_path)
    newer = content.replace(b'"version":2', b'"version":3')
    (tmp_path / OUTBOX).write_bytes(newer)
    with pytest.raises(CacheDamaged, match="outbox_newer"):
        read_outbox(tmp_path / OUTBOX)
    assert (tmp_path / OUTBOX).read_bytes() == newer


@pytest.mark.parametrize(
    "content", [b"", b"{", b"not json", b'{"facts":{"cache":{"version":1,"schema":99}}}', b"\xff\xfe"]
)
def test_a_cache_that_cannot_be_read_is_set_aside_and_learnt_again(tmp_path: Path, content: bytes) -> None:
    """I12: a cache is rebuilt from the centre and the outbox."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+3))
    (folder,) = home_in(tmp_path).folder.iterdir()
    (folder / CACHE).write_bytes(content)
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: desk.link.state == "online" and desk.board.quota(SUNHE) is not None)
        assert desk.quota().max == 15
        desk.until(lambda: desk.link.trouble == "cache_set_aside")
    assert [path.read_bytes() for path in folder.glob("quarantine/*")] == [content]


def test_deleting_the_cache_loses_nothing(tmp_path: Path) -> None:
    """I12: the cache can be deleted, and nothing else need ever be."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+3))
    centre.weather = "gone"
    with at_work(tmp_path, centre) as desk:
        desk.until_stage(desk.add_to_quota(+1), "saved")
    (folder,) = home_in(tmp_path).folder.iterdir()
    (folder / CACHE).unlink()
    centre.weather = "fine"
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: desk.board.quota(SUNHE) is not None and not desk.board.waiting)
        assert desk.quota().max == 16
    assert [n for _, n in centre.history.effects] == [1, 2]


def test_what_a_crash_left_half_written_is_swept_away(tmp_path: Path) -> None:
    instance: Instance = take(home_in(tmp_path), lambda: "client")
    half = instance.folder / f".{OUTBOX}.tmp"
    half.write_bytes(b"{")
    open_instance(instance, NOW)
    instance.release()
    assert not half.exists()


def test_what_became_of_edits_is_saved_from_a_damaged_cache(tmp_path: Path) -> None:
    """A conflict is not shown as on its way again, and nothing new leans on it."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_stage(desk.add_to_quota(-20), "attention")
    (folder,) = home_in(tmp_path).folder.iterdir()
    (folder / CACHE).write_bytes((folder / CACHE).read_bytes()[:-20])
    centre.weather = "gone"
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: len(desk.board.attention) == 1)
        later = desk.add_to_quota(+1, group="later")
        desk.until_kept(later)
        centre.weather = "fine"
        desk.engine.sync_now()
        desk.until_done(later)


def test_results_that_are_not_as_they_were_written_are_not_believed(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+1))
    (folder,) = home_in(tmp_path).folder.iterdir()
    cache = (folder / CACHE).read_bytes()
    assert results_in(cache[:-20]) is not None
    assert results_in(cache[:-20].replace(b'[1,"applied"', b'[2,"applied"')) is None
    assert results_in(cache[:-20].replace(b'"applied"', b'"noop"', 1)) is None


def test_edits_that_wait_for_a_person_are_saved_too() -> None:
    kept = Kept(numbered(QuotaAdd(request="call", unit="lianjia", day=DAY, max=-20), 7), sealed=True)
    settled = {"former.7": Settled(kept, Result(7, "rejected", 9))}
    with TemporaryDirectory() as folder:
        draft = Draft(Intents("client", settled=settled), {}, ()).take(
            [Add("e1", QuotaAdd(request="call", unit="lianjia", day=DAY, max=1))]
        )
        OutboxFile(Path(folder), "server", "chaoyang").save(draft)
        content = (Path(folder) / OUTBOX).read_bytes()
    assert salvaged_ends(content[:-1]) == settled
    intents, trouble, _ = opened(content[:-1])
    assert (intents.settled, trouble) == (settled, "outbox_set_aside")


@pytest.mark.parametrize(
    ("likely", "client"), [(["client"], "client"), (["newer", "client"], "client"), (["newer", "older"], "newer")]
)
def test_ops_go_on_under_the_id_they_were_sent_under(
    whole: tuple[bytes, dict[int, Op]], likely: list[str], client: str
) -> None:
    assert client_of(whole[0][:-5], likely) == client
