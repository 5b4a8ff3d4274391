"""The phone in the furnace hall: no signal, a dead battery, and every fact once in the end."""

import base64
import hashlib
import os
import struct
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.journeys.desk_of_phone import THE_LABS, Desk
from tests.journeys.in_browser import violations
from tests.journeys.phone import Phone

pytestmark = pytest.mark.browser

HEATS, PIECES = 30, 40
BY_MODULES = """async (ledger, [ids, many, pieces]) => {
  const { uuid7 } = await import(ids);
  const now = new Date().toISOString();
  for (let at = 0; at < many; at += 1) {
    const [heat, pour] = [uuid7(), uuid7()];
    await ledger.recordAll([
      { id: heat, kind: "heat.opened", data: { work_order: "SPK-19-0001", furnace: "T-017-1" } },
      { kind: "charge.loaded", data: { heat, material_lot: "M-1", mass_kg: "300" }, needs: [heat] },
      { kind: "sample.taken", data: { heat }, needs: [heat] },
      { id: pour, kind: "pour.recorded", needs: [heat],
        data: { heat, temperature_c: 1390, mass_kg: "170", inoculated_at: now, ended_at: now } },
      { kind: "castings.counted", data: { pour, quantity: pieces }, needs: [pour] },
    ]);
  }
}"""


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        yield driver


@pytest.fixture
def phone(driver: Playwright, tmp_path: Path, live_server: LiveServer) -> Iterator[Phone]:
    phone = Phone(driver, tmp_path / "profile", live_server.url)
    yield phone
    phone.switch_off()
    assert phone.complaints == []


def record_a_heat(phone: Phone) -> int:
    """On the real screens; returns the taps beside the figures themselves."""
    taps = 0
    for typed in (None, "312,5", "80", "3,25", None, None, None):
        if typed:
            phone.keys(typed)
        phone.press()
        taps += 1
    phone.keys("1390")  # the fourth digit goes on by itself
    phone.page.wait_for_selector("text=Berapa besi")
    for typed in ("168", "40"):
        phone.keys(typed)
        phone.press()
        taps += 1
    return taps


def test_thirty_heats_without_signal_survive_a_dead_battery_and_arrive_once(phone: Phone) -> None:
    desk = Desk(lost_answers=1)
    phone.switch_on(desk)
    phone.choose_pin()
    phone.take_signal()
    phone.page.reload()
    phone.unlock()

    assert record_a_heat(phone) < 10
    ids = f"{phone.base}/hp/{phone.version}/ids.js"
    phone.module("ledger", BY_MODULES, [ids, HEATS - 1, PIECES])
    phone.kill()
    assert desk.facts == {}
    nothing_readable_lies_on(phone)

    phone.switch_on(desk, signal=False)
    phone.keys("111222")
    phone.page.wait_for_selector("text=PIN itu salah")
    phone.unlock()
    waiting = int(phone.badge.split()[0])
    assert waiting == 9 + 5 * (HEATS - 1)  # a heat on the screens has three charges and two clocks

    phone.give_signal()
    phone.page.wait_for_selector(".badge-ok")
    assert len(desk.facts) == waiting
    assert desk.received > waiting, "the first answer was lost, so something came twice"
    trace_is_whole(desk)
    typed_arrived_exactly(desk)


def trace_is_whole(desk: Desk) -> None:
    """From every count back through its ladle and its heat to the metal that went in."""
    counted = desk.of_kind("castings.counted")
    assert [fact["data"]["quantity"] for fact in counted] == [PIECES] * HEATS
    charged = {fact["data"]["heat"] for fact in desk.of_kind("charge.loaded")}
    heats = set()
    for fact in counted:
        pour = desk.facts[fact["data"]["pour"]]
        heat = desk.facts[pour["data"]["heat"]]
        assert heat["kind"] == "heat.opened"
        assert heat["id"] in charged
        heats.add(heat["id"])
    assert len(heats) == HEATS


def typed_arrived_exactly(desk: Desk) -> None:
    masses = [fact["data"]["mass_kg"] for fact in desk.of_kind("charge.loaded")]
    assert masses[:3] == ["312.5", "80", "3.25"]
    pour = desk.of_kind("pour.recorded")[0]["data"]
    assert (pour["temperature_c"], pour["mass_kg"]) == (1390, "168")
    assert pour["tapped_at"] <= pour["inoculated_at"] <= pour["ended_at"]


def nothing_readable_lies_on(phone: Phone) -> None:
    stored = b"".join(
        file.read_bytes()
        for file in (phone.profile / "Default" / "IndexedDB").rglob("*")
        if file.is_file()
    )
    assert len(stored) > 10_000
    for secret in (b"heat.opened", b"SPK-19-0001", b"rahasia"):
        assert secret not in stored


def test_what_came_back_is_shown_and_signing_out_wipes_nothing_unsent(phone: Phone) -> None:
    desk = Desk()
    desk.answers["sample.taken"] = {
        "state": "refused",
        "sentence": "Leburan ini sudah ditutup.",
        "remedy": "Tanya lab.",
    }
    phone.switch_on(desk)
    phone.choose_pin()
    desk.is_reached = False
    record_a_heat(phone)
    photo, voice = a_photo_and_a_voice(phone)
    phone.open("out/sure")
    phone.page.fill(".typed", "1")
    phone.page.click("text=Hapus selamanya")
    phone.page.wait_for_selector("text=Tidak ada yang dihapus")
    phone.open("out")
    phone.page.wait_for_selector("text=11 catatan hanya ada di ponsel ini")
    phone.open("codes")
    phone.page.wait_for_selector("text=Foto dan suara tidak muat dalam kode: 2 tetap")
    desk.is_reached, desk.lost_pieces, desk.skew_ms = True, 1, 240_000
    phone.open("out")
    phone.page.click("text=Kirim dulu")

    phone.page.wait_for_selector(".badge-out")
    assert len(desk.facts) == 11, "a refused fact stops none of the others"
    phone.open("queue")
    # The first piece's answer was lost: the file goes on from there.
    phone.page.click("text=Kirim sekarang")
    phone.page.wait_for_selector("text=Kirim sekarang", state="detached")
    arrived_whole(desk, [photo, voice])
    assert "Jam ponsel ini terlambat 4 menit" in phone.page.inner_text("main")
    assert phone.module("store", "(store) => store.keys('photos')") == []
    phone.page.wait_for_selector("text=Leburan ini sudah ditutup.")
    assert "Tanya lab." in phone.page.inner_text("main")
    phone.page.click("text=Mengerti")
    phone.page.wait_for_selector(".badge-ok")

    desk.holders = THE_LABS
    phone.open("out")
    phone.page.click("text=Keluar dan hapus")
    phone.page.wait_for_selector("text=Pilih PIN")
    the_lab_takes_the_phone(phone, desk)


def the_lab_takes_the_phone(phone: Phone, desk: Desk) -> None:
    """It belongs to no workshop: its day is the list of lots, and a piece fails by its number."""
    phone.choose_pin()
    desk.is_reached = False
    phone.page.click("text=L-017-190412-1-A")
    phone.keys("2")
    phone.press()
    the_gauge_is_asked_for(phone)
    phone.keys("92,12")
    phone.press()
    phone.page.click(".foot >> text=/^Baik$/")
    phone.page.click("text=Dempul ditemukan")
    phone.page.click("text=S-2")
    phone.page.wait_for_selector("main .work >> text=S-2")
    phone.press()
    phone.page.wait_for_selector("main .work >> text=1 buah")
    desk.is_reached = True
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_selector(".badge-ok")
    [told] = desk.of_kind("lot.inspected")
    assert told["data"]["rejects"] == [{"defect": "Z1", "piece": "S-2", "quantity": 1}]
    assert told["data"]["offered"] == 2
    assert [each.get("gauge") for each in told["data"]["measurements"]] == ["MK-03", None]


def the_gauge_is_asked_for(phone: Phone) -> None:
    """The plan's has run out since the last contact; another is typed, and can be changed."""
    page, wrong = phone.page, list[str]()
    page.wait_for_selector("text=Kalibrasi MK-01 habis")
    page.wait_for_selector("text=Hasil ukurnya tidak diterima")
    look_at(phone, "gauge", wrong)
    page.fill(".typed", "xx-9")
    page.click("main >> text=/^Lanjut$/")
    page.wait_for_selector("text=bukan alat ukur di ponsel ini")
    page.fill(".typed", "mk-02")
    page.click("main >> text=/^Lanjut$/")
    page.wait_for_selector("text=MK-02 belum pernah dikalibrasi")
    page.click(".foot >> text=Tetap ukur dengan MK-02")
    page.click("main >> text=Alat MK-02")
    page.wait_for_selector(".foot >> text=Tetap ukur dengan MK-02")  # the last one is offered
    page.click("main .tiles >> text=MK-03")
    phone.press()
    page.wait_for_selector("main >> text=Alat MK-03")
    look_at(phone, "gauge chosen", wrong)
    assert wrong == []


A_PICTURE = """async () => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 2400, height: 1800 });
  const pen = canvas.getContext("2d");
  for (let at = 0; at < 3000; at += 1) {
    pen.fillStyle = `hsl(${(at * 47) % 360} 60% 50%)`;
    pen.fillRect((at * 97) % 2400, (at * 61) % 1800, 90, 40);
  }
  return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
}"""


def a_photo_and_a_voice(phone: Phone) -> tuple[str, str]:
    """Taken on the heat's own sheet; returns the names of their facts."""
    phone.page.click("main .choices >> text=Foto, suara, atau catatan")
    picture = base64.b64decode(phone.page.evaluate(A_PICTURE))
    file = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture}
    phone.page.set_input_files("#camera", file)  # type: ignore[arg-type]
    phone.page.wait_for_selector("text=Foto tersimpan di ponsel ini")
    phone.page.click(".foot >> text=Bicara")
    phone.page.click("text=Bicara sekarang")
    phone.page.click("text=Berhenti")
    phone.page.click("text=Simpan suara")
    phone.page.wait_for_selector("text=Tersimpan di ponsel ini")
    last = """(ledger) => ledger.facts().slice(-2).map((row) => row.id)"""
    names = phone.module("ledger", last)
    assert isinstance(names, list)
    return names[0], names[1]


def arrived_whole(desk: Desk, names: list[str]) -> None:
    for name in names:
        fact, content = desk.facts[name], desk.files[name]
        assert hashlib.sha256(content).hexdigest() == fact["data"]["sha256"]
    photo, voice = (desk.files[name] for name in names)
    # The size stands in the JPEG's own frame: 1280 px is the longest side.
    frame = photo.index(b"\xff\xc0")
    assert struct.unpack(">HH", photo[frame + 5 : frame + 9]) == (960, 1280)
    assert len(photo) < 400 * 1024
    assert voice.startswith(b"\x1a\x45\xdf\xa3")


HALF_DONE: dict[str, Any] = {
    "id": "L-017-190412-1",
    "code": "L-017-190412-1",
    "work_order": "SPK-19-0001",
    "furnace": "T-017-1",
    "started_at": "2019-04-12T08:40:00+07:00",
    "started_by": "Sugeng",
    "status": "released",
    "step": "count",
    "charges": [{"id": "c1", "material_lot": "M-1", "material": "Baja bekas", "mass_kg": "300.00"}],
    "samples": [],
    "pours": [
        {
            "id": "0190163d-8694-739b-aea5-966c26f8ad92",
            "ladle": 1,
            "temperature_c": 1390,
            "mass_kg": "170.00",
            "inoculated_at": "2019-04-12T09:30:00+07:00",
            "ended_at": "2019-04-12T09:34:00+07:00",
        }
    ],
    "lots": [],
    "clocks": {"tapped": "2019-04-12T09:25:00+07:00"},
    "remarks": [
        {
            "id": "r1",
            "kind": "text",
            "text": "Ladel dua lambat",
            "by": "Sugeng",
            "at": "2019-04-12T09:36:00+07:00",
        }
    ],
}


def test_the_next_shift_finishes_a_sheet_and_the_desk_can_end_the_phone(phone: Phone) -> None:
    desk = Desk()
    desk.heats, desk.skew_ms = [HALF_DONE], 60_000
    phone.switch_on(desk)
    phone.choose_pin()
    phone.page.click("text=L-017-190412-1")
    phone.page.wait_for_selector("text=Dimulai oleh Sugeng")
    assert "Ladel dua lambat" in phone.page.inner_text("main")
    phone.keys("40")
    desk.is_signed_out = True
    phone.press()
    phone.open("queue")
    phone.page.click("text=Kirim sekarang")
    phone.page.wait_for_selector("text=Kantor mengeluarkan ponsel ini")
    assert desk.facts == {}
    desk.is_signed_out = False
    phone.page.click("text=Kirim sekarang")
    phone.page.wait_for_selector(".badge-ok")
    assert [fact["data"]["pour"] for fact in desk.facts.values()] == [HALF_DONE["pours"][0]["id"]]
    phone.open(f"heat/{HALF_DONE['code']}/inoculate")
    clocks_of_the_last_shift_run(phone)
    desk.is_signed_out = True
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_selector("a[href='/akun/login/?next=/hp/']")


def clocks_of_the_last_shift_run(phone: Phone) -> None:
    """What another phone tapped is not asked for once more; its minutes stand here too."""
    assert "disadap" in phone.page.inner_text("main .clocks")
    mark = """async (heats, address) => {
      const { theDay } = await import(address);
      return heats.heatsOf(theDay(), [])[0].marks.tapped;
    }"""
    day = f"{phone.base}/hp/{phone.version}/day.js"
    tapped = datetime.fromisoformat(HALF_DONE["clocks"]["tapped"]).timestamp()
    # This phone is a minute slow: by its own clock the tap was a minute earlier.
    assert phone.module("heats", mark, day) == (tapped - 60) * 1000


def test_every_screen_is_readable_and_fits_and_comes_from_the_phone(phone: Phone) -> None:
    desk = Desk()
    phone.switch_on(desk)
    phone.choose_pin()
    desk.is_reached = False
    wrong: list[str] = []
    look_at(phone, "today", wrong)
    phone.press()
    look_at(phone, "charge", wrong)
    phone.open("")
    phone.page.wait_for_selector("text=Mulai leburan")
    record_a_heat(phone)
    look_at(phone, "done", wrong)
    phone.page.click("main .choices >> text=Foto, suara, atau catatan")
    look_at(phone, "note", wrong)
    phone.page.click(".foot >> text=Bicara")
    look_at(phone, "voice", wrong)
    check_and_scrap(phone, wrong)
    for name in ("queue", "codes", "read", "menu", "out"):
        phone.open(name)
        look_at(phone, name, wrong)
    assert wrong == []
    a_second_visit_costs_nothing(phone)


def check_and_scrap(phone: Phone, wrong: list[str]) -> None:
    """The control plan's form turns red with what to do; the scrap is tapped on the casting."""
    page = phone.page
    phone.open("lots/check")
    look_at(phone, "lots", wrong)
    page.click("main .work a")
    page.wait_for_selector("text=Berapa buah yang dicek?")
    phone.keys("5")
    phone.press()
    # Half a number is not too low; meant so, it turns red before it counts.
    phone.keys("92")
    assert page.query_selector(".verdict-out") is None
    page.click(".foot .button-primary")
    page.wait_for_selector("text=Hentikan mesin.")
    phone.keys(",2")
    page.wait_for_selector("text=Hentikan mesin.")
    look_at(phone, "red", wrong)
    phone.press()
    page.click("text=Tidak baik")
    page.wait_for_selector("text=Tahan lot; panggil lab.")
    # Half a check outlives the app.
    page.reload()
    phone.unlock()
    phone.press()
    page.wait_for_selector("text=92,2")
    look_at(phone, "check", wrong)
    phone.press()
    page.click("main .choices >> text=Catat afkir")
    look_at(phone, "defects", wrong)
    page.click("text=Lubang gas")
    page.click("text=Saat permesinan")
    look_at(phone, "outline", wrong)
    page.click("main .place[aria-label='lubang dalam']")
    phone.keys("2")
    phone.press()
    last = "(ledger) => ledger.facts().slice(-2).map((row) => row.fact)"
    told = phone.module("ledger", last)
    assert isinstance(told, list)
    checked, scrapped = told
    assert [checked["kind"], scrapped["kind"]] == ["lot.checked", "scrap.recorded"]
    halves = "(ledger) => ledger.facts().filter((row) => row.fact.kind === 'half.inspection')"
    assert phone.module("ledger", halves) == [], "the half became the whole"
    assert checked["data"]["measurements"] == [
        {"item": 1, "sample": 1, "value": "92.2"},
        {"item": 2, "sample": 1, "is_good": False},
    ]
    assert scrapped["data"] == {
        "lot": checked["data"]["lot"],
        "defect": "B1",
        "place": "machining",
        "spot": "lubang dalam",
        "quantity": 2,
    }


IN_THE_SUN = ("gauge", "today", "red", "check", "outline", "queue", "menu")
"""Among them they show every piece of the look; the sun is bright on a phone set to dark too."""


UNDER_THE_KEYS = """() => {
  const foot = document.querySelector(".foot:has(.keypad)");
  const keys = foot?.getBoundingClientRect().top ?? Infinity;
  return Array.from(document.querySelectorAll("main .button"))
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().bottom > keys)
    .map(e => e.textContent);
}"""


def look_at(phone: Phone, name: str, wrong: list[str]) -> None:
    for scheme in ("light", "dark", *(["sun"] if name in IN_THE_SUN else [])):
        phone.page.emulate_media(
            color_scheme="light" if scheme == "light" else "dark", reduced_motion="reduce"
        )
        sun = "is_sun => document.body.classList.toggle('sun', is_sun)"
        phone.page.evaluate(sun, scheme == "sun")
        for found in violations(phone.page):
            nodes = "; ".join(node["html"][:120] for node in found["nodes"][:3])
            wrong.append(f"{name} in {scheme}: {found['id']}: {nodes}")
    beyond = phone.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    if beyond > 0:
        wrong.append(f"{name} scrolls sideways by {beyond} px")
    hidden = phone.page.evaluate(UNDER_THE_KEYS)
    if hidden:
        wrong.append(f"{name} has buttons under the keys: {hidden}")
    small = phone.page.evaluate(
        """Array.from(document.querySelectorAll('button, .button, .foot a, .work a'))
          .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 56)
          .map(e => e.textContent)"""
    )
    if small:
        wrong.append(f"{name} has targets under 56 px: {small}")


def a_second_visit_costs_nothing(phone: Phone) -> None:
    """Whatever the page asks for comes from the phone; only the day's news goes over the line."""
    asked: list[tuple[str, bool]] = []
    phone.page.on("response", lambda answer: asked.append((answer.url, answer.from_service_worker)))
    phone.page.reload()
    phone.unlock()
    own = [url for url, is_kept in asked if "/api/" not in url and not is_kept]
    assert [url for url in own if not url.endswith("/hp/sw.js")] == []
    assert len(asked) > 10
