"""Slips of a thumb in a glove: two taps for one, half an answer, the wrong picture."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.journeys.desk_of_phone import Desk
from tests.journeys.phone import Phone
from tests.journeys.test_phone_offline import record_a_heat

pytestmark = pytest.mark.browser

KINDS = "(ledger) => ledger.facts().map((row) => row.fact.kind)"
BETWEEN_TAPS_MS = 180


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        yield driver


@pytest.fixture
def phone(driver: Playwright, tmp_path: Path, live_server: LiveServer) -> Iterator[Phone]:
    phone = Phone(driver, tmp_path / "profile", live_server.url)
    phone.switch_on(Desk())
    phone.choose_pin()
    phone.take_signal()
    yield phone
    phone.switch_off()
    assert phone.complaints == []


def kinds(phone: Phone) -> list[str]:
    told = phone.module("ledger", KINDS)
    assert isinstance(told, list)
    return told


def tap_twice(phone: Phone) -> None:
    """As a glove does it: the second tap falls on whatever lies there by then."""
    page = phone.page
    page.click(".foot .button-primary", trial=True)  # the thumb waits until the button is there
    place = page.locator(".foot .button-primary").bounding_box()
    assert place is not None
    x, y = place["x"] + 100, place["y"] + place["height"] / 2
    page.mouse.click(x, y)
    page.wait_for_timeout(BETWEEN_TAPS_MS)
    page.mouse.click(x, y)


def test_two_taps_of_a_glove_are_one_step(phone: Phone) -> None:
    page = phone.page
    phone.press()
    for mass in ("312,5", "80", "3,25"):
        phone.keys(mass)
        phone.press()
    page.wait_for_selector("text=Sampel sudah diambil")
    tap_twice(phone)
    page.click(".foot >> text=Baru keluar tungku", trial=True)
    assert kinds(phone)[-1] == "sample.taken", "nobody tapped the furnace yet"


def test_a_note_saved_with_two_taps_is_one_note(phone: Phone) -> None:
    record_a_heat(phone)
    phone.page.click("main .choices >> text=Foto, suara, atau catatan")
    phone.page.click(".foot >> text=Tulis")
    phone.page.click(".foot .button-primary")
    phone.page.wait_for_selector("text=Belum ada yang ditulis")
    phone.page.fill("textarea", "Ladel bocor")
    # Both before the phone has written anything down.
    phone.page.evaluate("for (const at of [1, 2]) document.querySelector('.foot button').click()")
    phone.page.wait_for_selector("text=Tersimpan di ponsel ini")
    assert kinds(phone).count("note.written") == 1


def test_a_forgotten_pin_is_no_dead_end_and_two_that_differ_are_told(phone: Phone) -> None:
    page = phone.page
    phone.press()
    phone.keys("312,5")
    phone.press()
    page.reload()
    page.click("text=Lupa PIN?")
    page.fill(".typed", "1")
    page.click(".foot >> text=Hapus selamanya")
    page.wait_for_selector("text=Tidak ada yang dihapus")
    page.click(".foot >> text=Simpan semuanya")
    phone.unlock()
    assert phone.badge.startswith("2 "), "a look at it loses nothing"
    phone.give_signal()
    page.wait_for_selector(".badge-ok")
    page.reload()
    page.click("text=Lupa PIN?")
    page.wait_for_selector("text=Semua sudah diterima koperasi")
    page.click(".foot >> text=Keluar dan hapus")
    page.wait_for_selector("text=Pilih PIN")
    phone.keys("274951")
    page.wait_for_selector("text=Tidak ada yang bisa mencarikannya")
    phone.keys("274950")
    page.wait_for_selector("text=Kedua PIN berbeda")
    phone.choose_pin()


def the_battery_falls_out(phone: Phone) -> None:
    phone.page.reload()
    phone.unlock()


def test_half_an_answer_outlives_a_dead_battery_and_a_slip_goes_one_back(phone: Phone) -> None:
    page = phone.page
    record_a_heat(phone)
    phone.open("lots/scrap")
    page.click("main .work a")
    page.click("text=Dempul ditemukan")
    page.wait_for_selector("text=Ditemukan di mana?")
    the_battery_falls_out(phone)
    page.wait_for_selector("text=Ditemukan di mana?")
    page.click(".bar >> [aria-label=Kembali]")
    page.click("text=Lubang gas")
    page.click("text=Saat permesinan")
    page.click("text=Merata")
    assert "Lubang gas" in page.inner_text("main")
    phone.keys("2")
    phone.press()
    page.wait_for_selector("text=Tersimpan di ponsel ini")
    last = "(ledger) => ledger.facts().at(-1).fact"
    told = phone.module("ledger", last)
    assert isinstance(told, dict)
    assert told["kind"] == "scrap.recorded"
    assert {**told["data"], "lot": ""} == {
        "lot": "",
        "defect": "B1",
        "place": "machining",
        "spot": "",
        "quantity": 2,
    }


def test_moulds_half_said_are_there_after_a_dead_battery(phone: Phone) -> None:
    page = phone.page
    page.click(".foot >> text=/^Cetakan$/")
    phone.press()
    page.fill(".typed", "P-2")
    page.click("main >> text=Lanjut")
    page.click("main .work >> text=Adukan pasir")
    phone.press()
    page.click("main .work >> text=Kadar air")
    phone.keys("3,4")
    phone.press()
    the_battery_falls_out(phone)
    page.wait_for_selector("main .work >> text=3,4 %")
    phone.press()
    page.click("main .work >> text=Lot inti")
    phone.press()
    page.fill(".typed", "KI-9")
    page.click("main >> text=Lanjut")
    page.wait_for_selector("text=Pasir dan pengikat")
    page.click(".bar >> [aria-label=Kembali]")
    page.wait_for_selector("text=Kotak inti")
    page.fill(".typed", "KI-2")
    page.click("main >> text=Lanjut")
    page.click(".foot >> text=Tidak dicatat")
    phone.keys("60")
    phone.press()
    the_battery_falls_out(phone)
    page.click("main >> text=Tidak tahu")
    page.wait_for_selector("main .work >> text=P-2")
    phone.press()
    phone.keys("12")
    phone.press()
    the_battery_falls_out(phone)
    page.click("main >> text=Tidak diukur")
    page.wait_for_selector("text=Tersimpan di ponsel ini")
    told = phone.module("ledger", "(ledger) => ledger.facts().map((row) => row.fact)")
    assert isinstance(told, list)
    found = {fact["kind"]: fact for fact in told}
    assert sorted(found) == ["cores.made", "moulds.closed", "sand.mixed"]
    sand, cores = found["sand.mixed"], found["cores.made"]
    assert sand["data"] == {"moisture_pct": "3.4"}
    assert cores["data"] == {"core_box": "KI-2", "binder": "", "quantity": 60}
    assert found["moulds.closed"]["data"] == {
        "work_order": "SPK-19-0001",
        "pattern": "P-2",
        "first": 1,
        "last": 12,
        "sand_batch": sand["id"],
        "core_lot": cores["id"],
    }


def test_what_waited_goes_off_once_the_pin_is_in(phone: Phone) -> None:
    record_a_heat(phone)
    phone.switch_off()
    desk = Desk()
    phone.switch_on(desk)
    phone.unlock()
    phone.page.wait_for_selector(".badge-ok")
    assert len(desk.of_kind("castings.counted")) == 1


def test_a_code_in_a_sentence_is_never_broken_at_its_dash(phone: Phone) -> None:
    said = phone.module("numbers", "(numbers) => numbers.whole('Leburan L-017-261201-5, 13–24')")
    assert said == "Leburan L\u2011017\u2011261201\u20115, 13\u2060–\u206024"
