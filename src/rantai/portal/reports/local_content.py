"""The local content of a part as one workshop makes it: block by block, with what shows it.

A block without its rule, price or evidence stays open and says what it lacks; no total is given
then, for a total of half the blocks would be believed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rantai.members.models import Workshop
from rantai.parts.models import Part
from rantai.shopfloor.models import (
    Charge,
    ContentBlock,
    LocalContentEvidence,
    LocalContentRule,
    MaterialClass,
)
from rantai.shopfloor.queries.cards import cards_in_force

METHOD = "local-content-1"
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Component:
    """One material of the part: its cost's share of all, and how much of it is shown local."""

    material: str
    kilograms: Decimal
    rupiah_per_kg: int | None
    local_pct: Decimal | None
    evidence: str

    @property
    def rupiah(self) -> Decimal | None:
        if self.rupiah_per_kg is None:
            return None
        return (self.kilograms * self.rupiah_per_kg).quantize(Decimal(1), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class ContentShare:
    name: str
    weight_pct: Decimal | None
    local_pct: Decimal | None
    shown_by: str
    """The evidence, or what is lacking."""

    @property
    def points(self) -> Decimal | None:
        if self.weight_pct is None or self.local_pct is None:
            return None
        return (self.weight_pct * self.local_pct / 100).quantize(HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Worksheet:
    workshop: Workshop
    part: Part
    first: date
    last: date
    rule: LocalContentRule | None
    components: list[Component]
    blocks: list[ContentShare]

    @property
    def total_pct(self) -> Decimal | None:
        points = [block.points for block in self.blocks if block.points is not None]
        return sum(points, Decimal(0)) if len(points) == len(self.blocks) else None

    @property
    def lacking(self) -> list[str]:
        return [block.shown_by for block in self.blocks if block.points is None]


def rule_on(cooperative_id: int, day: date) -> LocalContentRule | None:
    return (
        LocalContentRule.objects.filter(cooperative_id=cooperative_id, valid_from__lte=day)
        .order_by("-valid_from")
        .first()
    )


def worksheet_of(workshop: Workshop, part: Part, first: date, last: date) -> Worksheet:
    rule = rule_on(workshop.cooperative_id, last)
    shown = _evidence(workshop, last)
    components = _components(workshop, part, first, last, shown)
    return Worksheet(
        workshop,
        part,
        first,
        last,
        rule,
        components,
        [
            _material_block(rule, components),
            _plain_block(ContentBlock.LABOUR, rule.labour_pct if rule else None, shown),
            _plain_block(ContentBlock.OVERHEAD, rule.overhead_pct if rule else None, shown),
        ],
    )


def _evidence(workshop: Workshop, day: date) -> list[LocalContentEvidence]:
    """In force on the day, the workshop's own before that for all, the newest first."""
    rows = (
        LocalContentEvidence.objects.current()
        .filter(
            Q(workshop=workshop) | Q(workshop__isnull=True),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
            cooperative_id=workshop.cooperative_id,
            valid_from__lte=day,
        )
        .order_by("-valid_from", "-occurred_at")
    )
    return sorted(rows, key=lambda row: row.workshop_id is None)


def _shown_for(
    shown: Iterable[LocalContentEvidence], block: ContentBlock, material: str = ""
) -> LocalContentEvidence | None:
    return next((e for e in shown if e.block == block and e.material == material), None)


def _components(
    workshop: Workshop,
    part: Part,
    first: date,
    last: date,
    shown: Sequence[LocalContentEvidence],
) -> list[Component]:
    """What was weighed into the heats of the part, at the prices of the last day.

    Returns are left out: they are the workshop's own metal and were counted when they were bought.
    """
    rows = (
        Charge.objects.current()
        .filter(
            cooperative_id=workshop.cooperative_id,
            heat__workshop=workshop,
            heat__work_order__revision__part=part,
            heat__started_at__date__range=(first, last),
        )
        .exclude(material_lot__material_class=MaterialClass.RETURNS)
        .order_by()
        .values_list("material_lot__material")
        .annotate(Sum("mass_kg"))
        .order_by("material_lot__material")
    )
    cards = cards_in_force(workshop, last)
    found = []
    for material, kilograms in rows:
        card = cards.get(material)
        evidence = _shown_for(shown, ContentBlock.MATERIAL, material)
        found.append(
            Component(
                material,
                kilograms,
                card.rupiah_per_kg if card else None,
                evidence.local_pct if evidence else None,
                evidence.evidence if evidence else "",
            )
        )
    return found


def _material_block(rule: LocalContentRule | None, components: list[Component]) -> ContentShare:
    """Each component's cost over the cost of all, times how much of it is local, summed."""
    name, weight = str(ContentBlock.MATERIAL.label), rule.material_pct if rule else None
    if not components:
        return ContentShare(name, weight, None, _("nothing was weighed into heats of this part"))
    unpriced = [each.material for each in components if each.rupiah is None]
    if unpriced:
        return ContentShare(name, weight, None, _("no price: %s") % ", ".join(unpriced))
    unshown = [each.material for each in components if each.local_pct is None]
    if unshown:
        return ContentShare(name, weight, None, _("no evidence: %s") % ", ".join(unshown))
    total = sum((each.rupiah or Decimal(0) for each in components), Decimal(0))
    if not total:
        return ContentShare(name, weight, None, _("all prices are nought"))
    local = sum(((each.rupiah or 0) * (each.local_pct or 0) for each in components), Decimal(0))
    share = (local / total).quantize(HUNDREDTH, ROUND_HALF_UP)
    return ContentShare(name, weight, share, _lacks_rule(rule) or _("the materials listed"))


def _plain_block(
    block: ContentBlock, weight: Decimal | None, shown: Sequence[LocalContentEvidence]
) -> ContentShare:
    evidence = _shown_for(shown, block)
    if evidence is None:
        return ContentShare(str(block.label), weight, None, _("no evidence: %s") % block.label)
    words = evidence.evidence
    if evidence.valid_until is not None:
        words = f"{words} ({_('until %s') % date_format(evidence.valid_until, 'j M Y')})"
    if weight is None:
        words = _("the weights of the rule are not entered")
    return ContentShare(str(block.label), weight, evidence.local_pct, words)


def _lacks_rule(rule: LocalContentRule | None) -> str:
    return "" if rule else _("the weights of the rule are not entered")
