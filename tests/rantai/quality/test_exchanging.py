"""Readings go out as AQDEF and come in once; a file that is cut changes nothing."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from rantai.quality.aqdef import decoded, read_file, read_pair, written
from rantai.quality.models import ReadingSet
from rantai.quality.queries.exchanged import exported, told_by
from rantai.records.models import AuditEntry
from tests.cast import Cast
from tests.rantai.quality.test_aqdef import HEAD, ROWS
from tests.rantai.quality.test_charts import inspect
from tests.rantai.quality.test_pages import signed_in
from tests.rantai.shopfloor.story import poured_lot

BOARD = reverse("quality:reading_sets")


def sent(client: Client, *texts: str, letters: str = "utf-8") -> str:
    names = ("file", "values")
    files = {
        name: SimpleUploadedFile(f"{name}.dfq", text.encode(letters))
        for name, text in zip(names, texts, strict=False)
    }
    return client.post(BOARD, files, follow=True).content.decode()


def test_the_same_file_twice_is_one_set_also_in_other_letters(cast: Cast) -> None:
    client = signed_in(cast.lab)
    page = sent(client, HEAD + ROWS)
    assert "Zylinderlaufbüchse" in page
    assert "K1203, K4092" in page

    again = sent(client, (HEAD + ROWS).replace("\n", "\r\n"), letters="cp1252")

    assert "taken in before" in again
    found = ReadingSet.objects.get()
    assert (found.part_number, found.features, found.readings) == ("10-4411", 2, 4)
    assert found.part is not None
    assert AuditEntry.objects.filter(key="readings.taken_in").count() == 1


def test_a_cut_file_is_refused_with_its_row_and_nothing_is_kept(cast: Cast) -> None:
    page = sent(signed_in(cast.lab), (HEAD + ROWS)[:-4])
    assert "Row 16" in page
    assert "Nothing was taken in." in page
    assert not ReadingSet.objects.exists()


def test_a_head_with_its_values_and_a_set_written_again(cast: Cast) -> None:
    client = signed_in(cast.lab)
    sent(client, HEAD, ROWS)
    found = ReadingSet.objects.get()
    address = reverse("quality:reading_set_again", args=[found.pk])
    assert read_file(decoded(client.get(address).content)) == read_file(HEAD + ROWS)
    assert b"205,5" in client.get(f"{address}?koma").content


def test_what_was_measured_goes_out_and_comes_in_again(cast: Cast) -> None:
    inspect(cast, poured_lot(cast, 30), ["199", "200.5", "201"])
    lot = poured_lot(cast, 30)
    inspect(cast, lot, ["199", "200", "224"], minutes=5)
    file = exported(cast.block.part, None, None, None)
    (hard,) = file.features
    assert len(hard.values) == 6
    assert hard.values[-1].events == ("2",)
    assert hard.values[-1].batch == lot.code
    assert read_file(written(file)) == file

    client = signed_in(cast.lab)
    asked: dict[str, str | int] = {"part": cast.block.part_id, "shape": "dfq", "comma": "on"}
    answer = client.get(reverse("quality:export_readings"), asked)
    text = decoded(answer.content)
    assert "K1001/1 T-360" in text
    assert "200,5" in text
    page = sent(client, text)
    assert "Kekerasan" in page

    packed = client.get(reverse("quality:export_readings"), {**asked, "shape": "pair"}).content
    with ZipFile(BytesIO(packed)) as both:
        head, values = (decoded(both.read(name)) for name in sorted(both.namelist()))
    assert read_pair(head, values) == read_file(text)


def test_a_chart_of_a_set_writes_its_levels_as_finely_as_its_values(cast: Cast) -> None:
    text = "K0100 1\nK1001/1 X\nK2002/1 Panjang\nK2110/1 1\n" + "330,1\n331,25\n330\n"
    sent(signed_in(cast.lab), text)
    (told,) = told_by(ReadingSet.objects.get())
    assert told.places == 2
    assert len(told.points) == 3


def test_a_reading_is_shown_with_its_time_and_what_the_file_says_of_it(cast: Cast) -> None:
    row = "\x14".join(("330,1", "0", "12.04.2019/08:30:00", "3,7", "#L-1", "", "Meier", "2"))
    other = "\x14".join(("331", "129", "12.04.2019/08:31:00"))
    head = "K0100 1\nK1001/1 X\nK2002/1 Panjang\nK4092/1 Sari\n"
    page = sent(signed_in(cast.lab), f"{head}{row}\n{other}\n332\n")

    with override("en"):
        (told,) = told_by(ReadingSet.objects.get())
        first, last = told.points
    assert first["who"] == "operator Meier · machine 2 · event 3, 7"
    assert (first["label"], last["who"], last["when"]) == ("L-1", "", None)
    assert told.left_out == 1  # 129: not valid, by whoever measured
    assert "operator Meier · machine 2 · event 3, 7" in page


def test_nothing_measured_is_a_sentence(cast: Cast) -> None:
    asked: dict[str, str | int] = {"part": cast.block.part_id, "shape": "dfq"}
    page = signed_in(cast.lab).get(reverse("quality:export_readings"), asked, follow=True)
    assert "Nothing was measured there" in page.content.decode()


@pytest.mark.parametrize("who", ["stranger", "owner", "operator", "customer_engineer", "ministry"])
def test_others_neither_send_nor_take(cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    sent(signed_in(cast.lab), HEAD + ROWS)
    found = ReadingSet.objects.get()
    assert client.get(reverse("quality:reading_set", args=[found.pk])).status_code == 404
    if who != "stranger":
        assert client.get(BOARD).status_code == 404
    assert signed_in(cast.planner).post(BOARD, {}).status_code == 404
