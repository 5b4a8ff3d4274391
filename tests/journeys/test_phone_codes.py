"""What waits on a phone, drawn as QR codes and read back by another."""

import json
from hashlib import sha256

import pytest
import segno
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from rantai.records.inbox.devices import hash_of
from rantai.records.inbox.envelopes import MOST_BYTES, Envelope, is_signed

FACTS = [
    {"id": sha256(bytes([at])).hexdigest(), "data": {"mass_kg": "3.25", "text": "ladel “dua”"}}
    for at in range(90)
]


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Page:
    context = browser.new_context(service_workers="block", locale="id-ID")
    page = context.new_page()
    page.goto(f"{live_server.url}/hp/")
    return page


def run(page: Page, module: str, script: str, argument: object = None) -> object:
    source = page.get_attribute("script[type=module]", "src")
    assert source is not None
    address = source.replace("app.js", f"{module}.js")
    body = f"async ([address, argument]) => ({script})(await import(address), argument)"
    return page.evaluate(body, [address, argument])


@pytest.mark.parametrize("text", ["A", "RANTAI1/7K/1/3/" + "0%+:. $*-Z" * 74, "9" * 758])
def test_a_code_is_the_one_that_segno_draws(page: Page, text: str) -> None:
    known = segno.make(
        text, version=15, error="l", mask=0, mode="alphanumeric", boost_error=False, micro=False
    )
    drawn = run(page, "qr", "(qr, text) => qr.modules(text)", text)
    assert drawn == [[bool(module) for module in row] for row in known.matrix]


def test_codes_read_in_any_order_and_twice_give_back_what_was_handed_over(page: Page) -> None:
    texts = run(page, "handover", "(handover, value) => handover.parts(value)", {"facts": FACTS})
    assert isinstance(texts, list)
    assert len(texts) > 1
    assert all(len(text) <= 758 for text in texts)
    shuffled = [*reversed(texts), *texts]
    read = """async (handover, texts) => {
      const gathering = new handover.Gathering();
      const heard = texts.map((text) => gathering.add(text));
      return JSON.stringify(await heard.find((each) => each.whole).whole);
    }"""
    assert json.loads(str(run(page, "handover", read, shuffled))) == {"facts": FACTS}
    half = """(handover, texts) => {
      const gathering = new handover.Gathering();
      return texts.map((text) => gathering.add(text)).every((each) => each.whole === null);
    }"""
    assert run(page, "handover", half, texts[1:]) is True


@pytest.mark.parametrize("text", ["Besi “keras”, 3,25 %", "\u2028 \\ / é"])
def test_what_one_phone_signs_the_server_knows_when_a_courier_brings_it(
    page: Page, text: str
) -> None:
    measured = [{"item": 7, "sample": 1, "value": "92.12"}, {"sample": 2, "is_good": False}]
    fact = {
        "id": "0190a0a0-0000-7000-8000-000000000001",
        "kind": "lot.checked",
        "occurred_at": "2026-01-05T07:00:00.040Z",
        "needs": [],
        "data": {"text": text, "measurements": measured, "looked_at": 5, "none": None},
    }
    device = {"device": "0190a0a0-0000-7000-8000-000000000002", "token": "rahasia-1"}
    sign = "(handover, [fact, device]) => handover.signed([{ at: 1, fact }], device)"
    told = run(page, "handover", sign, [fact, device])
    assert isinstance(told, list)
    envelope = Envelope.model_validate({**fact, "writer": told[0]["writer"]})
    assert is_signed(envelope, hash_of("rahasia-1"))
    assert not is_signed(envelope, hash_of("rahasia-2"))
    changed = envelope.model_copy(update={"data": {**envelope.data, "looked_at": 6}})
    assert not is_signed(changed, hash_of("rahasia-1"))


def test_who_is_told_to_come_back_waits_the_whole_time_and_by_chance_more(page: Page) -> None:
    waits = """async (sending, api) => {
      const { Busy, Unreachable } = await import(api);
      const after = (error) => [0, 1].map((chance) => sending.waitAfter(error, 4000, chance));
      return [after(new Busy(20)), after(new Unreachable())];
    }"""
    source = page.get_attribute("script[type=module]", "src")
    assert source is not None
    found = run(page, "sending", waits, source.replace("app.js", "api.js"))
    assert found == [[20_000, 30_000], [2_000, 4_000]]


def test_no_more_is_sent_at_once_than_the_server_takes(page: Page) -> None:
    """Two hundred inspections of a hundred readings each; a refused batch would come for ever."""
    reading = {"item": 7, "sample": 1, "value": "92.12", "gauge": "µ"}
    facts = [
        {"fact": {"id": str(at), "data": {"measurements": [reading] * 100}}} for at in range(300)
    ]
    batches = """(sending, rows) => {
      const batches = [];
      while (rows.length) {
        const batch = sending.batchOf(rows);
        batches.push(JSON.stringify({ facts: batch }));
        rows = rows.slice(batch.length);
      }
      return batches;
    }"""
    told = run(page, "sending", batches, facts)
    assert isinstance(told, list)
    assert all(len(each.encode()) < MOST_BYTES for each in told)
    sent = [fact["id"] for each in told for fact in json.loads(each)["facts"]]
    assert sent == [each["fact"]["id"] for each in facts]
    large = {"fact": {"id": "1", "data": {"text": "a" * MOST_BYTES}}}
    alone = run(page, "sending", "(sending, rows) => sending.batchOf(rows).length", [large, large])
    assert alone == 1


def test_a_strangers_code_is_not_taken_for_one_of_ours(page: Page) -> None:
    refused = """(handover) => {
      try { new handover.Gathering().add("https://contoh.invalid/1"); } catch (error) {
        return error instanceof handover.Unreadable;
      }
    }"""
    assert run(page, "handover", refused) is True
