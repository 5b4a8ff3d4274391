"""Who may write in an 8D, and the lock that puts two writers one after the other."""

from django.http import Http404
from django.utils.translation import gettext as _

from rantai.quality.models import EightD
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class EightDClosed(Refusal):
    def __init__(self, eightd: EightD) -> None:
        super().__init__(
            _("%(code)s is closed, so nothing is added to it. Open a new one if the fault is back.")
            % {"code": eightd.code}
        )


def led_by(by: Account, eightd: EightD) -> EightD:
    """The lab leads an 8D while it is open."""
    if acting_as(by, Role.LAB).pk != eightd.cooperative_id:
        raise Http404
    return still_open(eightd)


def still_open(eightd: EightD) -> EightD:
    locked = EightD.objects.select_for_update().get(
        cooperative_id=eightd.cooperative_id, pk=eightd.pk
    )
    if not locked.is_open:
        raise EightDClosed(locked)
    return locked
