"""What is known of our edits is believed only as long as the centre confirms the place at which it was learnt."""

from __future__ import annotations

from msgspec.structs import replace

from postcmd.puts import Digest
from postcmd.wire import Problem, PullAnswer
from sync.core import Core
from sync.learnt import Learnt
from tests.sync.core_steps import ask, core_at, heads, learn, pushed, sealed
from tests.sync.fake_centre import FakeCentre


def test_what_a_centre_lost_before_our_cursor_expired_is_sent_again() -> None:
    """I1, I6: a cursor that is too old to be checked does not vouch for what is known of our edits."""
    centre = FakeCentre()
    core, intents = core_at(centre), sealed(2)
    centre.backup()
    pushed(core, centre, intents)
    learn(core, centre, intents)
    centre.restore(announced=False)
    core.took_pull(core.pull_request(intents), Problem("", 410, "cursor_expired"), intents)
    learn(core, centre, intents)
    assert core.unanswered(intents) == [1, 2]
    pushed(core, centre, intents)
    learn(core, centre, intents)
    assert (core.unanswered(intents), heads(core)) == ([], 14)


def test_a_wrong_digest_means_learning_results_anew_too() -> None:
    centre = FakeCentre()
    core, intents = core_at(centre), sealed(2)
    pushed(core, centre, intents)
    learn(core, centre, intents)
    question, answer = ask(core, centre, intents)
    assert isinstance(answer, PullAnswer)
    core.took_pull(question, replace(answer, digest=Digest(1, "0")), intents)
    assert core.basis.results == {}
    assert core.shown.results.keys() == {1, 2}, "what is shown stays whole meanwhile"
    learn(core, centre, intents)
    assert core.shown.results.keys() == {1, 2}


def test_results_without_a_cursor_are_shown_and_not_believed() -> None:
    """A cache that was damaged gave back its results; nothing says that the centre still is where it was then."""
    centre = FakeCentre()
    before, intents = core_at(centre), sealed(2)
    centre.backup()
    pushed(before, centre, intents)
    learn(before, centre, intents)
    centre.restore(announced=False)
    saved = Learnt(epoch="e1", account="chaoyang", results=before.shown.results)
    core = Core("server", "post", saved)
    assert core.shown.results.keys() == {1, 2}
    learn(core, centre, intents)
    assert core.unanswered(intents) == [1, 2]
