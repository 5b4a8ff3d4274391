"""What the example's materials cost and contain, for those who write cards already.

The first and second source of sleeves began with the scales on 1 April; two block makers only
this morning, so of their heats nothing is learnt yet. Prices and analyses are plausible, no more.
"""

import random
from collections.abc import Iterable
from datetime import date

from rantai.members.models import Workshop
from rantai.portal.example.days import CURRENT_MONTH, NOW, moment
from rantai.portal.example.ledger import Ledger
from rantai.portal.example.makers import SHOWN, SLEEVE_MAKERS
from rantai.records.models import Account, Cooperative
from rantai.shopfloor.models import (
    ContentBlock,
    LocalContentEvidence,
    LocalContentRule,
    MaterialCard,
    MeltTerms,
)

Card = tuple[int, dict[str, str], str]
"""Rupiah a kilogram, percent by element, highest share of a charge."""

IN_STORE: dict[str, Card] = {
    "FeSi75": (24_500, {"Si": "74"}, "4"),
    "Karburiser": (16_500, {"C": "90", "S": "0.05"}, "3"),
}
OF_SLEEVE_MAKERS: dict[str, Card] = {
    "Besi kasar": (
        9_600,
        {"C": "4.0", "Si": "0.7", "Mn": "0.7", "P": "0.09", "S": "0.03"},
        "60",
    ),
    "Baja bekas": (
        6_400,
        {"C": "0.2", "Si": "0.25", "Mn": "0.8", "P": "0.02", "S": "0.03"},
        "35",
    ),
    "Jalur tuang sendiri": (
        5_500,
        {"C": "3.3", "Si": "1.9", "Mn": "0.75", "P": "0.09", "S": "0.06"},
        "50",
    ),
}
OF_BLOCK_MAKERS: dict[str, Card] = {
    "Besi cor bekas": (
        7_200,
        {"C": "3.35", "Si": "1.6", "Mn": "0.6", "P": "0.6", "S": "0.09"},
        "100",
    ),
    "Besi kasar fosfor": (
        9_800,
        {"C": "3.9", "Si": "1.5", "Mn": "0.6", "P": "2.5", "S": "0.04"},
        "40",
    ),
    "Baja bekas": (
        6_400,
        {"C": "0.2", "Si": "0.25", "Mn": "0.8", "P": "0.02", "S": "0.03"},
        "25",
    ),
    "Jalur tuang sendiri": (
        5_500,
        {"C": "3.25", "Si": "1.65", "Mn": "0.65", "P": "0.95", "S": "0.08"},
        "45",
    ),
}
WRITES_SINCE_TODAY = (SHOWN, "B-096")


def write_cards(cooperative: Cooperative, workshops: Iterable[Workshop]) -> None:
    by_code = {workshop.code: workshop for workshop in workshops}
    rows = _cards(cooperative, None, IN_STORE, CURRENT_MONTH)
    for code in SLEEVE_MAKERS:
        rows += _cards(cooperative, by_code[code], OF_SLEEVE_MAKERS, CURRENT_MONTH)
    for code in WRITES_SINCE_TODAY:
        rows += _cards(cooperative, by_code[code], OF_BLOCK_MAKERS, NOW.date())
    MaterialCard.objects.bulk_create(rows)
    MeltTerms.objects.create(
        cooperative=cooperative,
        valid_from=CURRENT_MONTH,
        hold_rupiah_per_minute=6_500,
        minutes_per_addition=4,
        minutes_per_reading=8,
        remelt_rupiah_per_kg=2_100,
        analysis_spread_pct=2,
        confidence_pct=80,
    )


LOCAL_PCT = {
    "Besi cor bekas": 100,
    "Baja bekas": 100,
    "Besi kasar": 35,
    "Besi kasar fosfor": 40,
    "FeSi75": 0,
    "Karburiser": 25,
}
"""Plausible, no more; each stands for a supplier's certificate."""


OTHER_BLOCKS = (
    (ContentBlock.LABOUR, 100, "Daftar upah (contoh): semua pekerja WNI"),
    (ContentBlock.OVERHEAD, 80, "Daftar biaya pabrik (contoh)"),
)


def show_local_content(ledger: Ledger, planner: Account) -> None:
    """Suppliers' certificates, and weights that say of themselves that they are an example."""
    at = moment(date(2018, 9, 3), "09:00")
    chance = random.Random(35)
    materials = [
        (ContentBlock.MATERIAL, material, pct, f"SERT-CONTOH-{number:02d}")
        for number, (material, pct) in enumerate(LOCAL_PCT.items(), start=1)
    ]
    others = [(block, "", pct, evidence) for block, pct, evidence in OTHER_BLOCKS]
    LocalContentEvidence.objects.bulk_create(
        LocalContentEvidence(
            **ledger.fact(by=planner, at=at, chance=chance),
            block=block,
            material=material,
            local_pct=pct,
            evidence=evidence,
            valid_from=date(2018, 9, 1),
        )
        for block, material, pct, evidence in [*materials, *others]
    )
    LocalContentRule.objects.create(
        cooperative=ledger.cooperative,
        valid_from=date(2018, 9, 1),
        version="Bobot contoh",
        source="Bobot yang diberitakan tentang Permenperin 35/2025; periksa Lampiran I",
        material_pct=75,
        labour_pct=10,
        overhead_pct=15,
        made_at=at,
        made_by=planner,
    )


def _cards(
    cooperative: Cooperative, workshop: Workshop | None, cards: dict[str, Card], since: date
) -> list[MaterialCard]:
    return [
        MaterialCard(
            cooperative=cooperative,
            workshop=workshop,
            material=material,
            valid_from=since,
            rupiah_per_kg=rupiah,
            pct=pct,
            max_share_pct=share,
        )
        for material, (rupiah, pct, share) in cards.items()
    ]
