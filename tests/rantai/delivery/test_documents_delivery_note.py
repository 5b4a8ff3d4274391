"""The delivery note says what is on the lorry, and leaves room for three people to sign."""

from dataclasses import replace

from rantai.delivery.documents.delivery_note import typeset_delivery_note
from tests.rantai import papers
from tests.rantai.papers import AT, codes_on, pages_of, pictures_of, text_of


def test_it_names_what_a_receiver_checks() -> None:
    text = text_of(typeset_delivery_note(papers.delivery_note(), language="id", at=AT))

    for said in (
        "Surat jalan SJ-0417",
        "12 April 2019",
        "PO-2019-0388",
        "KB-0002",
        "10-4411 rev C",
        "Selongsong silinder",
        "19-0412",
        "AD 1842 KC",
        "Suroto",
        "SR-0417-1",
        "Jalan Raya Batur",
        "Cikarang Barat",
        "KBJ-0471",
    ):
        assert said in text


def test_pieces_and_boxes_add_up() -> None:
    text = text_of(typeset_delivery_note(papers.delivery_note(3), language="id", at=AT))

    assert "3.603" in text
    assert papers.delivery_note(3).boxes == 6


def test_a_box_holding_two_parts_is_loaded_once() -> None:
    note = papers.delivery_note(2)
    shared = tuple(replace(item, box_codes=("K-0931",)) for item in note.items)

    assert replace(note, items=shared).boxes == 1


def test_sender_driver_and_receiver_sign() -> None:
    text = text_of(typeset_delivery_note(papers.delivery_note(1), language="id", at=AT))

    assert "Pengirim" in text
    assert "Sopir" in text
    assert "Penerima" in text
    assert "barang kurang, rusak atau salah" in text


def test_it_can_be_read_in_english() -> None:
    text = text_of(typeset_delivery_note(papers.delivery_note(1), language="en", at=AT))

    assert "Delivery note SJ-0417" in text
    assert "Receiver" in text


def test_its_code_opens_the_shipment() -> None:
    note = papers.delivery_note()
    first = pictures_of(lambda: typeset_delivery_note(note, language="id", at=AT))[0]

    assert codes_on(first) == [note.link]


def test_three_hundred_items_keep_their_column_heads_and_none_is_lost() -> None:
    pdf = typeset_delivery_note(papers.delivery_note(300), language="id", at=AT)
    text = text_of(pdf)

    assert pages_of(pdf) > 5
    assert text.count("Pesanan / kanban") >= pages_of(pdf) - 1
    assert all(f"KB-{at:04}" in text for at in range(300))


def test_a_code_too_long_for_its_column_is_still_copied_whole() -> None:
    note = papers.delivery_note(1)
    overlong = replace(note.items[0], part_number="10-4411-AAAA-BBBB-CCCC-00000000000000000001")
    pdf = typeset_delivery_note(replace(note, items=(overlong,)), language="id", at=AT)

    assert overlong.part_number in text_of(pdf).replace(" ", "")
    assert "\u200b" not in text_of(pdf)
