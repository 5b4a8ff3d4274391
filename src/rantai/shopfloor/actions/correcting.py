"""The lab tells a workshop how to correct its bath, or that this furnace cannot."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from rantai.records.actions import stamp, write_audit
from rantai.records.models import Account, Role
from rantai.records.queries import acting_as
from rantai.records.refusals import Refusal
from rantai.shopfloor.actions._guards import desk_for, lock_heat, plain
from rantai.shopfloor.actions.lab import ReadingInDoubt
from rantai.shopfloor.models import AdditionTerms, Heat, HeatCorrection, HeatStatus
from rantai.shopfloor.queries.correcting import METHOD, correction_of, proposed_correction
from rantai.shopfloor.queries.doubts import instrument_in_doubt
from rantai.shopfloor.queries.heats import sheets_of, with_facts


class NothingToCorrect(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("There is nothing to correct here any more. Reload the page and look at the heat.")
        )


class ProposalChanged(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The proposal changed while you looked: stock or reading is another. Look again.")
        )


@transaction.atomic
def agree_addition_terms(
    *,
    material: str,
    rupiah_per_kg: int,
    composition_pct: Mapping[str, Decimal],
    late_recovery: Mapping[str, Decimal],
    step_kg: Decimal | None,
    valid_from: date,
    by: Account,
    at: datetime,
) -> AdditionTerms:
    """From this day the co-operative's material counts so on a bath; older terms stay."""
    cooperative = acting_as(by, Role.LAB)
    terms = AdditionTerms.objects.create(
        cooperative=cooperative,
        material=material.strip(),
        valid_from=valid_from,
        rupiah_per_kg=rupiah_per_kg,
        composition_pct={name: plain(pct) for name, pct in composition_pct.items()},
        late_recovery={name: plain(pct / 100) for name, pct in late_recovery.items()},
        step_kg=step_kg,
    )
    write_audit("addition_terms.agreed", terms, by=by, at=at, material=terms.material)
    return terms


@transaction.atomic
def confirm_correction(*, heat: Heat, seen: str, by: Account, at: datetime) -> HeatCorrection:
    """Say yes to the proposal that was seen; the workshop has it on its screen at once."""
    cooperative = desk_for(by, heat.cooperative_id, Role.LAB)
    locked = lock_heat(heat)
    rows = with_facts(Heat.objects.filter(cooperative=cooperative, pk=locked.pk))
    sheet = sheets_of(rows)[0]
    proposal = proposed_correction(sheet) if locked.status == HeatStatus.MELTING else None
    if proposal is None or sheet.latest is None:
        raise NothingToCorrect
    if told := correction_of(sheet):
        return told  # two taps on one button, or two people of one mind
    if instrument := instrument_in_doubt(sheet.latest.verdict):
        raise ReadingInDoubt(instrument)
    if proposal.print != seen:
        raise ProposalChanged
    correction: HeatCorrection = HeatCorrection.objects.create(
        **stamp(cooperative=cooperative, by=by, at=at),
        heat=locked,
        sample=proposal.sample,
        status=proposal.status,
        bath_kg=proposal.bath_kg,
        additions=dict(proposal.additions),
        pig_out_kg=proposal.pig_out_kg,
        expected_pct=dict(proposal.expected_pct),
        cost_rupiah=proposal.cost_rupiah,
        hold_minutes=proposal.hold_minutes,
        hold_rupiah=proposal.hold_rupiah,
        why=dict(proposal.why),
        method=METHOD,
    )
    write_audit(
        "heat.correction_confirmed",
        locked,
        by=by,
        at=at,
        number=proposal.sample.number,
        status=proposal.status,
        additions=dict(proposal.additions),
        pig_out_kg=str(proposal.pig_out_kg),
    )
    return correction
