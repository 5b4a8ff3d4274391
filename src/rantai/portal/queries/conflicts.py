"""What the desk sees of the phones: conflicts to decide, and who may tell facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rantai.records.models import Account, Conflict, Device, FactState, Role, ToldFact
from rantai.records.queries import has_role, owned_by

DESK = (Role.PLANNER, Role.LAB)
SHOWN = 50

KINDS: dict[str, Promise] = {
    "heat.opened": _("Heat begun"),
    "charge.loaded": _("Material charged"),
    "sample.taken": _("Sample taken"),
    "heat.tapped": _("Heat tapped"),
    "heat.inoculated": _("Ladle inoculated"),
    "pour.recorded": _("Ladle poured"),
    "sand.mixed": _("Sand mixed"),
    "cores.made": _("Cores made"),
    "moulds.closed": _("Moulds closed"),
    "moulds.filled": _("Moulds filled"),
    "castings.counted": _("Castings counted"),
    "scrap.recorded": _("Scrap"),
    "machining.recorded": _("Machined"),
    "lot.inspected": _("Lot inspected"),
    "lot.checked": _("Checked in the workshop"),
    "note.written": _("Note"),
    "photo.taken": _("Photo"),
    "voice.recorded": _("Voice"),
}
WORDS: dict[str, Promise] = {
    "work_order": _("Work order"),
    "furnace": _("Furnace"),
    "heat": _("Heat"),
    "material_lot": _("Material lot"),
    "mass_kg": _("Mass, kg"),
    "temperature_c": _("Temperature, °C"),
    "quantity": _("Pieces"),
    "lot": _("Lot"),
    "pour": _("Ladle"),
    "pattern": _("Pattern"),
    "run": _("Moulds"),
    "first": _("First mould"),
    "last": _("Last mould"),
    "hardness": _("Hardness"),
    "sand_batch": _("Sand batch"),
    "core_lot": _("Core lot"),
    "core_box": _("Core box"),
    "defect": _("Defect"),
    "place": _("Found in"),
    "spot": _("Where on the piece"),
    "piece": _("Piece"),
    "machine": _("Machine"),
    "text": _("Note"),
    "offered": _("Offered"),
    "about": _("About"),
}


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing a fact says, in the shop's words."""

    word: str | Promise
    value: str


def conflicts_visible_to(viewer: Account) -> QuerySet[Conflict]:
    rows = owned_by(viewer, Conflict.objects.select_related("told__told_by", "resolved_by"))
    return rows if has_role(viewer, *DESK) else rows.none()


def devices_visible_to(viewer: Account) -> QuerySet[Device]:
    """The desk sees every device, with how much of what it told still waits."""
    if not has_role(viewer, *DESK) or viewer.cooperative_id is None:
        return Device.objects.none()
    return (
        Device.objects.filter(cooperative_id=viewer.cooperative_id)
        .select_related("account")
        .order_by(F("signed_out_at").asc(nulls_first=True), "account__name")
    )


def waiting_by_device(viewer: Account) -> dict[Any, int]:
    rows = owned_by(viewer, ToldFact.objects.filter(state=FactState.WAITING))
    counted = rows.order_by().values_list("device_id").annotate(Count("pk"))
    return dict(counted)


def said_by(told: ToldFact) -> list[Saying]:
    """What a fact says, in the order it was told; references shown as the codes they became."""
    names = [value for value in told.data.values() if isinstance(value, str)]
    made = dict(
        ToldFact.objects.filter(
            Q(cooperative_id=told.cooperative_id), Q(fact__in=[n for n in names if _is_name(n)])
        ).values_list("fact", "made")
    )
    codes = {str(fact): code for fact, code in made.items()}
    return [
        _saying(WORDS[key], value, codes)
        for key, value in told.data.items()
        if key in WORDS and isinstance(value, str | int) and value != ""
    ]


def _saying(word: Promise, value: str | int, codes: dict[str, str]) -> Saying:
    text = codes.get(str(value)) or str(value)
    return Saying(word, text)


def _is_name(value: str) -> bool:
    return len(value) == 36 and value.count("-") == 4


def open_conflicts(viewer: Account) -> Sequence[Conflict]:
    return list(conflicts_visible_to(viewer).filter(resolved_at__isnull=True)[:SHOWN])
