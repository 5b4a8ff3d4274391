"""The allocation problem as JSON holds it."""

from collections.abc import Mapping, Sequence

from tuang.planning.allocation.problem import AllocationProblem, Approval, Line, Workshop
from tuang.planning.fields import MOST_PIECES, name, number, objects, unlike, whole
from tuang.planning.refusal import Unusable

MOST_WEEKS = 520


def read_problem(given: Mapping[str, object]) -> AllocationProblem:
    """The problem; raises Unusable with the field, such as lines[3].approved.W5.price."""
    weeks = whole(given, "weeks", "", least=1, most=MOST_WEEKS)
    workshops = tuple(_workshop(each, where, weeks) for each, where in objects(given, "workshops"))
    unlike([shop.name for shop in workshops], "workshops")
    lines = tuple(_line(each, where) for each, where in objects(given, "lines"))
    unlike([line.name for line in lines], "lines")
    return AllocationProblem(
        weeks,
        workshops,
        lines,
        whole(given, "late_weeks", "", default=0),
        number(given, "late_cost_per_kg_week", "", default=0.0),
        number(given, "early_cost_per_kg_week", "", default=0.0),
        number(given, "scrap_cost_per_kg", "", default=0.0),
        number(given, "unmet_cost_per_kg", ""),
    )


def _workshop(given: Mapping[str, object], where: str, weeks: int) -> Workshop:
    key = "capacity_kg_per_week"
    listed = given.get(key)
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        each = [
            number({f"{key}[{week}]": kg}, f"{key}[{week}]", where)
            for week, kg in enumerate(listed)
        ]
        return Workshop(name(given, where), tuple(each))
    return Workshop(name(given, where), (number(given, key, where),) * weeks)


def _line(given: Mapping[str, object], where: str) -> Line:
    approved = given.get("approved")
    if not isinstance(approved, Mapping):
        raise Unusable(f"{where}.approved", "must be an object: a workshop's name to its price.")
    due = whole(given, "due_week", where)
    return Line(
        name(given, where),
        whole(given, "pieces", where, most=MOST_PIECES),
        number(given, "kg", where, positive=True),
        whole(given, "release_week", where, default=0),
        due,
        tuple(_approval(shop, each, f"{where}.approved.{shop}") for shop, each in approved.items()),
        whole(given, "max_workshops", where, least=1) if "max_workshops" in given else None,
        number(given, "min_lot_share", where, default=0.0, most=1.0),
        number(given, "first_source_share", where, most=1.0)
        if "first_source_share" in given
        else None,
    )


def _approval(shop: str, given: object, where: str) -> Approval:
    if not isinstance(given, Mapping):
        raise Unusable(where, "must be an object with price and scrap_rate.")
    scrap = number(given, "scrap_rate", where, default=0.0)
    if scrap >= 1:
        raise Unusable(
            f"{where}.scrap_rate", f"is {scrap:g}, which leaves no good piece; give 0 to below 1."
        )
    first = whole(given, "first_week", where, default=0)
    last = whole(given, "last_week", where) if "last_week" in given else None
    if last is not None and last < first:
        raise Unusable(
            f"{where}.last_week",
            f"is {last}, before first_week {first}; give a later one, or leave it out.",
        )
    return Approval(
        shop,
        number(given, "price", where),
        scrap,
        number(given, "qualification_cost", where, default=0.0),
        first,
        last,
        whole(given, "source", where, default=1, least=1, most=2),
    )
