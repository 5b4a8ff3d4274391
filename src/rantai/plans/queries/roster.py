"""Who takes part in a sharing, with what, and who not; by which rule."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db.models import DecimalField, F, Max, Sum
from django.utils import timezone

from rantai.members.models import CapacityAudit, MembershipStatus, Workshop
from rantai.members.queries import capacity_of, membership_on
from rantai.parts.models import Approval, Part, PartRevision
from rantai.plans import sharing
from rantai.plans.models import (
    FairnessEntry,
    Rule,
    SharingRule,
    Source,
    SourcePlace,
    WorkOrder,
    WorkOrderStatus,
)
from rantai.plans.queries.orders import LIVE
from rantai.plans.queries.received import NOTHING_RECEIVED, Received, record_of
from rantai.plans.rules import ApprovalSpan, Cause, OutOfIt, refused_for_approval
from rantai.records.models import Account, Cooperative
from rantai.records.queries import OFFICE, has_role, owned_by

GRAM = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Contender:
    """A workshop that may take part, as it stands on the day of sharing."""

    workshop: Workshop
    approval: Approval
    capacity_kg: int
    load_kg: Decimal
    balance: Decimal
    candidate: sharing.Candidate


@dataclass(frozen=True, slots=True)
class Refused:
    """A workshop that may not take part, and why."""

    workshop: Workshop
    why: OutOfIt

    def as_json(self) -> dict[str, Any]:
        return {
            "workshop": self.workshop.code,
            "cause": self.why.cause,
            "on": self.why.on.isoformat() if self.why.on else None,
            "note": self.why.note,
        }


@dataclass(frozen=True, slots=True)
class Roster:
    """Everyone who could be asked for a month's pieces: those who may take part and those not."""

    on: date
    rule: SharingRule | None
    members: int
    approved: int
    """How many hold an approval in force, whatever else keeps them out."""
    contenders: list[Contender] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def day_of_sharing(month: date, today: date) -> date:
    """Approvals, audits and rules count as of the month's first day, or today if that is later."""
    return max(month, today)


def rule_in_force(part: Part, on: date) -> SharingRule | None:
    """The sharing rule the members decided on for a part, as it holds on a day."""
    return (
        SharingRule.objects.filter(
            cooperative_id=part.cooperative_id, part=part, valid_from__lte=on
        )
        .order_by("-valid_from")
        .first()
    )


def sources_on(part: Part, on: date) -> dict[int, int]:
    """Each workshop's place as a source of a part on a day; the latest row counts."""
    rows = (
        Source.objects.filter(cooperative_id=part.cooperative_id, part=part, valid_from__lte=on)
        .order_by("valid_from", "pk")
        .values_list("workshop_id", "place")
    )
    return {shop: place for shop, place in dict(rows).items() if place != SourcePlace.NONE}


def fairness_balances(part: Part) -> dict[int, Decimal]:
    """What each workshop is owed in pieces of a part; below zero it owes."""
    rows = (
        FairnessEntry.objects.filter(cooperative_id=part.cooperative_id, part=part)
        .order_by()
        .values_list("workshop_id")
        .annotate(balance=Sum("change"))
    )
    # SQLite adds decimals as floats, and the noise would grow month by month.
    return {shop: balance.quantize(sharing.BALANCE_STEP) for shop, balance in rows}


def load_kg(cooperative: Cooperative, month: date) -> dict[int, Decimal]:
    """Kilograms that live work orders of a month, for whatever part, still ask of each workshop."""
    live = WorkOrder.objects.filter(cooperative=cooperative, month=month, status__in=LIVE)
    rows = (
        live.order_by()
        .values("workshop_id")
        .annotate(
            kg=Sum(
                (F("quantity") - F("given_up")) * F("revision__part__mass_kg"),
                output_field=DecimalField(max_digits=16, decimal_places=3),
            )
        )
    )
    return {row["workshop_id"]: row["kg"].quantize(GRAM) for row in rows}


def roster_of(cooperative: Cooperative, revision: PartRevision, month: date, on: date) -> Roster:
    """Weigh every member for one sharing; the number of queries does not depend on how many."""
    standings = membership_on(cooperative, on)
    spans = _approvals(revision)
    shops = Workshop.objects.filter(cooperative=cooperative).order_by("code").in_bulk()
    # Those who left are listed only where they once held an approval.
    asked = [
        shop
        for shop in shops.values()
        if shop.pk in spans
        or standings.get(shop.pk, MembershipStatus.LEFT) != MembershipStatus.LEFT
    ]
    rule = rule_in_force(revision.part, on)
    facts = _Facts(
        cooperative=cooperative,
        revision=revision,
        month=month,
        on=on,
        rule=rule,
        standings=standings,
        approvals=spans,
        audits=capacity_of(cooperative, shops, on),
        load=load_kg(cooperative, month),
        balances=fairness_balances(revision.part),
        given=_given(revision, month),
        declined=_declined(revision, month),
        served=_last_served(revision.part),
        sources=sources_on(revision.part, on),
        received=_record_under(rule, revision.part, on),
    )
    weighed = [facts.weigh(shop) for shop in asked]
    return Roster(
        on=on,
        rule=rule,
        members=sum(status != MembershipStatus.LEFT for status in standings.values()),
        approved=sum(facts.is_approved(shop) for shop in asked),
        contenders=[one for one in weighed if isinstance(one, Contender)],
        refused=[one for one in weighed if isinstance(one, Refused)],
    )


def _record_under(rule: SharingRule | None, part: Part, on: date) -> Mapping[int, Received]:
    """In the months that the rule counts; no other rule looks at the record."""
    if rule is None or not rule.record_months:
        return {}
    return record_of(part, rule.record_months, on)


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything that bears on who takes part, fetched once for all workshops."""

    cooperative: Cooperative
    revision: PartRevision
    month: date
    on: date
    rule: SharingRule | None
    standings: Mapping[int, str]
    approvals: Mapping[int, list[Approval]]
    audits: Mapping[int, CapacityAudit]
    load: Mapping[int, Decimal]
    balances: Mapping[int, Decimal]
    given: Mapping[int, int]
    declined: Mapping[int, WorkOrder]
    served: Mapping[int, date]
    sources: Mapping[int, int]
    received: Mapping[int, Received]

    def weigh(self, shop: Workshop) -> Contender | Refused:
        out = (
            self._by_standing(shop)
            or self._by_approval(shop)
            or self._by_capacity(shop)
            or self._by_source(shop)
            or self._by_answer(shop)
        )
        return Refused(shop, out) if out else self._contender(shop)

    def _by_standing(self, shop: Workshop) -> OutOfIt | None:
        status = self.standings.get(shop.pk, MembershipStatus.LEFT)
        return None if status == MembershipStatus.ACTIVE else OutOfIt(Cause(status))

    def is_approved(self, shop: Workshop) -> bool:
        return self._by_approval(shop) is None

    def _by_approval(self, shop: Workshop) -> OutOfIt | None:
        return refused_for_approval(
            [_span(row) for row in self.approvals.get(shop.pk, ())], self.on
        )

    def _by_capacity(self, shop: Workshop) -> OutOfIt | None:
        return None if shop.pk in self.audits else OutOfIt(Cause.NEVER_AUDITED)

    def _by_source(self, shop: Workshop) -> OutOfIt | None:
        needs_place = self.rule is not None and self.rule.rule == Rule.SOURCES
        return OutOfIt(Cause.NOT_A_SOURCE) if needs_place and shop.pk not in self.sources else None

    def _by_answer(self, shop: Workshop) -> OutOfIt | None:
        """Whoever declined in this month is not asked again for the same pieces."""
        order = self.declined.get(shop.pk)
        if order is None or order.answered_at is None:
            return None
        return OutOfIt(Cause.DECLINED, timezone.localdate(order.answered_at), order.reason)

    def _contender(self, shop: Workshop) -> Contender:
        mass_kg = self.revision.part.mass_kg
        audit = self.audits[shop.pk]
        load = self.load.get(shop.pk, Decimal(0))
        balance = self.balances.get(shop.pk, Decimal(0))
        cap = self.rule.cap_pieces if self.rule else None
        place = self.sources.get(shop.pk)
        received = self.received.get(shop.pk, NOTHING_RECEIVED)
        candidate = sharing.Candidate(
            workshop=shop.code,
            capacity_pieces=int(audit.kg_per_month / mass_kg),
            load_pieces=int((load / mass_kg).to_integral_value(ROUND_CEILING)),
            balance_pieces=balance,
            # The cap is for the month; what was given in an earlier version counts.
            cap_pieces=None if cap is None else max(0, cap - self.given.get(shop.pk, 0)),
            last_served_on=self.served.get(shop.pk),
            source=_SOURCES[SourcePlace(place)] if place else None,
            accepted_percent=received.accepted_percent,
            received_pieces=received.pieces,
        )
        approval = next(row for row in self.approvals[shop.pk] if _span(row).holds_on(self.on))
        return Contender(shop, approval, audit.kg_per_month, load, balance, candidate)


_SOURCES = {SourcePlace.FIRST: sharing.Source.FIRST, SourcePlace.SECOND: sharing.Source.SECOND}


def _span(approval: Approval) -> ApprovalSpan:
    return ApprovalSpan(
        approval.approved_on,
        approval.valid_until,
        approval.withdrawn_on,
        approval.withdrawn_because,
    )


def _approvals(revision: PartRevision) -> dict[int, list[Approval]]:
    rows: dict[int, list[Approval]] = defaultdict(list)
    for approval in Approval.objects.filter(
        cooperative_id=revision.cooperative_id, revision=revision
    ).order_by("-valid_until"):
        rows[approval.workshop_id].append(approval)
    return rows


def _given(revision: PartRevision, month: date) -> dict[int, int]:
    """Pieces of the part that live work orders of the month already gave, by workshop."""
    live = WorkOrder.objects.filter(
        cooperative_id=revision.cooperative_id,
        revision__part=revision.part_id,
        month=month,
        status__in=LIVE,
    )
    rows = live.order_by().values_list("workshop_id").annotate(pieces=Sum("quantity"))
    return dict(rows)


def _declined(revision: PartRevision, month: date) -> dict[int, WorkOrder]:
    rows = WorkOrder.objects.filter(
        cooperative_id=revision.cooperative_id,
        revision=revision,
        month=month,
        status=WorkOrderStatus.DECLINED,
    ).order_by("answered_at")
    return {order.workshop_id: order for order in rows}


def _last_served(part: Part) -> dict[int, date]:
    """The day each workshop last got pieces of a part and did not decline them."""
    rows = (
        WorkOrder.objects.filter(
            cooperative_id=part.cooperative_id, revision__part=part, status__in=LIVE
        )
        .order_by()
        .values_list("workshop_id")
        .annotate(last=Max("share__allocation__published_at"))
    )
    return {shop: timezone.localdate(last) for shop, last in rows if last}


# The members' decisions


@dataclass(frozen=True, slots=True)
class PartRules:
    """A part with every decision on how it is shared, the newest first, and its sources."""

    part: Part
    rules: list[SharingRule]
    sources: list[Source]

    def in_force_on(self, day: date) -> SharingRule | None:
        return next((rule for rule in self.rules if rule.valid_from <= day), None)


def rules_visible_to(viewer: Account) -> list[PartRules]:
    """Every part with its sharing rules, for the office."""
    if not has_role(viewer, *OFFICE):
        return []
    rules: dict[int, list[SharingRule]] = defaultdict(list)
    for rule in owned_by(viewer, SharingRule.objects.all()).order_by("-valid_from"):
        rules[rule.part_id].append(rule)
    sources: dict[int, list[Source]] = defaultdict(list)
    rows = owned_by(viewer, Source.objects.select_related("workshop"))
    for source in rows.order_by("-valid_from", "place", "workshop__code"):
        sources[source.part_id].append(source)
    return [
        PartRules(part, rules[part.pk], sources[part.pk])
        for part in owned_by(viewer, Part.objects.all())
    ]
