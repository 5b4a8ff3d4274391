"""The queue rule and each turn, in the words of a member who wants to know why."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.dateformat import time_format
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rantai.machines.models import Booking, Machine, QueueRule
from rantai.machines.queries import Unfit
from rantai.machines.queue import Because

BEFORE_THE_NEXT: dict[Because, str | Promise] = {
    Because.SAFETY: gettext_lazy("safety part"),
    Because.DEADLINE: gettext_lazy("needed sooner"),
    Because.SHARE: gettext_lazy("used it less"),
    Because.DUE_DAY: gettext_lazy("used as much, needed sooner"),
    Because.ASKED_FIRST: gettext_lazy("asked first"),
    Because.LAST: "",
}


def rule_lines(rule: QueueRule, machine: Machine) -> list[str]:
    """The whole rule, in the order in which it decides."""
    lines = []
    if rule.safety_first:
        lines.append(_("First come safety parts, as the office confirmed them."))
    lines += [
        ngettext(
            "Then whoever needs it sooner; due days within %(days)s day count as equally near.",
            "Then whoever needs it sooner; due days within %(days)s days count as equally near.",
            rule.band_days,
        )
        % {"days": rule.band_days},
        _(
            "Among equals, the workshop that used this machine least in the last %(days)s days; "
            "what stands ahead of it in this queue counts as used."
        )
        % {"days": rule.share_days},
        _("Then the earlier due day, then who asked first."),
        _("Times lie between %(opens)s and %(closes)s, %(days)s days a week from Monday.")
        % {
            "opens": time_format(rule.opens_at, "H.i"),
            "closes": time_format(rule.closes_at, "H.i"),
            "days": rule.days_a_week,
        },
        _("Times of the next %(days)s days are fixed by the office; a later wish moves none.")
        % {"days": rule.fixed_days},
        _(
            "Who comes late pays from the booked beginning. After %(grace)s minutes the time goes "
            "to others."
        )
        % {"grace": rule.grace_minutes},
        _(
            "Not coming, or cancelling less than %(hours)s hours before, costs %(pct)s %% of the "
            "fee."
        )
        % {"hours": rule.cancel_hours, "pct": rule.no_show_pct},
    ]
    if machine.setup_minutes:
        lines.append(
            _("Between two different set-ups lie %(minutes)s minutes.")
            % {"minutes": machine.setup_minutes}
        )
    return lines


def unfit_line(unfit: Unfit) -> str:
    """Why nobody may book or plan this machine, and what would free it."""
    if unfit.breakdown is not None:
        broken = unfit.breakdown
        return broken_line(unfit.machine.code, broken.what, localtime(broken.occurred_at))
    return due_line(unfit.machine.code, [each.plan.name for each in unfit.overdue])


def broken_line(code: str, what: str, since: datetime) -> str:
    return _("%(machine)s is broken since %(since)s: %(what)s. Record its repair first.") % {
        "machine": code,
        "since": date_format(since, "j M Y, H.i"),
        "what": what,
    }


def due_line(code: str, work: Sequence[str]) -> str:
    return _("Maintenance of %(machine)s is due: %(work)s. Record it when it is done.") % {
        "machine": code,
        "work": ", ".join(work),
    }


def ending_line(booking: Booking) -> str:
    """What a return of the machine does to one booking, before it is done."""
    told = {
        "workshop": booking.workshop.code,
        "purpose": booking.purpose,
        "due": date_format(booking.due_on, "j M Y"),
    }
    if booking.starts_at is None:
        return (
            _("%(workshop)s waits for a time for “%(purpose)s”, needed by %(due)s; the wish ends.")
            % told
        )
    told["start"] = date_format(localtime(booking.starts_at), "j M Y, H.i")
    return (
        _("%(workshop)s has it from %(start)s for “%(purpose)s”; the booking ends, free of charge.")
        % told
    )
