"""A yard with priced and analysed materials, and who may see them."""

from datetime import date
from decimal import Decimal

from rantai.records.models import Account
from rantai.shopfloor.actions import (
    appoint_melt_engineer,
    receive_material_lot,
    set_material_card,
)
from rantai.shopfloor.models import (
    MaterialLot,
)
from tests.cast import Cast

DAY = date(2019, 4, 1)
YARD: dict[str, tuple[str, int, dict[str, str], str]] = {
    "Besi kasar": (
        "pig_iron",
        9500,
        {"C": "4.2", "Si": "1.5", "Mn": "0.5", "P": "0.08", "S": "0.03"},
        "100",
    ),
    "Baja bekas": (
        "steel",
        6500,
        {"C": "0.15", "Si": "0.2", "Mn": "0.6", "P": "0.02", "S": "0.03"},
        "40",
    ),
    "FeSi75": ("alloy", 24000, {"Si": "75"}, "5"),
    "FeMn75": ("alloy", 26000, {"Mn": "75", "C": "6"}, "5"),
    "Karburiser": ("carburiser", 15000, {"C": "98"}, "5"),
}


def fill_yard(cast: Cast, *names: str, mass_kg: int = 2000) -> dict[str, MaterialLot]:
    lots = {}
    for name in names or YARD:
        kind, price, pct, share = YARD[name]
        lots[name] = receive_material_lot(
            material=name,
            material_class=kind,
            supplier="Pemasok",
            received_on=DAY,
            mass_kg=Decimal(mass_kg),
            by=cast.operator,
            at=cast.at,
        )
        set_material_card(
            material=name,
            workshop=cast.workshop_a,
            valid_from=DAY,
            rupiah_per_kg=price,
            pct={element: Decimal(value) for element, value in pct.items()},
            max_share_pct=Decimal(share),
            by=cast.owner,
            at=cast.at,
        )
    return lots


def appointed(cast: Cast) -> Account:
    appoint_melt_engineer(
        account=cast.lab,
        valid_from=DAY,
        valid_until=date(2019, 12, 31),
        by=cast.planner,
        at=cast.at,
    )
    return cast.lab
