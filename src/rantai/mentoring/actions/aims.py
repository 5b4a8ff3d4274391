"""Naming what an action or a training should change."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from rantai.members.models import Training
from rantai.mentoring.models import Action, Aim, Aimed
from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal


class AimNamed(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "What this should change is named already. It stays as it was said, "
                "so that nobody chooses the measure after seeing the figures."
            )
        )


@transaction.atomic
def name_aim(*, of: Action | Training, measure: Aimed, by: Account, at: datetime) -> Aim:
    """Said once: a measure chosen among many when the figures are known proves nothing."""
    cooperative = acting_as(by, Role.MENTOR)
    if of.cooperative_id != cooperative.pk:
        raise Http404
    named = {"action": of} if isinstance(of, Action) else {"training": of}
    try:
        with transaction.atomic():
            aim: Aim = Aim.objects.create(
                **stamp(cooperative=cooperative, by=by, at=at), **named, measure=measure
            )
    except IntegrityError as taken:
        raise AimNamed from taken
    write_audit("aim.named", aim, by=by, at=at, measure=str(measure))
    return aim
