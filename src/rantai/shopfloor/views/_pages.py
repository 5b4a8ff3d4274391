"""What several pages share: finding a heat, doing what a form asks, showing a heat."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from rantai.machines.models import Machine
from rantai.members.queries import workshop_of
from rantai.records.identifiers import uuid7
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, has_role
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest
from rantai.shopfloor.forms import (
    ChargeForm,
    CountForm,
    DecisionForm,
    FactForm,
    PourForm,
    ReadingsForm,
)
from rantai.shopfloor.models import Heat
from rantai.shopfloor.queries import (
    HeatSheet,
    Point,
    carbon_chart,
    correction_of,
    deeds_of,
    heat_token,
    heats_visible_to,
    instrument_in_doubt,
    lots_in_stock,
    lots_offered,
    may_see_prices,
    proposed_correction,
    remarks_on,
    sees_kilograms,
    sheets_of,
    shown,
    spectrometers_for,
    twin_of,
    with_facts,
)
from rantai.shopfloor.rules import NextStep

DoneT = TypeVar("DoneT")

HURRY = timedelta(minutes=2)
WAITS_FOR_THE_LAB = (NextStep.READ, NextStep.DECIDE, NextStep.CORRECT)

# A page may ask for a step out of turn: another shovel, another sample, another ladle.
STEP_ASKED = {"muatan": NextStep.CHARGE, "sampel": NextStep.SAMPLE, "tuang": NextStep.POUR}


def heat_or_404(request: SignedInRequest, code: str) -> Heat:
    return get_object_or_404(with_facts(heats_visible_to(request.user)), code=code)


def outcome(form: forms.Form, deed: Callable[[], DoneT]) -> DoneT | None:
    """Do what a valid form asks; a refusal is shown with the form, and nothing typed is lost."""
    if not form.is_valid():
        return None
    try:
        return deed()
    except Refusal as refused:
        form.add_error(None, refused.sentence)
        return None


def done(form: forms.Form, deed: Callable[[], object]) -> bool:
    return outcome(form, deed) is not None


def say(request: SignedInRequest, sentence: str) -> None:
    messages.success(request, sentence)


def charge_form(data: Any, heat: Heat) -> ChargeForm:
    in_stock = lots_in_stock(heat)
    return ChargeForm(
        data,
        offered=lots_offered(heat, in_stock),
        in_stock=in_stock,
        initial={"fact": uuid7()},
    )


def readings_form(data: Any, request: SignedInRequest, sheet: HeatSheet) -> ReadingsForm:
    """Fields for what the newest sample still lacks."""
    lines = sheet.latest.verdict.lines if sheet.latest else []
    windows = [line.window for line in lines if line.reading is None]
    return ReadingsForm(data, windows=windows, instruments=spectrometers_for(request.user))


def show_heat(
    request: SignedInRequest, heat: Heat, step: NextStep | None = None, form: Any = None
) -> HttpResponse:
    """The whole page; a refused form comes along with the step it belongs to."""
    sheet = sheets_of([heat], with_moulds=True)[0]
    step = step or STEP_ASKED.get(request.GET.get("langkah", ""), sheet.step)
    kilograms = sees_kilograms(request.user, timezone.localdate())
    inoculated_at, tapped_at = _tap_in(request, "inokulasi"), _tap_in(request, "sadap")
    context = {
        "sheet": sheet,
        "heat": heat,
        "step": step,
        "form": form or _form(request, sheet, step),
        "inoculated_at": inoculated_at,
        "tapped_at": tapped_at,
        **_pour_window(sheet, inoculated_at),
        **_from_the_lab(request, sheet, step),
        "twin": twin_of(sheet.latest.sample) if sheet.latest else None,
        "others": _other_steps(sheet, step),
        "is_lab": has_role(request.user, Role.LAB),
        "sees_kilograms": kilograms,
        "remarks": remarks_on(heat, timezone.now()),
        "crumbs": [(_("Heats"), reverse("shopfloor:index"))],
    }
    if not has_role(request.user, *OFFICE):
        return render(request, "shopfloor/heat_sheet.html", context)
    chart = carbon_chart(heat)
    context |= {"chart": chart, "points": _points(chart.points), "carbon": sheet.window_of("C")}
    context |= {"deeds": deeds_of(request.user, heat, kilograms)}
    return render(request, "shopfloor/heat_dossier.html", context)


def _points(points: Sequence[Point]) -> list[tuple[Any, ...]]:
    return [
        (each.value, each.when, each.who, each.label, reverse("shopfloor:heat", args=[each.label]))
        for each in points
    ]


def _form(request: SignedInRequest, sheet: HeatSheet, step: NextStep) -> forms.Form | None:
    match step:
        case NextStep.CHARGE | NextStep.CORRECT:
            return charge_form(None, sheet.heat)
        case NextStep.SAMPLE:
            return FactForm(None, initial={"fact": uuid7()})
        case NextStep.READ if has_role(request.user, Role.LAB):
            return readings_form(None, request, sheet)
        case NextStep.DECIDE if has_role(request.user, Role.LAB):
            ground = _("Every element lies inside the grade.")
            return DecisionForm(None, initial={"ground": ground})
        case NextStep.POUR:
            tapped = _tap_in(request, "inokulasi")
            tap = {"inoculated": timezone.localtime(tapped).time()} if tapped else {}
            return PourForm(None, initial={"fact": uuid7(), **tap})
        case NextStep.COUNT:
            return CountForm(None, initial={"fact": uuid7()})
    return None


def _pour_window(sheet: HeatSheet, inoculated_at: datetime | None) -> dict[str, Any]:
    """Until when the inoculant works, by the limit of this revision, and the word for now."""
    if inoculated_at is None:
        return {}
    until = inoculated_at + timedelta(minutes=sheet.revision.pour_within_minutes)
    left = until - timezone.now()
    word = "late" if left <= timedelta(0) else "hurry" if left <= HURRY else "ok"
    return {"pour_until": until, "pour_window": word}


def _from_the_lab(request: SignedInRequest, sheet: HeatSheet, step: NextStep) -> dict[str, Any]:
    """The correction, what casts doubt on the reading, and what a waiting page asks for."""
    found: dict[str, Any] = {"sees_prices": may_see_prices(request.user, sheet.heat)}
    if step in WAITS_FOR_THE_LAB:
        found["token"] = heat_token(request.user, sheet.heat.code)
    if sheet.latest:
        found["doubted"] = instrument_in_doubt(sheet.latest.verdict)
    if sheet.step is NextStep.CORRECT:
        found |= _correction(request, sheet)
    return found


def _correction(request: SignedInRequest, sheet: HeatSheet) -> dict[str, Any]:
    """What the lab confirmed; before that the proposal, which only the office sees."""
    told = correction_of(sheet)
    if told:
        return {
            "correction": shown(told, sheet),
            "is_confirmed": True,
            "confirmed_by": told.recorded_by,
            "confirmed_at": told.received_at,
        }
    if not has_role(request.user, *OFFICE):
        return {}
    proposal = proposed_correction(sheet)
    if proposal is None:
        return {}
    return {"correction": shown(proposal, sheet), "seen": proposal.print}


def _tap_in(request: SignedInRequest, name: str) -> datetime | None:
    """When the button was tapped; it rides in the address, so a reload does not forget it."""
    try:
        moment = parse_datetime(request.GET.get(name, ""))
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def _other_steps(sheet: HeatSheet, step: NextStep) -> list[tuple[str, str]]:
    here = reverse("shopfloor:heat", args=[sheet.heat.code])
    others = []
    if step not in (NextStep.CHARGE, NextStep.CORRECT):
        others.append((_("Add to the charge"), f"{here}?langkah=muatan"))
    if sheet.charges and step is not NextStep.SAMPLE:
        others.append((_("Another sample"), f"{here}?langkah=sampel"))
    if sheet.was_released and step is not NextStep.POUR:
        others.append((_("Pour another ladle"), f"{here}?langkah=tuang"))
    others.append((_("Charge sheet"), reverse("shopfloor:sheet", args=[sheet.heat.code])))
    if sheet.pours:
        fill = reverse("shopfloor:fill_moulds", args=[sheet.heat.code])
        others.append((_("Moulds filled"), fill))
    if sheet.charges:
        metal = reverse("shopfloor:metal", args=[sheet.heat.code])
        others.append((_("Weigh returns, write down energy"), metal))
    return others


def instrument_crumbs(instrument: Machine) -> list[tuple[str, str]]:
    return [
        (_("Sample queue"), reverse("shopfloor:queue")),
        (instrument.code, reverse("shopfloor:instrument", args=[instrument.code])),
    ]


def told(request: SignedInRequest, form: FactForm) -> dict[str, Any]:
    """What every fact from a form says: who, when it was told, when it was, and its name."""
    return {
        "by": request.user,
        "at": timezone.now(),
        "occurred_at": form.cleaned_data["occurred_at"],
        "fact_id": form.cleaned_data["fact"],
    }


def is_own(request: SignedInRequest, heat: Heat) -> bool:
    """Whether this person's workshop melts the heat, and so may write on its sheets."""
    return has_role(request.user, *WORKSHOP) and workshop_of(request.user) == heat.workshop


def heat_crumbs(heat: Heat) -> list[tuple[str, str]]:
    return [
        (_("Heats"), reverse("shopfloor:index")),
        (heat.code, reverse("shopfloor:heat", args=[heat.code])),
    ]
