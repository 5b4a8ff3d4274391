"""The treasurer's and the owner's pages: every figure before closing, each refusal a sentence."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from rantai.machines.models import MachineUse
from rantai.members.models import Workshop
from rantai.records.actions import stamp
from rantai.records.models import Account
from rantai.settlement.actions import give_advance
from rantai.settlement.models import Advance, CustomerPrice, DeductionRule, MemberPrice, Settlement
from rantai.settlement.queries import statement_details
from tests.cast import Cast
from tests.rantai.delivery.story import packed, received, shipped
from tests.rantai.papers import text_of
from tests.rantai.quality.story import passed_lot
from tests.rantai.settlement.crowd import many_members
from tests.rantai.settlement.story import agree_prices, close, deliver

INVOICE = 28 * 78_000


@pytest.fixture
def priced(cast: Cast) -> Cast:
    agree_prices(cast)
    return cast


def signed_in(account: Account, language: str = "en") -> Client:
    client = Client()
    client.force_login(account)
    client.cookies["django_language"] = language
    return client


def rupiah(amount: int) -> str:
    return f"Rp\N{NO-BREAK SPACE}{amount:,}"


def closing(cast: Cast, through: str = "2019-04-30", **more: str) -> str:
    query = "&".join(f"{key}={value}" for key, value in {"through": through, **more}.items())
    return f"{reverse('settlement:close', args=[cast.customer.code])}?{query}"


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def press_close(cast: Cast, seen: str, invoice: str) -> tuple[int, str]:
    response = signed_in(cast.treasurer).post(
        closing(cast),
        {"invoice_number": "INV-19-04", "invoice_rupiah": invoice, "seen": seen},
        follow=True,
    )
    return response.status_code, response.content.decode()


def preview(cast: Cast) -> str:
    return signed_in(cast.treasurer).get(closing(cast)).content.decode()


def owed(cast: Cast) -> Advance:
    """An advance and an hour and a half at the spectrometer."""
    MachineUse.objects.create(
        **stamp(cooperative=cast.cooperative, by=cast.planner, at=cast.at),
        machine=cast.spectrometer,
        workshop=cast.workshop_a,
        used_on=date(2019, 4, 3),
        minutes=90,
        fee_rupiah=45_000,
    )
    return give_advance(
        workshop=cast.workshop_a,
        given_on=date(2019, 4, 2),
        rupiah=1_500_000,
        purpose="Besi kasar",
        by=cast.treasurer,
        at=cast.at,
    )


def test_the_treasurer_sees_what_can_be_settled_and_every_figure_before_closing(
    priced: Cast,
) -> None:
    deliver(priced)
    owed(priced)
    index = signed_in(priced.treasurer).get(reverse("settlement:index")).content.decode()
    assert priced.customer.name in index

    page = preview(priced)

    gross, levy = 28 * 70_000, 28 * 70_000 * 15 // 1000
    assert rupiah(INVOICE) in page
    for figure in (gross, gross // 2, 45_000, 35_000, levy, 100_000):
        assert f"{figure:,}</td>" in page


def test_a_member_opens_to_its_lines_and_causes_before_anything_is_closed(priced: Cast) -> None:
    deliver(priced)
    advance = owed(priced)
    client = signed_in(priced.treasurer)

    page = client.get(closing(priced, bengkel="B-017")).content.decode()
    panel = client.get(closing(priced, bengkel="B-017"), headers={"HX-Request": "true"})

    receipt = priced.customer.shipments.get().receipts.get()
    for said in (advance.code, "SPK-1", receipt.code, "2 rejected of lot", "90 minutes"):
        assert said in page
        assert said in panel.content.decode()
    assert "more than the share that may go to advances" in page
    assert "<html" not in panel.content.decode()
    assert client.get(closing(priced, bengkel="B-404")).status_code == 200


def test_closing_pays_and_leads_to_the_settlement_with_its_history_in_words(priced: Cast) -> None:
    deliver(priced)

    status, page = press_close(priced, seen_on(preview(priced)), "2.184.000")

    assert status == 200
    settlement = Settlement.objects.get()
    assert settlement.invoice_rupiah == INVOICE
    for said in (settlement.code, "INV-19-04", "B-017", "closed the settlement"):
        assert said in page


def test_pressing_close_twice_pays_once_and_says_so(priced: Cast) -> None:
    deliver(priced)
    seen = seen_on(preview(priced))
    press_close(priced, seen, str(INVOICE))

    status, page = press_close(priced, seen, str(INVOICE))

    assert status == 200
    assert "is unpaid. It may just have been closed." in page
    assert Settlement.objects.count() == 1


@pytest.mark.parametrize(
    ("invoice", "sentence"),
    [
        (str(INVOICE + 1), "Rp 1 more than members and margin"),
        (str(INVOICE - 1_000), "Rp 1,000 less than members and margin"),
        ("-2184000", "not an amount in rupiah"),
        ("2184000,50", "not an amount in rupiah"),
        ("dua juta", "not an amount in rupiah"),
        ("9" * 30, "more than any payment here"),
        ("", "no amount yet"),
        ("0", "less than members and margin"),
    ],
)
def test_a_wrong_invoice_closes_nothing_and_says_why(
    priced: Cast, invoice: str, sentence: str
) -> None:
    deliver(priced)

    status, page = press_close(priced, seen_on(preview(priced)), invoice)

    assert status == 200
    assert sentence in page
    assert not Settlement.objects.exists()


def test_a_receipt_between_preview_and_closing_shows_the_new_figures_to_close_again(
    priced: Cast,
) -> None:
    deliver(priced, rejected=0)
    old = seen_on(preview(priced))
    deliver(priced, 10, 0)

    status, page = press_close(priced, old, str(30 * 78_000))

    assert status == 200
    assert "Something changed while you were reading" in page
    assert rupiah(40 * 78_000) in page
    assert not Settlement.objects.exists()
    assert seen_on(page) != old
    press_close(priced, seen_on(page), str(40 * 78_000))
    assert Settlement.objects.get().invoice_rupiah == 40 * 78_000


@pytest.mark.parametrize("through", ["", "2019-04-31", "besok", "99999-01-01"])
def test_a_day_that_is_none_asks_again(priced: Cast, through: str) -> None:
    response = signed_in(priced.treasurer).get(closing(priced, through))

    assert response.status_code == 200
    assert 'name="through"' in response.content.decode()


def test_a_missing_price_is_named_and_leads_to_where_it_is_agreed(cast: Cast) -> None:
    deliver(cast)

    page = preview(cast)

    assert "No price is in force for T-360." in page
    assert reverse("settlement:prices") in page


def test_an_owner_reads_the_own_statement_on_the_page_and_on_paper_and_no_other(
    priced: Cast,
) -> None:
    deliver(priced)
    advance = owed(priced)
    settlement = close(priced, INVOICE)
    page_of, pdf_of = (
        reverse(f"settlement:{name}", args=[settlement.code, "B-017"])
        for name in ("statement", "pdf")
    )
    owner = signed_in(priced.owner)

    money = owner.get(reverse("settlement:index")).content.decode()
    page = owner.get(page_of).content.decode()
    paper = owner.get(pdf_of)

    assert page_of in money
    net = settlement.statements.get().net_rupiah
    receipt = priced.customer.shipments.get().receipts.get()
    for said in (rupiah(net), advance.code, "SPK-1", receipt.code, receipt.shipment.code):
        assert said in page
    assert paper["Content-Type"] == "application/pdf"
    assert f"{net:,}".replace(",", ".") in text_of(paper.content)
    for address in (page_of, pdf_of):
        for person in (priced.owner_b, priced.operator, priced.planner, priced.stranger):
            assert signed_in(person).get(address).status_code == 404


def test_a_statement_folds_the_lines_of_a_part_under_their_sum(priced: Cast) -> None:
    deliver(priced)
    settlement = close(priced, INVOICE)
    (part,) = statement_details(settlement.statements.get())["parts"]
    assert (part.name, part.accepted, part.rejected) == ("Blok rem", 28, 2)
    assert part.rupiah == settlement.statements.get().gross_rupiah

    address = reverse("settlement:statement", args=[settlement.code, "B-017"])
    page = signed_in(priced.owner).get(address).content.decode()
    assert '<input type="checkbox"> Blok rem' in page
    assert f"{len(part.lines)} lines" in page


def test_the_causes_on_a_statement_lead_somewhere_their_reader_may_go(priced: Cast) -> None:
    deliver(priced)
    owed(priced)
    settlement = close(priced, INVOICE)
    address = reverse("settlement:statement", args=[settlement.code, "B-017"])

    for person in (priced.owner, priced.treasurer):
        client = signed_in(person)
        page = client.get(address).content.decode()
        article = page[page.index("<article") : page.index("</article>")]
        links = set(re.findall(r'href="(/[^"]+)"', article))
        assert len(links) >= 5
        for link in links:
            assert client.get(link).status_code == 200, (person.username, link)


def test_the_treasurers_sheet_adds_up_to_the_invoice(priced: Cast) -> None:
    deliver(priced)
    owed(priced)
    settlement = close(priced, INVOICE)

    response = signed_in(priced.treasurer).get(reverse("settlement:sheet", args=[settlement.code]))
    rows = cells_of(response.content, settlement.code)

    members = rows[1 : 1 + settlement.statements.count()]
    for code, _name, gross, *kept, net in members:
        statement = settlement.statements.get(workshop__code=code)
        assert (gross, sum(kept)) == (statement.gross_rupiah, statement.deducted_rupiah)
        assert gross - sum(kept) == statement.net_rupiah
        assert re.fullmatch(r"=C(\d+)-SUM\(D\1:H\1\)", net)
    assert rows[len(members) + 1][2] == f"=SUM(C2:C{len(members) + 1})"
    told = {row[0]: row[2] for row in rows[len(members) + 2 :] if row[0]}
    margin, invoice = told["Co-operative's margin"], told["Customer's invoice"]
    assert sum(row[2] for row in members) + margin == invoice == INVOICE


def cells_of(content: bytes, sheet: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(content))[sheet].iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("-5", "not an amount in rupiah"),
        ("0", "more than nothing"),
        ("", "no amount yet"),
        ("9" * 25, "more than any payment here"),
        ("lima ratus", "not an amount in rupiah"),
    ],
)
def test_an_advance_of_no_amount_is_a_sentence(cast: Cast, amount: str, sentence: str) -> None:
    response = signed_in(cast.treasurer).post(
        reverse("settlement:advances"),
        {
            "workshop": cast.workshop_a.pk,
            "given_on": "2019-04-02",
            "rupiah": amount,
            "purpose": "Besi kasar",
        },
    )

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Advance.objects.exists()


def test_an_advance_is_recorded_and_the_owner_sees_what_is_still_owed(cast: Cast) -> None:
    data = {
        "workshop": cast.workshop_a.pk,
        "given_on": "2019-04-02",
        "rupiah": "Rp 1.500.000",
        "purpose": "Besi kasar",
    }
    page = signed_in(cast.treasurer).post(reverse("settlement:advances"), data, follow=True)

    assert Advance.objects.get().code in page.content.decode()
    money = signed_in(cast.owner).get(reverse("settlement:index")).content.decode()
    assert rupiah(1_500_000) in money
    other = signed_in(cast.owner_b).get(reverse("settlement:index")).content.decode()
    assert rupiah(1_500_000) not in other


def test_another_co_operatives_workshop_gets_no_advance(cast: Cast) -> None:
    foreign = Workshop.objects.create(
        cooperative=cast.other_cooperative, code="B-001", name="Lain", village="Lain"
    )
    response = signed_in(cast.treasurer).post(
        reverse("settlement:advances"),
        {"workshop": foreign.pk, "given_on": "2019-04-02", "rupiah": "5", "purpose": "x"},
    )

    assert "Select a valid choice" in response.content.decode()
    assert not Advance.objects.exists()


def test_a_price_is_agreed_once_for_a_day(cast: Cast) -> None:
    client, address = signed_in(cast.treasurer), reverse("settlement:prices")
    data = {
        "form": "price",
        "part": cast.block.part_id,
        "customer": "",
        "workshop": "",
        "valid_from": "2019-01-01",
        "rupiah": "70.000",
    }
    client.post(address, data)
    second = client.post(address, {**data, "rupiah": "71000"})
    client.post(address, {**data, "customer": cast.customer.pk, "rupiah": "78000"})
    both = client.post(
        address, {**data, "customer": cast.customer.pk, "workshop": cast.workshop_a.pk}
    )

    assert "is agreed from" in second.content.decode()
    assert MemberPrice.objects.get().rupiah == 70_000
    assert CustomerPrice.objects.get().rupiah == 78_000
    assert "these are two prices" in both.content.decode()


@pytest.mark.parametrize(
    ("kind", "percent", "rupiah", "sentence"),
    [
        ("levy", "1,5", "100", "one of them"),
        ("levy", "", "100", "This deduction is a percent"),
        ("levy", "101", "", "is above 100"),
        ("savings", "2", "", "Savings are an amount"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_a_sentence(
    cast: Cast, kind: str, percent: str, rupiah: str, sentence: str
) -> None:
    page = signed_in(cast.treasurer).post(
        reverse("settlement:prices"),
        {
            "form": "rule",
            "kind": kind,
            "valid_from": "2019-01-01",
            "percent": percent,
            "rupiah": rupiah,
            "decision": "Rapat anggota",
        },
    )

    assert sentence in page.content.decode()
    assert not DeductionRule.objects.exists()


ALLOWED = {
    "index": ("treasurer", "owner", "owner_b"),
    "prices": ("treasurer",),
    "advances": ("treasurer",),
    "close": ("treasurer",),
    "settlement": ("treasurer",),
    "sheet": ("treasurer",),
    "statement": ("treasurer", "owner"),
    "pdf": ("treasurer", "owner"),
}
PEOPLE = (
    *("treasurer", "owner", "owner_b", "operator", "lab", "planner"),
    *("customer_engineer", "mentor", "ministry", "stranger"),
)


@pytest.mark.parametrize("name", ALLOWED)
def test_each_page_opens_to_its_roles_and_is_not_there_for_others(priced: Cast, name: str) -> None:
    deliver(priced)
    settlement = close(priced, INVOICE)
    subject = {
        "close": [priced.customer.code],
        "settlement": [settlement.code],
        "sheet": [settlement.code],
        "statement": [settlement.code, "B-017"],
        "pdf": [settlement.code, "B-017"],
    }.get(name, [])
    address = reverse(f"settlement:{name}", args=subject)

    for person in PEOPLE:
        status = signed_in(getattr(priced, person)).get(address).status_code
        assert (person, status) == (person, 200 if person in ALLOWED[name] else 404)
    turned_away = Client().get(address)
    assert turned_away.status_code == 302
    assert turned_away["Location"].startswith("/akun/login/")


def test_a_closed_settlement_takes_no_late_receipt_and_pays_the_next_in_its_own(
    priced: Cast,
) -> None:
    deliver(priced)
    close(priced, INVOICE)
    passed_lot(priced, 10)
    received(priced, shipped(priced, packed(priced, 10)), on=date(2019, 5, 2))

    page = signed_in(priced.treasurer).get(closing(priced, "2019-05-05")).content.decode()

    assert rupiah(10 * 78_000) in page


def test_fourteen_members_with_forty_lines_each_stay_few_queries(
    priced: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    invoice = many_members(priced, members=14, lines=40)
    client = signed_in(priced.treasurer)
    with django_assert_max_num_queries(18):
        page = client.get(closing(priced, bengkel="B-201")).content.decode()
    assert page.count("bengkel=") >= 14

    settlement = close(priced, invoice)

    with django_assert_max_num_queries(14):
        client.get(reverse("settlement:statement", args=[settlement.code, "B-201"]))
    with django_assert_max_num_queries(12):
        client.get(reverse("settlement:settlement", args=[settlement.code]))
