"""What was done to a heat or a lot, in the words of the shop."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rantai.records.deeds import words_of
from rantai.records.models import Account, AuditEntry, Owned
from rantai.records.queries import history_of

SENTENCES: dict[str, Promise] = {
    "material_lot.received": _("received %(mass_kg)s kg"),
    "heat.opened": _("opened the heat for %(work_order)s"),
    "heat.charged": _("charged %(mass_kg)s kg of %(material)s, lot %(lot)s"),
    "charge.corrected": _("corrected lot %(lot)s from %(old)s to %(new)s kg: %(because)s"),
    "sample.taken": _("took sample %(number)s"),
    "sample.read": _("read sample %(number)s"),
    "reading.corrected": _("corrected %(element)s from %(old)s to %(new)s %%: %(because)s"),
    "analysis.assigned": _("said that “%(name)s” is sample %(number)s: %(reason)s"),
    "heat.release_withdrawn": _("took the release back: %(ground)s"),
    "heat.released": _("released: %(ground)s"),
    "heat.held": _("put on hold: %(ground)s"),
    "heat.melting": _("lifted the hold, not released yet: %(ground)s"),
    "pour.recorded": _("poured ladle %(ladle)s: %(mass_kg)s kg at %(temperature_c)s °C"),
    "pour.corrected": _(
        "corrected ladle %(ladle)s to %(mass_kg)s kg at %(temperature_c)s °C: %(because)s"
    ),
    "castings.counted": _("counted %(quantity)s castings, lot %(lot)s"),
    "castings.recounted": _("counted lot %(lot)s again, %(new)s instead of %(old)s: %(because)s"),
    "scrap.recorded": _("scrapped %(quantity)s, defect %(defect)s"),
    "scrap.corrected": _("corrected scrap from %(old)s to %(new)s: %(because)s"),
    "leftover.recorded": _("weighed %(mass_kg)s kg left of the heat"),
    "charge.planned": _("worked out a charge for %(tap_kg)s kg"),
    "energy.recorded": _("recorded %(amount)s %(unit)s"),
    "machining.recorded": _("machined %(quantity)s on %(machine)s"),
    "machining.corrected": _("corrected machining from %(old)s to %(new)s: %(because)s"),
}

WITHOUT_KILOGRAMS: dict[str, Promise] = {
    "heat.charged": _("charged lot %(lot)s"),
    "charge.corrected": _("corrected what was charged of lot %(lot)s: %(because)s"),
}
"""The same for those who may not read a recipe."""

FIGURE = re.compile(r"\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Deed:
    at: datetime
    who: str
    what: str


def deeds_of(viewer: Account, subject: Owned, sees_kilograms: bool = False) -> Sequence[Deed]:
    """The audit trail of one thing, oldest first; kilograms of a recipe only when asked for."""
    sentences = SENTENCES if sees_kilograms else SENTENCES | WITHOUT_KILOGRAMS
    return [
        Deed(entry.at, entry.actor_name, _told(entry, sentences))
        for entry in history_of(viewer, subject)
    ]


def _told(entry: AuditEntry, sentences: Mapping[str, Promise]) -> str:
    sentence = sentences.get(entry.key)
    # Rooms above write on our things too; the house has a word for each of their deeds.
    if sentence is None:
        return words_of(entry.key)
    return str(sentence) % {name: _shown(value) for name, value in entry.details.items()}


def _shown(value: object) -> object:
    """The trail keeps figures with a dot; a reader sees them as the page writes numbers."""
    return number_format(value) if isinstance(value, str) and FIGURE.fullmatch(value) else value
