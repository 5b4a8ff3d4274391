"""What stops a machine from being used, said in one sentence each."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.machines.models import Breakdown, Machine
from rantai.machines.queries import Unfit, why_unfit
from rantai.machines.reasons import unfit_line
from rantai.records.refusals import Refusal


class NotShared(Refusal):
    def __init__(self, machine: Machine) -> None:
        super().__init__(
            _(
                "%(machine)s belongs to a workshop, so its use costs no fee. "
                "Choose one of the co-operative's machines."
            )
            % {"machine": machine}
        )


class NoFee(Refusal):
    def __init__(self, machine: Machine, on: date) -> None:
        super().__init__(
            _(
                "No fee for %(machine)s was in force on %(day)s. "
                "Choose a later day, or have the fee decided first."
            )
            % {"machine": machine, "day": date_format(on, "j M Y")}
        )


class NotYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This day has not come yet. Record the use when it is over."))


class GivenBack(Refusal):
    def __init__(self, machine: Machine, on: date) -> None:
        super().__init__(
            _("%(machine)s went back to %(donor)s on %(day)s. Choose another machine.")
            % {
                "machine": machine,
                "donor": machine.donor or _("its owner"),
                "day": date_format(on, "j M Y"),
            }
        )


class BrokenAlready(Refusal):
    def __init__(self, breakdown: Breakdown) -> None:
        super().__init__(
            _("This machine is broken already: %(what)s. Record its repair first.")
            % {"what": breakdown.what}
        )


class MachineUnfit(Refusal):
    def __init__(self, unfit: Unfit) -> None:
        super().__init__(unfit_line(unfit))


def refuse_unfit(machine: Machine, on: date) -> None:
    """Broken, or due for maintenance on this day: nobody books it and nobody melts in it."""
    if unfit := why_unfit([machine], on).get(machine.pk):
        raise MachineUnfit(unfit)
