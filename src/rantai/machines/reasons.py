"""The queue rule and each turn, in the words of a member who wants to know why."""

from django.utils.dateformat import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rantai.machines.models import Machine, QueueRule
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
