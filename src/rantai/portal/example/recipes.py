"""What goes into the furnace for each part, and how much of it becomes castings."""

from dataclasses import dataclass
from decimal import Decimal

from rantai.parts.models import Tracing
from rantai.shopfloor.models import MaterialClass

YIELD = {Tracing.LOT: Decimal("0.72"), Tracing.PIECE: Decimal("0.60")}
"""Good castings over poured metal; the rest is gates and risers."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """So much of every charge; from the co-operative's store when no workshop keeps it."""

    material: str
    material_class: MaterialClass
    supplier: str
    part: str
    lot_kg: int
    in_store: bool = False


CAST, PIG, STEEL = MaterialClass.CAST_SCRAP, MaterialClass.PIG_IRON, MaterialClass.STEEL
RETURNS, ALLOY, CARBON = MaterialClass.RETURNS, MaterialClass.ALLOY, MaterialClass.CARBURISER

BLOCK_CHARGE = (
    Ingredient("Besi cor bekas", CAST, "Pengepul Klaten", "0.380", 9_000),
    Ingredient("Besi kasar fosfor", PIG, "Pemasok Surabaya", "0.115", 5_000),
    Ingredient("Baja bekas", STEEL, "Pengepul Solo", "0.165", 5_000),
    Ingredient("Jalur tuang sendiri", RETURNS, "Bengkel sendiri", "0.325", 8_000),
    Ingredient("FeSi75", ALLOY, "Pemasok Cilegon", "0.015", 3_000, in_store=True),
)
SLEEVE_CHARGE = (
    Ingredient("Besi kasar", PIG, "Pemasok Surabaya", "0.300", 1_500),
    Ingredient("Baja bekas", STEEL, "Pengepul Solo", "0.260", 1_200),
    Ingredient("Jalur tuang sendiri", RETURNS, "Bengkel sendiri", "0.410", 1_800),
    Ingredient("FeSi75", ALLOY, "Pemasok Cilegon", "0.020", 3_000, in_store=True),
    Ingredient("Karburiser", CARBON, "Pemasok Cilegon", "0.010", 800, in_store=True),
)
