"""What the actions of `tui/actions_on_people.py` do on the screen.

1. Each has exactly one verb here. Screens are imported when they are first asked for: the first frame needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.situation_of_people import assembly_here, quota_here, squad_here, unit_here

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen
    from tui.verbs import Verb


def verbs(screen: BoardScreen) -> dict[str, Verb]:
    return {
        "signups": lambda typed: _sign_ups(screen),
        "pool": lambda typed: _pool(screen),
        "paste": lambda typed: _paste(screen),
        "call_reserve": lambda typed: _call_reserve(screen),
        "muster": lambda typed: _muster(screen),
        "join": lambda typed: _join(screen),
        "chase": lambda typed: _chase(screen),
        "notice": lambda typed: _notice(screen),
        "notices": lambda typed: _notices(screen),
        "people": lambda typed: _people(screen),
        "copy": lambda typed: _copy(screen),
    }


def _sign_ups(screen: BoardScreen) -> None:
    from tui.signups_screen import SignUpsList

    screen.overlays.open(SignUpsList, screen.here().id)


def _pool(screen: BoardScreen) -> None:
    from tui.signups_screen import PoolList

    screen.overlays.open(PoolList, unit_here(screen.here()))


def _paste(screen: BoardScreen) -> None:
    from tui.paste_screen import PasteList

    screen.overlays.open(PasteList, screen.here().id)


def _call_reserve(screen: BoardScreen) -> None:
    from tui.reserve import ask_reserve

    quota = quota_here(screen.here())
    if quota is not None:
        ask_reserve(screen, quota.id)


def _muster(screen: BoardScreen) -> None:
    from tui.muster_screen import MusterScreen

    screen.overlays.open(MusterScreen, assembly_here(screen.here()))


def _join(screen: BoardScreen) -> None:
    from tui import joining

    here = screen.here()
    quota, squad = quota_here(here), squad_here(here)
    if quota is not None:
        joining.ask_join(screen, quota)
    elif squad is not None:
        joining.ask_into(screen, squad.id, joining.quota_of(screen.board, squad))


def _chase(screen: BoardScreen) -> None:
    from tui.chase_screen import ChaseList

    screen.overlays.open(ChaseList)


def _notice(screen: BoardScreen) -> None:
    from tui.notice_form import NoticeForm

    here = screen.here()
    screen.overlays.open(NoticeForm, here.id if here.pane == "request" else None)


def _notices(screen: BoardScreen) -> None:
    from tui.notices_screen import NoticesList

    screen.overlays.open(NoticesList)


def _people(screen: BoardScreen) -> None:
    from tui.roster_screen import Of, RosterList

    here = screen.here()
    quota = quota_here(here)
    screen.overlays.open(RosterList, Of(unit_here(here) or "", quota.id if quota is not None else None))


def _copy(screen: BoardScreen) -> None:
    from tui import copying

    here = screen.here()
    if quota_ids := copying.meant(here):
        copying.copy_order(screen, quota_ids)
    else:
        ids = here.chosen or ((here.id,) if here.id is not None else ())
        copying.copy_records(screen, [(here.pane, record_id) for record_id in ids])
