"""Orders 指令单, chases 催办 and cancellations 撤销 as text that can be pasted into a chat group.

1. An order says who, how many, when, where, which task, at what risk, with what gear, what to bring, board and lodging,
   passage, whom to ask and to reply; what nobody said is left out, and a qualifier stays with its figure.
2. The text is in the language asked for, whatever language the screen speaks.
3. It names no volunteer: units, heads and duty phones only.
4. A cancellation names everybody who was asked, also those who have sent nobody yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from postcmd.board import Board
from postcmd.chase import Chase, Why, contact_of
from postcmd.panes import NOT_COUNTED, place_name, unit_name
from postcmd.quota import heads_text
from postcmd.records import Notice, Quota, Request
from postcmd.templating import Template, Tongue, fill
from postcmd.words import N_, said_in
from postcmd.written import day_text, days_text, long_text

RISKS: Final = {
    "sealed": N_("sealed"),
    "controlled": N_("controlled"),
    "precaution": N_("precaution"),
    "sealed_or_controlled": N_("sealed or controlled"),
    "high": N_("high risk"),
    "low": N_("low risk"),
}
WHYS: Final[dict[Why, str]] = {
    "not_acknowledged": N_("please acknowledge"),
    "short": N_("still short of {heads}"),
    "not_assembled": N_("{heads} have not come yet"),
}
BETWEEN: Final = {"zh": "、", "en": ", "}
ENDS: Final = {"zh": "：", "en": ": "}


def order_text(board: Board, quota_ids: Sequence[str], template: Template, lang: Tongue, sender: str = "") -> str:
    """The order for these quotas of one request; those of other requests follow as orders of their own."""
    return _per_request(board, quota_ids, template, lang, sender)


def cancel_text(
    board: Board, quota_ids: Sequence[str], template: Template, lang: Tongue, sender: str = "", reason: str = ""
) -> str:
    """That these quotas are asked for no more."""
    return _per_request(board, quota_ids, template, lang, sender, reason)


def chase_text(board: Board, chases: Sequence[Chase], template: Template, lang: Tongue, sender: str = "") -> str:
    """The chases of each request or notice as one text."""
    subjects = dict.fromkeys((one.request, one.notice) for one in chases)
    texts = []
    for subject in subjects:
        found = [one for one in chases if (one.request, one.notice) == subject]
        texts.append(fill(template, _chase_values(board, found, lang, sender)))
    return "\n".join(texts)


def assigned(board: Board, request_id: str) -> list[str]:
    """The quotas of a request whose units were asked for somebody: all that a cancellation has to reach."""
    held = [one for one in board.of_request(request_id) if isinstance(one, Quota) and one.status not in NOT_COUNTED]
    return [quota.id for quota in sorted(held, key=lambda quota: (quota.day, quota.id))]


# One request's quotas


def _per_request(
    board: Board, quota_ids: Sequence[str], template: Template, lang: Tongue, sender: str, reason: str = ""
) -> str:
    quotas = [quota for quota_id in quota_ids if (quota := board.quota(quota_id)) is not None]
    requests = dict.fromkeys(quota.request for quota in quotas)
    return "\n".join(
        fill(
            template,
            {
                **_values(board, request_id, [quota for quota in quotas if quota.request == request_id], lang),
                **_always(board, sender),
                "reason": reason,
            },
        )
        for request_id in requests
    )


def _values(board: Board, request_id: str, quotas: list[Quota], lang: Tongue) -> dict[str, str]:
    request = board.request(request_id)
    shared = {
        "units": _units_text(board, quotas, lang),
        "heads": _total_text(quotas),
        "days": days_text(sorted({quota.day for quota in quotas})),
        "ids": BETWEEN[lang].join(quota.id for quota in quotas),
    }
    return {**shared, **_request_values(board, request, lang)} if request is not None else shared


def _request_values(board: Board, request: Request, lang: Tongue) -> dict[str, str]:
    tasks = [_task_name(board, code, lang) for code in (request.task, *request.then)]
    return {
        "place": place_name(board, request.place),
        "task": tasks[0],
        "tasks": said_in(lang, N_(", then ")).join(tasks),
        "urgent": said_in(lang, N_("  URGENT")) if request.urgent else "",
        "hours": request.hours,
        "due": _moment_text(board, request.due),
        "meet": request.report_place or place_name(board, request.place),
        "risk": said_in(lang, RISKS[request.risk]) if request.risk is not None else "",
        "gear": _gear_text(request, lang),
        "skills": BETWEEN[lang].join(request.skills),
        "vehicles": str(request.vehicles) if request.vehicles else "",
        "full_time_days": str(request.full_time_days) if request.full_time_days else "",
        "bring": request.bring,
        "board": request.board,
        "passage": request.passage,
        "called_by": request.called_by,
        "contact": " ".join(filter(None, (request.called_by, request.contact))) or _place_contact(board, request.place),
        "note": request.note,
    }


def _units_text(board: Board, quotas: list[Quota], lang: Tongue) -> str:
    """One unit on the line of its field; several, each with its number, below one another."""
    lines = [_unit_text(board, quota, len({one.day for one in quotas}) > 1, lang) for quota in quotas]
    return lines[0] if len(lines) == 1 else "".join(f"\n- {line}" for line in lines)


def _unit_text(board: Board, quota: Quota, with_day: bool, lang: Tongue) -> str:
    said = f" ({quota.said})" if quota.said else ""
    heads = said_in(lang, N_("{heads} people")).format(heads=heads_text(quota.min, quota.max))
    day = day_text(quota.day) if with_day else ""
    contact = contact_of(board, quota.unit)
    return "  ".join(filter(None, (unit_name(board, quota.unit), day, heads + said, contact)))


def _total_text(quotas: list[Quota]) -> str:
    """All of one day; of several days nothing, for the same people may go on each."""
    if len({quota.day for quota in quotas}) != 1:
        return ""
    ends = [quota.max for quota in quotas]
    most = None if any(end is None for end in ends) else sum(end for end in ends if end is not None)
    return heads_text(sum(quota.min for quota in quotas), most)


def _gear_text(request: Request, lang: Tongue) -> str:
    if request.gear_ready is None:
        return ""
    return said_in(lang, N_("gear is ready") if request.gear_ready else N_("not ready yet: do not enter before it is"))


# A chase


def _chase_values(board: Board, chases: list[Chase], lang: Tongue, sender: str) -> dict[str, str]:
    first = chases[0]
    notice = board.get("notice", first.notice) if first.notice else None
    request = board.request(first.request) if first.request else None
    due = notice.due if isinstance(notice, Notice) else request.due if request is not None else None
    about = _request_values(board, request, lang) if request is not None and notice is None else {}
    return {
        **_always(board, sender),
        **about,
        "subject": _subject(notice, about),
        "units": "".join(f"\n- {_chased_text(board, one, lang)}" for one in chases),
        "heads": str(sum(one.heads for one in chases) or ""),
        "due": _moment_text(board, due),
    }


def _subject(notice: object, about: dict[str, str]) -> str:
    if isinstance(notice, Notice):
        return " ".join(filter(None, (notice.title, notice.number)))
    return " ".join(filter(None, (about.get("place"), about.get("task"))))


def _chased_text(board: Board, one: Chase, lang: Tongue) -> str:
    quota = board.quota(one.id) if one.kind == "quota" else None
    why = said_in(lang, WHYS[one.why]).format(heads=one.heads)
    if quota is not None and one.why == "not_acknowledged":
        heads = heads_text(quota.min, quota.max)
        why = BETWEEN[lang].join((why, said_in(lang, N_("{heads} people")).format(heads=heads)))
    day = f" {day_text(quota.day)}" if quota is not None else ""
    return f"{unit_name(board, one.unit)}{day}{ENDS[lang]}{why}"


# Words


def _always(board: Board, sender: str) -> dict[str, str]:
    return {"now": _moment_text(board, board.link.as_of), "sender": sender or board.link.account}


def _moment_text(board: Board, moment: datetime | None) -> str:
    return long_text(moment, board.link.zone)


def _task_name(board: Board, code: str, lang: Tongue) -> str:
    task = board.task(code)
    if task is None:
        return code
    return task.zh if lang == "zh" or not task.en else task.en


def _place_contact(board: Board, place_id: str) -> str:
    place = board.place_of(place_id)
    return place.contact if place is not None else ""
