"""Nine centres side by side, and never one firm's figure."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from rantai.members.models import CentreFigure
from rantai.records.models import Centre
from tests.cast import Cast

MONTH = date(2019, 3, 1)
CELL = re.compile(r"<t[hd].*?</t[hd]>", re.DOTALL)


def centres(**firms: int) -> None:
    """A centre for each name, with so many firms that shipped a hundred pieces each."""
    for name, count in firms.items():
        centre = Centre.objects.create(
            code=name.upper(),
            name=name,
            province="Jawa",
            latitude=Decimal("-7.0"),
            longitude=Decimal("110.0"),
        )
        for measure in ("members", "pieces_shipped"):
            CentreFigure.objects.create(
                centre=centre,
                month=MONTH,
                measure=measure,
                value=count * (100 if measure == "pieces_shipped" else 1),
                firms=count,
            )


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
    assert table["Tegal"][2] == "1.200"
    assert table["Semua sentra"][2] == "2.100"


def test_a_figure_of_four_firms_is_withheld_with_its_reason(client: Client, cast: Cast) -> None:
    centres(Tegal=12, Sukabumi=4, Semarang=20)
    table = cells(client, cast)
    assert table["Sukabumi"][2] == "disembunyikan (di bawah 5)"
    assert table["Semarang"][2] == "2.000"


def test_the_total_never_gives_a_withheld_figure_away(client: Client, cast: Cast) -> None:
    centres(Tegal=12, Sukabumi=4, Semarang=20)
    table = cells(client, cast)
    assert table["Tegal"][2] == "disembunyikan (jaga)"
    total = int(table["Semua sentra"][2].replace(".", ""))
    shown = int(table["Semarang"][2].replace(".", ""))
    assert total - shown == 1600  # sixteen firms of two centres, not four of one


def test_a_lonely_small_centre_has_no_total_beside_it(client: Client, cast: Cast) -> None:
    centres(Sukabumi=4)
    assert cells(client, cast)["Semua sentra"][2].startswith("disembunyikan")


def test_one_centres_page_withholds_the_same(client: Client, cast: Cast) -> None:
    centres(Tegal=12, Sukabumi=4, Semarang=20)
    row = cells(client, cast, "/kementerian/SUKABUMI/")["Maret 2019"]
    assert row[2].startswith("disembunyikan")
    row = cells(client, cast, "/kementerian/TEGAL/")["Maret 2019"]
    assert row[2].startswith("disembunyikan")


def test_the_page_says_when_nothing_has_been_reported(client: Client, cast: Cast) -> None:
    client.force_login(cast.ministry)
    assert "Belum ada koperasi" in client.get("/kementerian/").content.decode()


@pytest.mark.parametrize("month", ["2019-03", "2019-13", "kemarin", "1950-01", ""])
def test_a_month_without_figures_shows_the_latest_that_has(
    client: Client, cast: Cast, month: str
) -> None:
    centres(Tegal=12)
    assert cells(client, cast, f"/kementerian/?bulan={month}")["Tegal"][2] == "1.200"


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
