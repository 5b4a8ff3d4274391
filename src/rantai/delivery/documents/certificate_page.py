"""The words and tables of a certificate as its template shows them."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rantai.delivery.documents.certificate import (
    Certificate,
    CertifiedHeat,
    CertifiedResult,
    Concession,
    ElementLimit,
    ResultGroup,
)
from rantai.records.documents.cells import (
    Cell,
    Marked,
    Row,
    Verdict,
    code,
    strong,
    verdict,
    with_note,
)
from rantai.records.documents.codes import qr_svg
from rantai.records.documents.figures import day, moment, number, short_day, span

ELEMENTS_ABREAST = 10


def certificate_page(
    certificate: Certificate, *, digest: str, fingerprint: str
) -> dict[str, object]:
    return {
        "words": _words(),
        "link": qr_svg(certificate.link),
        "address": certificate.link,
        "verdict": _verdict(certificate),
        "subtitle": _("Type 3.1 in the sense of EN 10204"),
        "facts": _facts(certificate),
        "heats": {"head": _heat_head(), "rows": [_heat_row(heat) for heat in certificate.heats]},
        "chemistry": _chemistry(certificate),
        "chemistry_note": " · ".join(
            text
            for text in (certificate.chemistry_method, certificate.chemistry_instrument)
            if text
        ),
        "results": {"head": _result_head(), "rows": _result_rows(certificate.results)},
        "concessions": {
            "head": [_("Number"), _("Deviation"), _("Quantity"), _("Agreed by"), _("Agreed on")],
            "rows": [_concession_row(concession) for concession in certificate.concessions],
        },
        "statement": _statement(certificate),
        "signed": _signed(certificate),
        "digest": digest,
        "fingerprint": fingerprint,
    }


def _words() -> dict[str, str]:
    return {
        "check": _("Check this certificate"),
        "heats": _("Heats in this delivery"),
        "chemistry": _("Chemical composition, % by mass"),
        "results": _("Inspection results"),
        "concessions": _("Concessions"),
        "no_concession": _("None: every result above lies within its limits."),
        "statement": _("Statement"),
        "data_digest": _("SHA-256 of the attached data (certificate.json)"),
        "fingerprint": _("SHA-256 of the co-operative's signing certificate"),
    }


def _verdict(certificate: Certificate) -> Marked:
    if certificate.conforms and not certificate.concessions:
        return verdict(_("Conforms"), "good")
    return verdict(_("Conforms with concession"), "watch")


def _facts(certificate: Certificate) -> list[tuple[str, Cell]]:
    workshops = certificate.workshops
    made_in = ngettext("workshop %(codes)s", "workshops %(codes)s", len(workshops))
    left: list[tuple[str, Cell]] = [
        (
            _("Manufacturer"),
            with_note(certificate.manufacturer.name, made_in % {"codes": ", ".join(workshops)}),
        ),
        (_("Customer"), certificate.customer.name),
        (_("Purchase order"), certificate.purchase_order or "–"),
        (_("Delivery note"), certificate.delivery_note or "–"),
        (_("Date of issue"), moment(certificate.issued_at)),
    ]
    if certificate.supersedes:
        left.append((_("Supersedes"), certificate.supersedes))
    right: list[tuple[str, Cell]] = [
        (_("Part"), with_note(certificate.part_number, certificate.part_name)),
        (_("Revision"), certificate.revision),
        (_("Quantity"), _("%(quantity)s pcs") % {"quantity": number(certificate.quantity)}),
        (_("Grade and standard"), f"{certificate.grade} · {certificate.standard}"),
        (_("Supplier code"), certificate.manufacturer.code or "–"),
    ]
    return left + right


def _heat_head() -> list[str]:
    return [_("Heat"), _("Workshop"), _("Poured on"), _("Lots"), _("Quantity")]


def _heat_row(heat: CertifiedHeat) -> Row:
    return [
        code(heat.heat),
        heat.workshop,
        day(heat.poured_on),
        code(", ".join(heat.lots) or "–"),
        number(heat.quantity),
    ]


def _chemistry(certificate: Certificate) -> list[dict[str, object]]:
    """Tables of at most ten elements, so that figures stay readable on paper."""
    limits = {limit.element: limit for limit in certificate.limits}
    elements = list(limits)
    for heat in certificate.heats:
        elements += [name for name, _pct in heat.chemistry_pct if name not in elements]
    return [
        _composition(certificate.heats, elements[start : start + ELEMENTS_ABREAST], limits)
        for start in range(0, len(elements), ELEMENTS_ABREAST)
    ]


def _composition(
    heats: tuple[CertifiedHeat, ...], elements: list[str], limits: dict[str, ElementLimit]
) -> dict[str, object]:
    def bound(limit: ElementLimit | None, low: bool) -> str:
        if limit is None:
            return "–"
        value = limit.low_pct if low else limit.high_pct
        return "–" if value is None else number(value)

    return {
        "head": [_("Heat"), *elements],
        "limits": [
            [_("Lowest allowed"), *(bound(limits.get(name), low=True) for name in elements)],
            [_("Highest allowed"), *(bound(limits.get(name), low=False) for name in elements)],
        ],
        "rows": [_composition_row(heat, elements, limits) for heat in heats],
    }


def _composition_row(
    heat: CertifiedHeat, elements: list[str], limits: dict[str, ElementLimit]
) -> Row:
    found = dict(heat.chemistry_pct)
    row: Row = [code(heat.heat)]
    for name in elements:
        value = found.get(name)
        if value is None:
            row.append("–")
        elif name in limits and not limits[name].allows(value):
            row.append(verdict(number(value), "bad"))
        else:
            row.append(number(value))
    return row


def _result_head() -> list[str]:
    return [
        _("Characteristic"),
        _("Required"),
        "n",
        _("Found"),
        _("Mean"),
        _("Method and instrument"),
        _("Verdict"),
    ]


def _result_rows(results: tuple[CertifiedResult, ...]) -> list[Row | dict[str, str]]:
    groups = {
        ResultGroup.MECHANICAL: _("Hardness and mechanical tests"),
        ResultGroup.DIMENSION: _("Dimensions"),
        ResultGroup.OTHER: _("Other inspections"),
    }
    rows: list[Row | dict[str, str]] = []
    for group, title in groups.items():
        inside = [result for result in results if result.group == group]
        rows += [{"group": title}, *map(_result_row, inside)] if inside else []
    return rows


def _result_row(result: CertifiedResult) -> Row:
    look: Verdict = "good" if result.conforms else "bad"
    required = result.requirement or span(result.low, result.high)
    measured = result.smallest is not None and result.largest is not None
    if measured and result.smallest == result.largest:
        found = number(result.smallest or Decimal(0))
    else:
        found = span(result.smallest, result.largest) if measured else result.observed or "–"
    return [
        strong(result.characteristic, under=result.heat),
        f"{required} {result.unit}".strip(),
        number(result.sample_size) if result.sample_size else "–",
        f"{found} {result.unit}".strip() if measured else found,
        number(result.mean) if result.mean is not None else "–",
        Marked(text=result.method or "–", under=result.instrument),
        verdict(_("conforms") if result.conforms else _("differs"), look),
    ]


def _concession_row(concession: Concession) -> Row:
    return [
        code(concession.number),
        concession.deviation,
        number(concession.quantity),
        concession.agreed_by,
        short_day(concession.agreed_on),
    ]


def _statement(certificate: Certificate) -> str:
    names = {
        "manufacturer": certificate.manufacturer.name,
        "workshops": ", ".join(certificate.workshops),
        "order": certificate.purchase_order or "–",
    }
    if certificate.concessions:
        return (
            _(
                "%(manufacturer)s, as manufacturer through its workshops %(workshops)s, declares "
                "that the pieces named above were inspected from the heats and lots named here "
                "and comply with the requirements of order %(order)s, save for the concessions "
                "listed, to which the customer agreed."
            )
            % names
        )
    return (
        _(
            "%(manufacturer)s, as manufacturer through its workshops %(workshops)s, declares that "
            "the pieces named above were inspected from the heats and lots named here and comply "
            "with the requirements of order %(order)s."
        )
        % names
    )


def _signed(certificate: Certificate) -> dict[str, str]:
    signer = certificate.representative
    return {
        "label": _("Authorised inspection representative"),
        "name": signer.name,
        "title": f"{signer.title} · {signer.laboratory}",
        "independent": _("Independent of the producing workshop and of production."),
        "electronic": _(
            "Signed electronically by %(manufacturer)s. Valid without ink; "
            "any change to this file breaks the signature."
        )
        % {"manufacturer": certificate.manufacturer.name},
    }
