"""Every state a pill can show: its tone and its word, the same on every page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TONE_ICONS = {"ok": "check", "out": "x", "watch": "clock", "plain": "circle"}

STATUSES: dict[str, tuple[str, str | Promise]] = {
    "ok": ("ok", _("In order")),
    "accepted": ("ok", _("Accepted")),
    "released": ("ok", _("Released")),
    "approved": ("ok", _("Approved")),
    "passed": ("ok", _("Passed")),
    "genuine": ("ok", _("Genuine")),
    "paid": ("ok", _("Paid")),
    "settled": ("ok", _("Settled")),
    "closed": ("ok", _("Closed")),
    "done": ("ok", _("Done")),
    "helped": ("ok", _("It helped")),
    "harmed": ("out", _("It got worse")),
    "cannot_tell": ("plain", _("Cannot tell yet")),
    "out": ("out", _("Outside")),
    "held": ("out", _("On hold")),
    "rejected": ("out", _("Rejected")),
    "declined": ("out", _("Declined")),
    "scrapped": ("out", _("Scrapped")),
    "full": ("out", _("Fully loaded")),
    "expired": ("out", _("Expired")),
    "failed": ("out", _("Failed")),
    "altered": ("out", _("Altered")),
    "watch": ("watch", _("Watch")),
    "waiting": ("watch", _("Waiting")),
    "late": ("watch", _("Late")),
    "superseded": ("watch", _("Superseded")),
    "due": ("watch", _("Due")),
    "draft": ("plain", _("Draft")),
    "planned": ("plain", _("Planned")),
    "published": ("plain", _("Published")),
    "running": ("plain", _("In progress")),
    "shipped": ("plain", _("Shipped")),
    "received": ("plain", _("Received")),
    "open": ("plain", pgettext_lazy("state", "Open")),
    "unknown": ("plain", _("Unknown")),
    "dormant": ("plain", _("Dormant")),
    "left": ("plain", pgettext_lazy("member", "Left")),
    "confirmed": ("plain", _("Confirmed")),
}
