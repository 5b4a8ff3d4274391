"""The queue of a shared machine, a booking in it, and the rule by which it runs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rantai.machines.actions import (
    cancel_booking,
    close_machine,
    confirm_safety,
    decide_queue_rule,
    ended_by_return,
    finish_booking,
    fix_queue,
    record_no_show,
    request_booking,
    return_machine,
)
from rantai.machines.booking_forms import (
    BookingForm,
    ClosureForm,
    FinishForm,
    QueueRuleForm,
    ReturnForm,
    SafetyForm,
    chosen_day,
)
from rantai.machines.models import Booking, BookingStatus, Machine, QueueRule
from rantai.machines.queries import (
    bookings_visible_to,
    fee_in_force,
    machines_visible_to,
    queue_of,
    queue_rule_in_force,
    why_unfit,
)
from rantai.machines.reasons import BEFORE_THE_NEXT, ending_line, rule_lines, unfit_line
from rantai.machines.rules import fee_for
from rantai.members.queries import workshop_of
from rantai.records.models import Role
from rantai.records.queries import OFFICE, WORKSHOP, acting_as, has_role, history_of, owned_by
from rantai.records.refusals import Refusal
from rantai.records.requests import SignedInRequest


def queue(request: SignedInRequest, code: str) -> HttpResponse:
    found = _shared(request, code)
    now = timezone.now()
    shown = queue_of(found, now)
    mine = workshop_of(request.user)
    context = {
        "machine": found,
        "queue": shown,
        "waiting": [
            (expected, BEFORE_THE_NEXT[expected.turn.before_the_next]) for expected in shown.waiting
        ],
        "unfit": _unfit(found),
        "closures": list(found.closures.filter(ends_at__gt=now)),
        "rule_lines": rule_lines(shown.rule, found) if shown.rule else [],
        "mine": mine.pk if mine else None,
        "sees_all": has_role(request.user, *OFFICE),
        "can_ask": has_role(request.user, Role.PLANNER, *WORKSHOP) and not found.returned_on,
        "can_fix": has_role(request.user, Role.PLANNER, Role.LAB) and bool(shown.waiting),
        "can_close": has_role(request.user, Role.PLANNER, Role.LAB),
        "decides": has_role(request.user, Role.PLANNER),
        "crumbs": _crumbs(found),
    }
    return render(request, "machines/queue.html", context)


def _unfit(machine: Machine) -> str:
    """Why nobody gets a time on it today; empty for a machine that is fit."""
    unfit = why_unfit([machine], timezone.localdate()).get(machine.pk)
    return unfit_line(unfit) if unfit else ""


def ask(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.PLANNER, *WORKSHOP)
    found = _shared(request, code)
    form = BookingForm(request.POST or None, viewer=request.user)

    def record(**typed: Any) -> None:
        request_booking(machine=found, **typed)

    done = _("Your wish stands in the queue. Its time is fixed when its turn comes.")
    back = reverse("machines:queue", args=[code])
    return _answered(request, form, record, _("Ask for time"), done, back, _crumbs(found, "queue"))


@require_POST
def fix(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.PLANNER, Role.LAB)
    found = _shared(request, code)
    try:
        fixed = fix_queue(machine=found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if not fixed and (unfit := _unfit(found)):
            messages.error(request, unfit)
            return redirect("machines:queue", code=code)
        told = ngettext("%(count)s time is fixed.", "%(count)s times are fixed.", len(fixed))
        messages.success(request, told % {"count": len(fixed)})
    return redirect("machines:queue", code=code)


def close(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.PLANNER, Role.LAB)
    found = _shared(request, code)
    form = ClosureForm(request.POST or None)

    def record(**typed: Any) -> None:
        close_machine(machine=found, **typed)

    done = _("The machine is closed for that time; whoever had it then waits again.")
    back = reverse("machines:queue", args=[code])
    title = _("Close for a time")
    return _answered(request, form, record, title, done, back, _crumbs(found, "queue"))


def give_back(request: SignedInRequest, code: str) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    found = _shared(request, code)
    today = timezone.localdate()
    ending = ended_by_return(found, chosen_day(request.POST, "returned_on") or today)
    form = ReturnForm(request.POST or None, initial={"returned_on": today}, bookings=bool(ending))

    def record(**typed: Any) -> None:
        return_machine(machine=found, **typed)

    done = _("The machine is given back. What it did stays on record.")
    back = reverse("machines:machine", args=[code])
    title = _("Give back to the donor")
    lines = [ending_line(each) for each in ending]
    return _answered(request, form, record, title, done, back, _crumbs(found, "queue"), lines=lines)


def booking(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _booking(request, pk)
    now = timezone.now()
    is_fixed = found.status == BookingStatus.BOOKED
    may_answer = is_fixed and has_role(request.user, *OFFICE)
    uses = list(found.uses.all())
    context = {
        "booking": found,
        "may_cancel": found.is_open and has_role(request.user, Role.PLANNER, *WORKSHOP),
        "may_confirm": found.is_open
        and not found.is_safety
        and has_role(request.user, Role.PLANNER, Role.LAB),
        "may_finish": may_answer and found.starts_at is not None and found.starts_at <= now,
        "fee": _expected_fee(found),
        "uses": uses,
        "late_cancel": is_fixed and _is_late_to_cancel(found),
        "history": history_of(request.user, found),
        "crumbs": _crumbs(found.machine, "queue"),
    }
    return render(request, "machines/booking.html", context)


def _expected_fee(found: Booking) -> int | None:
    fee = fee_in_force(found.machine, found.due_on)
    return fee_for(found.minutes, fee.rupiah_per_hour) if fee else None


def _is_late_to_cancel(found: Booking) -> bool:
    rule = queue_rule_in_force(found.cooperative_id, timezone.localdate())
    if rule is None or found.starts_at is None:
        return False
    return timezone.now() > found.starts_at - timedelta(hours=rule.cancel_hours)


@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.PLANNER, *WORKSHOP)
    found = _booking(request, pk)
    return _at_once(request, found, cancel_booking, _("The booking is cancelled."))


@require_POST
def no_show(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    found = _booking(request, pk)
    done = _("Recorded: nobody came. The rest of the time is free.")
    return _at_once(request, found, record_no_show, done)


def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, *OFFICE)
    found = _booking(request, pk)
    started = timezone.localtime(found.starts_at) if found.starts_at else None
    form = FinishForm(request.POST or None, initial={"began_at": started})

    def record(**typed: Any) -> None:
        finish_booking(booking=found, **typed)

    done = _("The use is recorded with its fee.")
    back = reverse("machines:booking", args=[pk])
    title = _("Record what was done")
    return _answered(request, form, record, title, done, back, _crumbs(found.machine, "queue"))


def safety(request: SignedInRequest, pk: int) -> HttpResponse:
    acting_as(request.user, Role.PLANNER, Role.LAB)
    found = _booking(request, pk)
    form = SafetyForm(request.POST or None)

    def record(**typed: Any) -> None:
        confirm_safety(booking=found, **typed)

    done = _("It counts as a safety part now.")
    back = reverse("machines:booking", args=[pk])
    title = _("Confirm a safety part")
    return _answered(request, form, record, title, done, back, _crumbs(found.machine, "queue"))


def rule(request: SignedInRequest) -> HttpResponse:
    acting_as(request.user, Role.PLANNER)
    rules = list(owned_by(request.user, QueueRule.objects.order_by("-valid_from")))
    now = rules[0] if rules else QueueRule()
    fields = QueueRuleForm.base_fields
    initial = {
        name: getattr(now, name) for name in fields if name not in ("valid_from", "decision")
    }
    form = QueueRuleForm(request.POST or None, initial=initial)
    done = _("The queue rule is entered.")
    back = reverse("machines:rule")
    crumbs = [(_("Machines"), reverse("machines:index"))]
    return _answered(
        request,
        form,
        decide_queue_rule,
        _("Queue rule"),
        done,
        back,
        crumbs,
        template="machines/rule.html",
        rules=rules,
    )


def _shared(request: SignedInRequest, code: str) -> Machine:
    """A workshop's own machine has no queue."""
    return get_object_or_404(
        machines_visible_to(request.user).filter(workshop__isnull=True), code=code
    )


def _booking(request: SignedInRequest, pk: int) -> Booking:
    return get_object_or_404(bookings_visible_to(request.user), pk=pk)


def _crumbs(machine: Machine, *more: str) -> list[tuple[object, str]]:
    crumbs: list[tuple[object, str]] = [
        (_("Machines"), reverse("machines:index")),
        (machine, reverse("machines:machine", args=[machine.code])),
    ]
    if more:
        crumbs.append((_("Queue"), reverse("machines:queue", args=[machine.code])))
    return crumbs


def _at_once(
    request: SignedInRequest, found: Booking, record: Callable[..., Any], done: str
) -> HttpResponse:
    try:
        record(booking=found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("machines:booking", pk=found.pk)


def _answered(
    request: SignedInRequest,
    form: Form,
    record: Callable[..., Any],
    title: str,
    done: str,
    back: str,
    crumbs: list[Any],
    template: str = "machines/booking_form.html",
    **more: Any,
) -> HttpResponse:
    """One form, one action, back to where it was asked."""
    if form.is_valid():
        try:
            record(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "title": title, "crumbs": crumbs, "back": back, **more}
    return render(request, template, context)
