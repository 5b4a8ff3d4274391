"""From sand and cores to the customer and back, for those who may see it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.http import Http404
from django.test import Client

from rantai.portal.queries.trace.dossier import dossier_of
from rantai.quality.actions import raise_nonconformity
from rantai.quality.queries import nonconformities_visible_to
from rantai.records.models import Account
from rantai.shopfloor.actions import count_castings, fill_moulds, set_mould_limit
from rantai.shopfloor.models import CastingLot, CoreLot, MouldMeasure, MouldRun, SandBatch
from rantai.traceability.models import Node
from tests.cast import Cast
from tests.rantai.portal.story import chain
from tests.rantai.portal.test_trace import labels
from tests.rantai.shopfloor.moulds import cores, moulds, sand
from tests.rantai.shopfloor.story import accepted_order, poured, released_heat


@dataclass(frozen=True)
class Floor:
    batch: SandBatch
    core_lot: CoreLot
    run: MouldRun
    lot: CastingLot


@pytest.fixture
def floor(cast: Cast) -> Floor:
    order, batch, core_lot = accepted_order(cast), sand(cast), cores(cast)
    run = moulds(cast, order, sand_batch=batch, core_lot=core_lot, hardness=64)
    pour = poured(cast, released_heat(cast, order))
    who: dict[str, Any] = {"by": cast.operator, "at": cast.at}
    fill_moulds(pour=pour, run=run, first=1, last=24, **who)
    return Floor(batch, core_lot, run, count_castings(pour=pour, quantity=24, **who))


def page_of(person: Account, code: str) -> str:
    client = Client()
    client.force_login(person)
    return client.get(f"/telusur/{code}/").content.decode()


def test_castings_lead_back_to_moulds_sand_and_cores(cast: Cast, floor: Floor) -> None:
    dossier = dossier_of(cast.planner, floor.lot.code)
    assert {floor.run.code, "Adukan pasir", "Lot inti", floor.lot.heat.code} <= labels(
        dossier.behind
    )
    page = page_of(cast.owner, floor.lot.code)
    for code in (floor.batch.code, floor.core_lot.code, floor.run.code):
        assert f"/telusur/{code}/" in page


@pytest.mark.parametrize("of", ["batch", "core_lot", "run"])
def test_what_a_mould_is_made_of_leads_on_to_every_casting(
    cast: Cast, floor: Floor, of: str
) -> None:
    thing = getattr(floor, of)
    for person in (cast.operator, cast.lab):
        dossier = dossier_of(person, thing.code)
        assert dossier.pieces.total == 24
        assert floor.lot.code in labels(dossier.ahead)
        assert thing.code in page_of(person, thing.code)


def test_a_run_says_pattern_numbers_and_whether_it_is_hard_enough(cast: Cast, floor: Floor) -> None:
    assert "Kekerasan cetakan" in page_of(cast.operator, floor.run.code)
    assert "verdict-line-out" not in page_of(cast.operator, floor.run.code)
    set_mould_limit(
        workshop=None,
        measure=MouldMeasure.HARDNESS,
        valid_from=date(2019, 1, 1),
        low=Decimal(70),
        high=Decimal(95),
        by=cast.lab,
        at=cast.at,
    )
    page = page_of(cast.operator, floor.run.code)
    assert "verdict-line-out" in page
    assert "P-2" in page
    assert "1–24" in page
    assert "3,4" in page_of(cast.operator, floor.batch.code)
    assert "KI-2" in page_of(cast.operator, floor.core_lot.code)


def test_a_hold_on_a_core_lot_stops_its_castings_and_its_workshop_is_told(
    cast: Cast, floor: Floor
) -> None:
    raised = raise_nonconformity(
        root=floor.core_lot.node, reason="Inti lembap", by=cast.lab, at=cast.at
    )
    assert raised.pieces_held == 24
    assert Node.objects.get(pk=floor.lot.node_id).is_held
    assert raised in nonconformities_visible_to(cast.owner)
    assert raised not in nonconformities_visible_to(cast.owner_b)
    client = Client()
    client.force_login(cast.lab)
    page = client.get(f"/ketidaksesuaian/{raised.code}/").content.decode()
    assert floor.run.code in page
    assert "Lot inti" in page


def test_sand_in_no_casting_yet_is_its_shops_and_the_offices(cast: Cast) -> None:
    batch = sand(cast)
    for person in (cast.operator, cast.lab, cast.planner):
        assert dossier_of(person, batch.code).pieces.total == 0
    for person in (cast.owner_b, cast.stranger, cast.customer_engineer):
        with pytest.raises(Http404):
            dossier_of(person, batch.code)


def test_a_mentor_reads_codes_and_no_recipe(cast: Cast, floor: Floor) -> None:
    page = page_of(cast.mentor, floor.batch.code)
    assert "Kadar air" not in page
    assert "3,4" not in page
    assert "KI-2" not in page_of(cast.mentor, floor.core_lot.code)


def test_a_customer_reads_codes_of_what_was_shipped_and_no_test_of_sand(cast: Cast) -> None:
    story = chain(cast)
    batch = sand(cast)
    run = moulds(cast, accepted_order(cast), sand_batch=batch)
    fill_moulds(
        pour=story.lot.pour, run=run, first=1, last=24, by=cast.operator, at=cast.at, is_done=True
    )
    dossier = dossier_of(cast.customer_engineer, story.shipment.code)
    assert run.code in labels(dossier.behind)
    page = page_of(cast.customer_engineer, batch.code)
    assert batch.code in page
    for hidden in ("Kadar air", "3,4", cast.workshop_a.name, "koreksi"):
        assert hidden not in page
    assert "koreksi" not in page_of(cast.customer_engineer, run.code)


def test_a_recall_names_moulds_sand_and_cores(cast: Cast, floor: Floor) -> None:
    client = Client()
    client.force_login(cast.planner)
    book = openpyxl.load_workbook(
        BytesIO(client.get(f"/telusur/{floor.lot.code}/penarikan.xlsx").content)
    )
    said = {str(cell) for sheet in book for row in sheet.values for cell in row}
    assert {floor.run.code, floor.batch.code, floor.core_lot.code} <= said
    assert client.get(f"/telusur/{floor.batch.code}/penarikan.pdf").status_code == 200


def test_heat_and_lot_show_the_moulds(cast: Cast, floor: Floor) -> None:
    for person in (cast.operator, cast.lab):
        client = Client()
        client.force_login(person)
        for address in (f"/leburan/{floor.lot.heat.code}/", f"/coran/{floor.lot.code}/"):
            page = client.get(address).content.decode()
            for code in (floor.run.code, floor.batch.code, floor.core_lot.code):
                assert code in page, (person, address)
