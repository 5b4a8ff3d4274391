"""What is deducted from a member's pay, each sum with its cause."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Max
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from rantai.machines.models import MachineUse
from rantai.records.models import Cooperative
from rantai.settlement.accounts import (
    Cause,
    DuesFound,
    PricedLine,
    gather,
)
from rantai.settlement.models import (
    Advance,
    Deduction,
    DeductionKind,
    DeductionRule,
)
from rantai.settlement.rules import (
    Due,
    FixedPerPiece,
    Kind,
    PercentOfPrice,
    percent_of,
    reject_charge,
)


def rules_in_force(owner: Cooperative, on: date) -> dict[str, DeductionRule]:
    """The deduction rules that hold on a day, one of each kind."""
    rows = DeductionRule.objects.filter(cooperative=owner, valid_from__lte=on)
    return {rule.kind: rule for rule in rows.order_by("valid_from")}


def dues_of(
    owner: Cooperative,
    priced: dict[int, list[PricedLine]],
    rules: dict[str, DeductionRule],
    through: date,
) -> dict[int, DuesFound]:
    """What each of these members owes: what fell due now, and what was carried from before."""
    ids = list(priced)
    settled_before, carried = _earlier_deductions(owner, ids)
    found: dict[int, list[tuple[Due, Cause]]] = {workshop_id: [] for workshop_id in ids}
    for workshop_id, due, cause in carried:
        found[workshop_id].append((due, cause))
    fresh = (
        *_advances(owner, ids, through),
        *_machine_uses(owner, ids, through),
        *_rejects(priced, rules.get(DeductionKind.REJECT)),
        *_levies(priced, rules.get(DeductionKind.LEVY), through),
        *_savings(ids, rules.get(DeductionKind.SAVINGS), through),
    )
    for workshop_id, due, cause in fresh:
        if (workshop_id, cause.key) not in settled_before:
            found[workshop_id].append((due, cause))
    return {workshop_id: gather(pairs) for workshop_id, pairs in found.items()}


Owed = tuple[int, Due, Cause]


def _earlier_deductions(
    owner: Cooperative, workshop_ids: list[int]
) -> tuple[set[tuple[int, str]], list[Owed]]:
    """Causes that were dealt with before, and those of them of which something is still owed."""
    mine = Deduction.objects.filter(cooperative=owner, statement__workshop__in=workshop_ids)
    newest = mine.values("statement__workshop", "cause_type", "cause_id").annotate(newest=Max("pk"))
    settled_before: set[tuple[int, str]] = set()
    carried: list[Owed] = []
    rows = mine.filter(pk__in=newest.values("newest")).select_related("statement")
    for row in rows.order_by("caused_on", "pk"):
        cause = Cause(
            row.cause_type, row.cause_id, row.cause_code, row.caused_on, row.basis, row.rule_id
        )
        workshop_id = row.statement.workshop_id
        settled_before.add((workshop_id, cause.key))
        if row.carried_rupiah:
            carried.append((workshop_id, Due(Kind(row.kind), row.carried_rupiah, cause.key), cause))
    return settled_before, carried


def _advances(owner: Cooperative, ids: list[int], through: date) -> Iterator[Owed]:
    rows = Advance.objects.current().filter(
        cooperative=owner, workshop__in=ids, given_on__lte=through
    )
    for row in rows.order_by("given_on"):
        cause = Cause("advance", str(row.pk), row.code, row.given_on, row.purpose)
        yield row.workshop_id, Due(Kind.ADVANCE, row.rupiah, cause.key), cause


def _machine_uses(owner: Cooperative, ids: list[int], through: date) -> Iterator[Owed]:
    rows = (
        MachineUse.objects.current()
        .filter(cooperative=owner, workshop__in=ids, used_on__lte=through)
        .select_related("machine")
    )
    for row in rows.order_by("used_on"):
        words = (
            _("%(machine)s, %(minutes)s minutes")
            if row.minutes
            else _("%(machine)s, booked and not used")
        )
        basis = words % {"machine": row.machine.name, "minutes": number_format(row.minutes)}
        cause = Cause("machine_use", str(row.pk), row.machine.code, row.used_on, basis)
        yield row.workshop_id, Due(Kind.MACHINE, row.fee_rupiah, cause.key), cause


def _rejects(priced: dict[int, list[PricedLine]], rule: DeductionRule | None) -> Iterator[Owed]:
    if rule is None:
        return
    charge = (
        FixedPerPiece(rule.rupiah)
        if rule.rupiah is not None
        else PercentOfPrice(rule.percent or Decimal(0))
    )
    for workshop_id, lines in priced.items():
        for line in lines:
            if not line.rejected:
                continue
            rupiah = reject_charge(line.rejected, line.member_rupiah_each, charge)
            basis = _("%(pieces)s rejected of lot %(lot)s") % {
                "pieces": number_format(line.rejected),
                "lot": line.lot_code,
            }
            cause = Cause(
                "receipt_line",
                str(line.receipt_line_id),
                line.receipt_code,
                line.received_on,
                basis,
                rule.pk,
                line.shipment_code,
            )
            yield workshop_id, Due(Kind.REJECT, rupiah, cause.key), cause


def _levies(
    priced: dict[int, list[PricedLine]], rule: DeductionRule | None, through: date
) -> Iterator[Owed]:
    if rule is None or rule.percent is None:
        return
    for workshop_id, lines in priced.items():
        gross = sum(line.member_rupiah for line in lines)
        basis = _("%(percent)s %% of Rp %(gross)s") % {
            "percent": number_format(rule.percent.normalize()),
            "gross": number_format(gross, force_grouping=True),
        }
        first = min(line.receipt_line_id for line in lines)
        cause = Cause("levy", f"{rule.pk}:{first}", rule.decision, through, basis, rule.pk)
        yield workshop_id, Due(Kind.LEVY, percent_of(gross, rule.percent), cause.key), cause


def _savings(ids: Iterable[int], rule: DeductionRule | None, through: date) -> Iterator[Owed]:
    """Mandatory savings fall due once a month, whichever customer's settlement comes first."""
    if rule is None or rule.rupiah is None:
        return
    for workshop_id in ids:
        month = f"{through:%Y-%m}"
        cause = Cause("savings", month, rule.decision, through, _("monthly savings"), rule.pk)
        yield workshop_id, Due(Kind.SAVINGS, rule.rupiah, cause.key), cause
