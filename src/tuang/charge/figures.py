"""Measured figures as exact decimals, so that 3.40 against a limit of 3.40 is inside."""

from collections.abc import Mapping
from decimal import Decimal

Figure = Decimal | int | float


def exact(figure: Figure) -> Decimal:
    """The decimal a person would write down: a float counts by its shortest spelling.

    Raises ValueError for a figure that is not finite.

    >>> exact(3.4) == exact(Decimal("3.40"))
    True
    """
    value = figure if isinstance(figure, Decimal) else Decimal(str(figure))
    if not value.is_finite():
        raise ValueError("A measured figure must be a finite number.")
    return value


def exact_percents(percents: Mapping[str, Figure], whose: str) -> dict[str, Decimal]:
    """Mass percents per element; raises ValueError unless each and their sum fit in 0 to 100."""
    values = {element: exact(percent) for element, percent in percents.items()}
    if any(value < 0 for value in values.values()) or sum(values.values()) > 100:
        raise ValueError(f"The composition of {whose} must be percents that fit within 100.")
    return values


def exact_mass(mass_kg: Figure, whose: str) -> Decimal:
    """Kilograms; raises ValueError below zero."""
    value = exact(mass_kg)
    if value < 0:
        raise ValueError(f"The mass of {whose} cannot be below zero.")
    return value
