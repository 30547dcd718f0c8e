"""No code is used anywhere in the sources that a person would get to see without words."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.problems import SENTENCES as OF_THE_CENTRE
from postcmd import errors
from postcmd.clean import clean
from postcmd.edits import LinkState, Stage
from postcmd.moves import Standing
from postcmd.records import KINDS, LossReason, QuotaStatus, RequestStatus, Risk, Shift, SquadStatus, Tally
from postcmd.records_of_calls import Receiving
from postcmd.scope import Role
from postcmd.wire import Info, Status
from tui import terms
from tui.sentences import OF_STATUS, SENTENCES, placeholders, sentence, sentence_of, sentence_of_result

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("postcmd", "sync", "tui")
RAISED = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.PostError)}
CARRIES_A_CODE = dict.fromkeys(RAISED | {"Info"}, 0)
CODE = re.compile(r"[a-z]+(_[a-z]+)*")
KEYWORDS = ("code", "trouble")
ANY = "**"
"""Facts that are handed on as they came."""


@cache
def tree_of(path: Path) -> ast.AST:
    return ast.parse(path.read_text())


def constants(node: ast.expr) -> Iterator[str]:
    """The words that an expression can be: a constant, or either side of a choice."""
    match node:
        case ast.Constant(value=str() as word) if CODE.fullmatch(word):
            yield word
        case ast.IfExp(body=body, orelse=other):
            yield from constants(body)
            yield from constants(other)
        case ast.BoolOp(values=values):
            for value in values:
                yield from constants(value)


def name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def functions_of_codes(trees: list[ast.AST]) -> dict[str, int]:
    """Every function that takes a code, and at which place."""
    found = dict(CARRIES_A_CODE)
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [arg.arg for arg in node.args.args if arg.arg != "self"]
            for name in set(names) & set(KEYWORDS):
                found.setdefault(node.name, names.index(name))
    return found


def codes_in(tree: ast.AST, functions: dict[str, int]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            place = functions.get(name_of(node), len(node.args))
            for argument in node.args[place : place + 1]:
                yield from constants(argument)
            for keyword in node.keywords:
                if keyword.arg in KEYWORDS:
                    yield from constants(keyword.value)


@cache
def used() -> dict[str, str]:
    """Every code, and a file that uses it."""
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    trees = {path: tree_of(path) for path in paths}
    functions = functions_of_codes(list(trees.values()))
    found: dict[str, str] = {}
    for path, tree in trees.items():
        for code in codes_in(tree, functions):
            found.setdefault(code, path.relative_to(ROOT).as_posix())
    return found


def test_every_code_in_the_sources_has_a_sentence() -> None:
    missing = {code: where for code, where in used().items() if code not in SENTENCES}
    assert missing == {}


def test_no_code_of_the_sync_room_hides_in_a_table_or_a_tuple() -> None:
    """There every word with an underscore is a code, but for these."""
    of_records = {field for record in KINDS.values() for field in record.__struct_fields__} | set(get_args(QuotaStatus))
    others = {"sign_in", "retry_after", "not_a_folder"} | set(get_args(LinkState)) | of_records
    trees = [tree_of(path) for path in (ROOT / "sync").glob("*.py")]
    words = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    codes = {word for word in words if isinstance(word, str) and "_" in word and CODE.fullmatch(word)}
    assert codes - SENTENCES.keys() - others == set()


def test_every_code_the_centre_answers_with_has_a_sentence_at_the_post() -> None:
    assert OF_THE_CENTRE.keys() - SENTENCES.keys() == set()


def test_every_code_that_the_centre_writes_into_a_result_has_a_sentence() -> None:
    trees = [tree_of(path) for path in (ROOT / "central").rglob("*.py")]
    codes = {code for tree in trees for code in codes_in(tree, {"Info": 0})}
    assert "blocked" in codes
    assert codes - SENTENCES.keys() == set()


def facts_given() -> dict[str, set[str]]:
    """For every code, all the facts that some place in the sources gives with it."""
    found: dict[str, set[str]] = {}
    paths = [path for room in (*ROOMS, "central") for path in sorted((ROOT / room).rglob("*.py"))]
    for call in (node for path in paths for node in ast.walk(tree_of(path))):
        if isinstance(call, ast.Call) and name_of(call) in RAISED:
            facts = {keyword.arg or ANY for keyword in call.keywords}
            for code in constants(call.args[0]) if call.args else ():
                found.setdefault(code, set()).update(facts)
    return found


def test_no_sentence_waits_for_a_fact_that_nobody_gives() -> None:
    from_http = {"status", "retry_after", "said"}
    given = facts_given()
    known = {code: facts | from_http for code, facts in given.items() if code in SENTENCES and ANY not in facts}
    missing = {code: placeholders(SENTENCES[code][0]) - facts for code, facts in known.items()}
    assert {code: facts for code, facts in missing.items() if facts} == {}


def test_the_wait_that_the_centre_names_is_said() -> None:
    for code in ("too_many_tries", "busy", "centre_busy"):
        assert "again in 30 s." in sentence(code, {"status": 429, "retry_after": 30})


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_ends_as_one_so_that_another_may_follow(code: str) -> None:
    for way in SENTENCES[code]:
        assert sentence(code, dict.fromkeys(placeholders(way), "x")).endswith((".", "?", "…"))
    detail = {"detail": "no such field.", "why": "no such file.", "path": "p", "n": 1}
    assert not sentence(code, detail).endswith("..")


def test_the_search_sees_codes_given_in_every_way() -> None:
    said = """
def about(quota, code): ...
raise Refused('a' if x else 'b')
about(q, 'c'); Info(code='d'); replace(link, trouble='e'); Unreachable(said or 'f')
"""
    tree = ast.parse(said)
    assert set(codes_in(tree, functions_of_codes([tree]))) == {"a", "b", "c", "d", "e", "f"}


def test_the_search_finds_the_codes_of_the_rules() -> None:
    assert {"past_parent", "too_many", "illegal_move", "folder_not_private"} <= used().keys()


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_said_whatever_facts_came_along(code: str) -> None:
    every = {name: "x" for way in SENTENCES[code] for name in placeholders(way)}
    for facts in ({}, every):
        said = sentence(code, facts)
        assert said
        assert "{" not in said


@pytest.mark.parametrize("code", SENTENCES)
def test_the_way_that_needs_least_comes_last(code: str) -> None:
    needs = [len(placeholders(way)) for way in SENTENCES[code]]
    assert needs == sorted(needs, reverse=True)


def test_a_code_of_a_newer_centre_is_named() -> None:
    assert "moon_phase" in sentence("moon_phase")


@given(st.text(max_size=12_000))
def test_hostile_facts_come_out_clean_and_short(text: str) -> None:
    said = sentence("unknown_place", {"place": text})
    assert clean(said) == said
    assert len(said) < 200
    assert clean(sentence(text)) == sentence(text)


def test_the_largest_change_allowed_is_said() -> None:
    info = Info(code="past_parent", facts={"parent": "a.b.2022-11-20", "parent_max": 12, "largest": 4})
    assert "At most 4" in sentence_of_result("rejected", info)


def test_a_conflict_says_who_and_what_stands_there_now() -> None:
    info = Info(code="changed_meanwhile", now={"min": 6, "max": None}, by="li")
    assert "li" in sentence_of_result("conflict", info)


def test_a_move_that_is_not_legal_names_those_that_are() -> None:
    refusal = errors.Refused("illegal_move", came_from="stood_down", to="on_post", legal=["standby", "en_route"])
    assert sentence_of(refusal) == "From “stood down” it cannot become “on post”; possible: standby, en route."


@pytest.mark.parametrize("status", get_args(Status))
def test_every_way_an_edit_can_end_has_words(status: Status) -> None:
    assert sentence_of_result(status, None)
    assert status in OF_STATUS


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (terms.REQUEST, get_args(Standing) + get_args(RequestStatus)),
        (terms.QUOTA, get_args(QuotaStatus)),
        (terms.SQUAD, get_args(SquadStatus)),
        (terms.SIGN_UP, get_args(Tally)),
        (terms.RECEIPT, get_args(Receiving)),
        (terms.SHIFT, get_args(Shift)),
        (terms.RISK, get_args(Risk)),
        (terms.LOSS, get_args(LossReason)),
        (terms.ROLE, get_args(Role)),
        (terms.LINK, get_args(LinkState)),
        (terms.RESULT, get_args(Status)),
        (terms.STAGE, get_args(Stage)),
        (terms.KIND, tuple(KINDS)),
    ],
)
def test_every_state_has_its_term_and_no_table_knows_others(table: dict[str, str], words: tuple[str, ...]) -> None:
    assert set(table) == set(words)


def test_a_word_that_is_no_state_is_shown_clean() -> None:
    assert terms.state("x\x1b[31m") == "x[31m"
