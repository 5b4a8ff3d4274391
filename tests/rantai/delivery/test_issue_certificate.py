"""A certificate says what the records say, is signed by someone independent, and holds once."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.http import Http404

from rantai.delivery.actions import (
    AlreadyCertified,
    AlreadySuperseded,
    NoReason,
    NotIndependent,
    NotTheLab,
    issue_certificate,
    pdf_of,
    supersede_certificate,
)
from rantai.delivery.documents.certificate import canonical_json
from rantai.delivery.documents.issuing import CannotCertify, read_certificate
from rantai.delivery.models import Certificate, CertificateStatus, Shipment
from rantai.delivery.queries import certificates_visible_to, shipments_without_certificate
from rantai.delivery.queries.stated import statement_of
from rantai.members.models import Person
from rantai.quality.actions import decide, raise_nonconformity
from rantai.quality.models import Decision
from rantai.records.documents.signatures import SignatureState
from rantai.records.documents.signing import known_fingerprints
from rantai.records.models import AuditEntry
from rantai.shopfloor.actions import correct_reading
from rantai.shopfloor.models import Reading
from rantai.traceability.actions import OnHold
from rantai.traceability.models import Link
from tests.cast import Cast
from tests.rantai.delivery.story import packed, shipped
from tests.rantai.papers import text_of
from tests.rantai.quality.story import inspected, machined_sleeves, passed_lot
from tests.rantai.shopfloor.story import poured_lot


@pytest.fixture
def shipment(cast: Cast) -> Shipment:
    passed_lot(cast, 20)
    return shipped(cast, packed(cast, 20))


def signed(cast: Cast, shipment: Shipment) -> Certificate:
    return issue_certificate(shipment=shipment, by=cast.lab, at=cast.at)


def test_it_states_the_heats_readings_and_measurements_of_these_pieces(
    cast: Cast, shipment: Shipment
) -> None:
    statement = statement_of(signed(cast, shipment))

    (heat,) = statement.heats
    assert (heat.workshop, heat.quantity, statement.quantity) == ("B-017", 20, 20)
    assert dict(heat.chemistry_pct)["C"] == Decimal("3.31")
    assert [limit.element for limit in statement.limits] == ["C", "Si", "Mn", "P", "S"]
    hardness, surface = statement.results
    assert (hardness.characteristic, hardness.group) == ("Kekerasan / Hardness", "mechanical")
    assert hardness.sample_size == 3
    assert hardness.smallest == hardness.mean == Decimal(200)
    assert (surface.observed, surface.method) == ("1/1", "Visual")
    assert statement.chemistry_instrument.startswith("SPK-1")
    assert statement.manufacturer.code == "KBJ01"
    assert (statement.representative.name, statement.delivery_note) == ("Lab", shipment.code)


def test_its_code_node_and_link_follow_the_shipment(cast: Cast, shipment: Shipment) -> None:
    certificate = signed(cast, shipment)

    assert certificate.code == "SM-19-0001"
    assert Link.objects.get(child=certificate.node).parent == shipment.node
    assert list(shipments_without_certificate(cast.lab)) == []
    assert AuditEntry.objects.filter(key="certificate.issued").exists()


def test_the_signed_file_holds_the_stored_data(cast: Cast, shipment: Shipment) -> None:
    certificate = signed(cast, shipment)

    ours = known_fingerprints(settings.KEYS, cooperative="KBJ")
    reading = read_certificate(pdf_of(certificate), ours=ours)

    assert reading.state == SignatureState.INTACT
    assert reading.data == certificate.data
    assert reading.digest == certificate.digest
    assert certificate.code in text_of(pdf_of(certificate))


def test_stored_data_read_back_is_the_text_that_was_signed(cast: Cast, shipment: Shipment) -> None:
    certificate = signed(cast, shipment)
    certificate.refresh_from_db()

    text = canonical_json(statement_of(certificate))

    assert json.loads(text) == certificate.data
    assert canonical_json(statement_of(Certificate(data=json.loads(text)))) == text


def test_a_file_made_on_first_asking_is_the_same_file(cast: Cast, shipment: Shipment) -> None:
    certificate = signed(cast, shipment)
    as_signed = pdf_of(certificate)
    Certificate.objects.filter(cooperative=cast.cooperative, pk=certificate.pk).update(pdf="")
    certificate.refresh_from_db()

    assert pdf_of(certificate) == as_signed
    certificate.refresh_from_db()
    assert str(certificate.pdf.name).endswith(".pdf")


def test_sleeves_are_certified_by_the_heat_they_came_from(cast: Cast) -> None:
    lot = machined_sleeves(cast, 5)
    inspected(cast, lot, 5)

    statement = statement_of(signed(cast, shipped(cast, packed(cast, 5, cast.sleeve))))

    assert statement.heats[0].lots == (lot.code,)
    assert statement.heats[0].quantity == 5


def test_a_corrected_reading_is_the_one_that_counts(cast: Cast, shipment: Shipment) -> None:
    carbon = Reading.objects.get(element="C")
    correct_reading(
        reading=carbon, value_pct=Decimal("3.2950"), because="Salah ketik", by=cast.lab, at=cast.at
    )

    statement = statement_of(signed(cast, shipment))

    assert dict(statement.heats[0].chemistry_pct)["C"] == Decimal("3.295")
    assert statement.limits[0].low_pct == Decimal("3.200")


def test_a_concession_is_named_with_what_was_measured(cast: Cast) -> None:
    lot = poured_lot(cast, 20)
    inspected(cast, lot, 20, hardness="230")
    raised = lot.node.nonconformities.get()
    decide(
        nonconformity=raised,
        decision=Decision.CONCESSION,
        reference="KONS-19-7",
        note="Disetujui",
        defect=None,
        by=cast.lab,
        at=cast.at,
    )

    statement = statement_of(signed(cast, shipped(cast, packed(cast, 12))))

    (concession,) = statement.concessions
    assert (concession.number, concession.quantity) == ("KONS-19-7", 12)
    assert statement.results[0].largest == 230
    assert not statement.results[0].conforms


def test_nobody_but_the_lab_signs(cast: Cast, shipment: Shipment) -> None:
    with pytest.raises(NotTheLab):
        issue_certificate(shipment=shipment, by=cast.planner, at=cast.at)
    with pytest.raises(Http404):
        issue_certificate(shipment=shipment, by=cast.stranger, at=cast.at)


def test_who_worked_in_the_producing_workshop_does_not_sign(cast: Cast, shipment: Shipment) -> None:
    person = Person.objects.create(
        cooperative=cast.cooperative,
        workshop=cast.workshop_a,
        name="Lab",
        job="QC",
        joined_on=date(2018, 1, 1),
        account=cast.lab,
    )

    with pytest.raises(NotIndependent, match="Tegalrejo"):
        signed(cast, shipment)

    person.left_on = date(2019, 1, 31)
    person.save()
    assert signed(cast, shipment).signed_by == cast.lab


def test_a_shipment_is_certified_once(cast: Cast, shipment: Shipment) -> None:
    first = signed(cast, shipment)

    with pytest.raises(AlreadyCertified, match=first.code):
        signed(cast, shipment)


def test_what_is_on_hold_is_not_certified(cast: Cast, shipment: Shipment) -> None:
    heat = shipment.boxes.get(code="K-19-00001").contents.get().lot.heat
    raise_nonconformity(root=heat.node, reason="Sulfur", by=cast.lab, at=cast.at)

    with pytest.raises(OnHold):
        signed(cast, shipment)

    assert not Certificate.objects.exists()


def test_an_element_nobody_read_is_not_certified(cast: Cast, shipment: Shipment) -> None:
    sulphur = Reading.objects.get(element="S")
    Reading.objects.create(
        cooperative=cast.cooperative,
        occurred_at=cast.at,
        received_at=cast.at,
        recorded_by=cast.lab,
        sample=sulphur.sample,
        element="Zn",
        value_pct=Decimal("0.01"),
        instrument=sulphur.instrument,
        replaces=sulphur,
        replaced_because="Kolom tertukar",
    )

    with pytest.raises(CannotCertify, match="L-017-190412-1"):
        signed(cast, shipment)


def test_superseding_leaves_one_valid_certificate_that_names_the_old(
    cast: Cast, shipment: Shipment
) -> None:
    old = signed(cast, shipment)
    later = cast.at + timedelta(days=1)

    new = supersede_certificate(certificate=old, reason="Mangan salah ketik", by=cast.lab, at=later)

    old.refresh_from_db()
    assert (old.status, new.status) == (CertificateStatus.SUPERSEDED, CertificateStatus.ISSUED)
    assert statement_of(new).supersedes == old.code
    assert old.token != new.token
    with pytest.raises(AlreadySuperseded, match=old.code):
        supersede_certificate(certificate=old, reason="Lagi", by=cast.lab, at=later)


def test_superseding_needs_a_reason(cast: Cast, shipment: Shipment) -> None:
    old = signed(cast, shipment)

    with pytest.raises(NoReason):
        supersede_certificate(certificate=old, reason="  ", by=cast.lab, at=cast.at)

    old.refresh_from_db()
    assert old.status == CertificateStatus.ISSUED


def test_the_customer_sees_own_certificates_and_a_stranger_none(
    cast: Cast, shipment: Shipment
) -> None:
    certificate = signed(cast, shipment)

    assert list(certificates_visible_to(cast.customer_engineer)) == [certificate]
    for nobody in (cast.stranger, cast.operator, cast.owner, cast.mentor):
        assert list(certificates_visible_to(nobody)) == []
