"""The drawing of a trace: folded by heat, lot and box, so that two thousand pieces fit a screen."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rantai.portal.queries.trace.materials import Charged, Returned
from rantai.portal.queries.trace.moulds import Moulds
from rantai.portal.queries.trace.pieces import DOWNSTREAM, Lot, Pieces, Portion
from rantai.portal.queries.trace.reach import MOULDING, Kind, Reach
from rantai.traceability.queries import Reached

HEATS_AT_ONCE = 12

Branch = dict[str, Any]
Charges = dict[str, list[Charged]]
Certificates = dict[str, list[str]]


def behind(
    reach: Reach,
    pieces: Pieces,
    charges: Charges,
    returned: Iterable[Returned],
    moulds: Iterable[Moulds],
) -> list[Branch]:
    """Where it came from: pieces from heats and their lots, heats from their charges.

    A lot comes from outside, unless it was left over from a heat.
    """
    kind = reach.subject.kind
    if kind == Kind.MATERIAL_LOT:
        heats = dict.fromkeys(each.heat_code for each in returned)
        return [{"label": heat, "url": dossier(heat)} for heat in heats]
    if kind == Kind.HEAT:
        return _materials(charges.get(reach.subject.code, []))
    if kind in MOULDING:
        made = moulds if kind == Kind.MOULDS else ()
        return [branch for each in made for branch in _made_of(each)]
    numbers: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for lot in pieces.lots:
        numbers[lot.heat_code][lot.code] += 0
    for portion in pieces.portions:
        numbers[portion.lot.heat_code][portion.lot.code] += portion.pieces
    held = {node.code for node in reach.behind if node.is_held}
    poured_into = [{**_run(each, _made_of(each)), "count": each.count} for each in moulds]
    melted: list[Branch] = [
        {
            "label": heat,
            "url": dossier(heat),
            "state": "held" if heat in held else "",
            "count": sum(lots.values()) or None,
            "children": [*_lots_behind(reach, lots), *_charge(charges.get(heat, []))],
        }
        for heat, lots in numbers.items()
    ]
    return [*melted, *poured_into]


def _run(run: Moulds, children: list[Branch]) -> Branch:
    state = "held" if run.is_held else ""
    return {
        "label": run.code,
        "note": run.name,
        "url": dossier(run.code),
        "state": state,
        "children": children,
    }


def _made_of(run: Moulds) -> list[Branch]:
    parts = ((_("Sand batch"), run.sand), (_("Core lot"), run.cores))
    return [{"label": label, "note": code, "url": dossier(code)} for label, code in parts if code]


def _lots_behind(reach: Reach, lots: dict[str, int]) -> list[Branch]:
    if reach.subject.kind == Kind.CASTING_LOT:
        return []  # it is the subject itself
    return [
        {"label": code, "url": dossier(code), "count": count or None}
        for code, count in lots.items()
    ]


def _charge(charged: list[Charged]) -> list[Branch]:
    """A branch of its own, so that several heats stay folded."""
    materials = _materials(charged)
    kg = sum((line.mass_kg or Decimal(0) for line in charged), Decimal(0))
    mass = {"count": kg, "unit": "kg"} if kg else {}
    return [{"label": _("Charge"), "children": materials, **mass}] if materials else []


def _materials(charged: Iterable[Charged]) -> list[Branch]:
    return [
        {
            "label": line.material,
            "note": line.lot_code,
            "url": dossier(line.lot_code),
            "count": line.mass_kg,
            "unit": "kg" if line.mass_kg is not None else "",
        }
        for line in charged
    ]


def ahead(
    reach: Reach,
    pieces: Pieces,
    certificates: Certificates,
    returned: Iterable[Returned],
    moulds: Iterable[Moulds],
) -> list[Branch]:
    kind = reach.subject.kind
    if kind in DOWNSTREAM:
        return _papers(reach.ahead)
    heats = [node.code for node in reach.ahead if node.kind == Kind.HEAT]
    if len(heats) > HEATS_AT_ONCE:
        return _by_workshop(pieces, heats)
    lots = _by_lot(pieces, certificates)
    if kind in MOULDING:
        return _by_run(reach, pieces, lots, moulds)
    if kind in {Kind.CASTING_LOT, Kind.CASTING}:
        return [branch for branches in lots.values() for branch in branches]
    by_heat: defaultdict[str, list[Branch]] = defaultdict(list)
    for lot in pieces.lots:
        by_heat[lot.heat_code].append(_lot(lot, lots[lot.code]))
    if kind == Kind.HEAT:
        return [*by_heat.get(reach.subject.code, []), *_left_over(returned)]
    return [
        {"label": heat, "url": dossier(heat), "children": by_heat.get(heat, [])} for heat in heats
    ]


def _by_run(
    reach: Reach, pieces: Pieces, places: dict[str, list[Branch]], moulds: Iterable[Moulds]
) -> list[Branch]:
    by_node = {lot.node_id: lot for lot in pieces.lots}
    runs = [
        _run(each, [_lot(by_node[lot], places[by_node[lot].code]) for lot in each.lots])
        for each in moulds
    ]
    if reach.subject.kind == Kind.MOULDS:
        return [lot for run in runs for lot in run["children"]]
    return runs


def _left_over(returned: Iterable[Returned]) -> list[Branch]:
    return [
        {
            "label": each.material,
            "note": each.lot_code,
            "url": dossier(each.lot_code),
            "count": each.mass_kg,
            "unit": "kg" if each.mass_kg is not None else "",
        }
        for each in returned
    ]


def _by_workshop(pieces: Pieces, heats: list[str]) -> list[Branch]:
    """A large lot of metal goes into hundreds of heats: who melted them, what became of each."""
    maker = {lot.heat_code: lot.maker for lot in pieces.lots}
    became: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for portion in pieces.portions:
        became[portion.lot.heat_code][portion.state] += portion.pieces
    makers: defaultdict[str, list[Branch]] = defaultdict(list)
    for heat in heats:
        states = [
            {"label": _state_word(state), "count": count, "state": state}
            for state, count in became[heat].items()
        ]
        branch = {"label": heat, "url": dossier(heat), "children": states}
        makers[maker.get(heat, _("Not poured yet"))].append(branch)
    return [{"label": name, "children": branches} for name, branches in sorted(makers.items())]


def _state_word(state: str) -> str:
    words = {"held": _("On hold"), "shipped": _("Shipped"), "scrapped": _("Scrap")}
    return words.get(state, _("In the house"))


def _lot(lot: Lot, branches: list[Branch]) -> Branch:
    return {
        "label": lot.code,
        "note": lot.maker,
        "url": dossier(lot.code),
        "count": None if branches else 0,
        "children": branches,
    }


def _by_lot(pieces: Pieces, certificates: Certificates) -> defaultdict[str, list[Branch]]:
    """Each lot's places; boxes that left together fold under their shipment, with its papers."""
    places: defaultdict[str, list[Branch]] = defaultdict(list)
    left: dict[tuple[str, str], Branch] = {}
    for portion in pieces.portions:
        if not portion.shipment:
            places[portion.lot.code].append(_here(portion))
            continue
        key = (portion.lot.code, portion.shipment)
        if key not in left:
            left[key] = {
                "label": f"{portion.shipment} → {portion.customer}",
                "url": dossier(portion.shipment),
                "children": [
                    {"label": code, "url": dossier(code)}
                    for code in certificates.get(portion.shipment, ())
                ],
            }
            places[portion.lot.code].append(left[key])
        left[key]["children"].append(
            {
                "label": portion.box,
                "url": dossier(portion.box),
                "count": portion.pieces,
                "state": "shipped",
            }
        )
    return places


def _here(portion: Portion) -> Branch:
    branch = {"count": portion.pieces, "state": portion.state}
    if portion.box:
        return {**branch, "label": portion.box, "url": dossier(portion.box)}
    if portion.state == "scrapped":
        return {**branch, "label": _("Scrap")}
    return {**branch, "label": _("In workshop %(code)s") % {"code": portion.lot.workshop_code}}


def _papers(nodes: Iterable[Reached]) -> list[Branch]:
    """Shipment and certificate: what lies ahead of a box."""
    return [
        {"label": node.code, "url": dossier(node.code), "state": _state(node)} for node in nodes
    ]


def _state(node: Reached) -> str:
    if node.kind == Kind.SHIPMENT:
        return "shipped"
    return "held" if node.is_held else ""


def dossier(code: str) -> str:
    return reverse("portal:trace", args=[code])
