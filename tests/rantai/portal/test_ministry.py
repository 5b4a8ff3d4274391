"""Nine centres side by side, and never one firm's figure."""

import random
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rantai.portal.disclosure import Amounts
from rantai.portal.publishing import put_out
from rantai.records.models import Centre
from tests.cast import Cast

MONTH = date(2019, 3, 1)
SHIPPED = 4
"""The column of pieces shipped."""
CELL = re.compile(r"<t[hd].*?</t[hd]>", re.DOTALL)


def centres(**firms: int) -> None:
    """A centre for each name, with so many firms that shipped a hundred pieces each."""
    fresh: dict[tuple[str, date], dict[str, Amounts]] = {}
    for name, count in firms.items():
        centre = Centre.objects.create(
            code=name.upper(),
            name=name,
            province="Jawa",
            latitude=Decimal("-7.0"),
            longitude=Decimal("110.0"),
        )
        for measure, each in (("members", 1), ("pieces_shipped", 100)):
            parts = {f"{name}{number}": [each] for number in range(count)}
            fresh.setdefault((measure, MONTH), {})[centre.code] = parts
    put_out(fresh, at=datetime(2019, 4, 2, tzinfo=UTC))


def cells(client: Client, cast: Cast, address: str = "/kementerian/") -> dict[str, list[str]]:
    """The table as read: the row's head and its cells' text."""
    client.force_login(cast.ministry)
    text = client.get(address).content.decode()
    rows = re.findall(r"<tr.*?</tr>", text, re.DOTALL)
    plain = [
        [" ".join(re.sub("<.*?>", " ", cell).split()) for cell in CELL.findall(row)] for row in rows
    ]
    return {row[0]: row[1:] for row in plain if row}


def test_centres_with_enough_firms_stand_side_by_side(client: Client, cast: Cast) -> None:
    centres(Tegal=12, Sukabumi=9)
    table = cells(client, cast)
    assert table["Tegal"][SHIPPED] == "1.200"
    assert table["Semua sentra"][SHIPPED] == "2.100"


def test_a_figure_of_four_firms_is_withheld_with_its_reason(client: Client, cast: Cast) -> None:
    centres(Tegal=12, Sukabumi=4, Semarang=20)
    table = cells(client, cast)
    assert table["Sukabumi"][SHIPPED] == "ditutup (di bawah 5)"
    assert table["Semarang"][SHIPPED] == "2.000"


def test_the_total_never_gives_a_withheld_figure_away(client: Client, cast: Cast) -> None:
    centres(Tegal=12, Sukabumi=4, Semarang=20)
    table = cells(client, cast)
    assert table["Tegal"][SHIPPED] == "ditutup (jaga)"
    total = int(table["Semua sentra"][SHIPPED].replace(".", ""))
    shown = int(table["Semarang"][SHIPPED].replace(".", ""))
    assert total - shown == 1600  # sixteen firms of two centres, not four of one


def test_a_lonely_small_centre_has_no_total_beside_it(client: Client, cast: Cast) -> None:
    centres(Sukabumi=4)
    assert cells(client, cast)["Semua sentra"][SHIPPED].startswith("ditutup")


def test_one_centres_page_withholds_the_same(client: Client, cast: Cast) -> None:
    centres(Tegal=12, Sukabumi=4, Semarang=20)
    row = cells(client, cast, "/kementerian/SUKABUMI/")["Maret 2019"]
    assert row[SHIPPED].startswith("ditutup")
    row = cells(client, cast, "/kementerian/TEGAL/")["Maret 2019"]
    assert row[SHIPPED].startswith("ditutup")


def test_the_page_says_when_nothing_has_been_reported(client: Client, cast: Cast) -> None:
    client.force_login(cast.ministry)
    assert "Belum ada koperasi" in client.get("/kementerian/").content.decode()


@pytest.mark.parametrize("month", ["2019-03", "2019-13", "kemarin", "1950-01", ""])
def test_a_month_without_figures_shows_the_latest_that_has(
    client: Client, cast: Cast, month: str
) -> None:
    centres(Tegal=12)
    assert cells(client, cast, f"/kementerian/?bulan={month}")["Tegal"][SHIPPED] == "1.200"


def test_the_map_leads_to_each_centre(client: Client, cast: Cast) -> None:
    centres(Tegal=12)
    client.force_login(cast.ministry)
    assert '<a href="/kementerian/TEGAL/">' in client.get("/kementerian/").content.decode()


@pytest.mark.parametrize("name", ["planner", "owner", "customer_engineer", "mentor", "stranger"])
def test_nobody_else_sees_the_centres(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name))
    assert client.get("/kementerian/").status_code == 404
    assert client.get("/kementerian/CEPER/").status_code == 404


def test_the_ministry_starts_at_the_centres_and_sees_no_workshop(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.ministry)
    assert client.get("/").headers["Location"] == "/kementerian/"
    assert client.get("/anggota/B-017/").status_code == 404


def test_no_page_and_no_filter_gives_away_what_the_rules_withheld(
    client: Client, cast: Cast
) -> None:
    """Everything an officer can open, month after month, put into one system of equations."""
    chance = random.Random(7)
    sizes = {"Tegal": 12, "Sukabumi": 4, "Semarang": 6, "Pasuruan": 3, "Sidoarjo": 10}
    centres(**sizes)
    truth: dict[tuple[str, str], int] = {}
    for month in range(4, 8):
        fresh: dict[str, Amounts] = {
            name.upper(): {f"{name}{n}": [chance.randrange(20, 90)] for n in range(count)}
            for name, count in sizes.items()
        }
        truth |= {(f"2019-{month:02d}", code): _sum(parts) for code, parts in fresh.items()}
        put_out(
            {("pieces_shipped", date(2019, month, 1)): fresh},
            at=datetime(2019, month + 1, 2, tzinfo=UTC),
        )
    seen = 0
    for month in range(4, 8):
        page = cells(client, cast, f"/kementerian/?bulan=2019-{month:02d}")
        shown = {
            name: int(page[name][SHIPPED].replace(".", ""))
            for name in sizes
            if page[name][SHIPPED].replace(".", "").isdigit()
        }
        assert {"Sukabumi", "Pasuruan"}.isdisjoint(shown)
        for name in sizes:
            # The centre's own page is one more equation: it never tells more than the table.
            own = cells(client, cast, f"/kementerian/{name.upper()}/")
            told = next(row for head, row in own.items() if head.endswith("2019") and row)
            assert len(told) == len(page[name])
        total = page["Semua sentra"][SHIPPED].replace(".", "")
        assert total.isdigit()
        hidden = int(total) - sum(shown.values())
        few = {code for code, count in (("SUKABUMI", 4), ("PASURUAN", 3)) if count < 5}
        assert hidden == sum(truth[f"2019-{month:02d}", code] for code in few)
        assert hidden not in {truth[f"2019-{month:02d}", code] for code in few}
        seen += 1
    assert seen == 4
    whole = "".join(
        client.get(address).content.decode()
        for address in ("/kementerian/", "/kementerian/SUKABUMI/", "/kementerian/PASURUAN/")
    )
    for (_month, code), value in truth.items():
        if code in ("SUKABUMI", "PASURUAN"):
            assert f">{value}<" not in whole


def _sum(parts: Amounts) -> int:
    return sum(part[0] for part in parts.values())


def test_the_firms_parts_are_never_read_by_a_page(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    centres(Tegal=12, Sukabumi=9)
    client.force_login(cast.ministry)
    with django_assert_max_num_queries(12) as asked:
        client.get("/kementerian/")
        client.get("/kementerian/TEGAL/")
    figures = [query["sql"] for query in asked.captured_queries if "centrefigure" in query["sql"]]
    assert figures
    assert not any('"amounts"' in sql for sql in figures)
