"""A filled sheet: scores with words, photos, what was agreed, and a second pair of eyes."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client

from rantai.mentoring.actions import (
    AlreadyCorrected,
    AlreadyDone,
    DoneBeforeAgreed,
    DueBeforeTheVisit,
    ItemSaid,
    NoProof,
    NoSuchStage,
    NotEnrolled,
    NotFullyAgreed,
    NothingScored,
    NotYet,
    ScoreOffTheScale,
    Sent,
    SheetNotInForce,
    SheetsThere,
    adopt_sheets,
    close_action,
    correct_item,
    record_visit,
)
from rantai.mentoring.models import Action, CheckSheet, ItemScore, Visit
from rantai.mentoring.queries import filled_sheet
from rantai.records.identifiers import uuid7
from rantai.records.models import Account
from tests.cast import Cast
from tests.rantai.mentoring.story import staged

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
DAY = date(2019, 3, 1)


def sheet(cast: Cast, kind: str = "5r") -> CheckSheet:
    if not CheckSheet.objects.exists():
        adopt_sheets(valid_from=date(2019, 1, 1), by=cast.mentor, at=cast.at)
    return CheckSheet.objects.get(kind=kind)


def filled(
    cast: Cast, given: CheckSheet, scores: list[int | None], by: Account | None = None, **more: Any
) -> Visit:
    items = list(given.items.all())
    said = [ItemSaid(item, score) for item, score in zip(items, scores, strict=False)]
    return record_visit(
        **{
            "visit_id": uuid7(),
            "programme": more.pop("programme", None) or staged(cast),
            "workshop": cast.workshop_a,
            "sheet": given,
            "stage": None,
            "visited_on": DAY,
            "said": said,
            "by": by or cast.mentor,
            "at": cast.at,
            **more,
        }
    )


def test_a_sheet_sent_twice_is_one_visit(cast: Cast) -> None:
    running, given, same = staged(cast), sheet(cast), uuid7()
    for _ in range(2):
        filled(cast, given, [1, 2, None, 3, 4], programme=running, visit_id=same)
    assert Visit.objects.get().pk == same
    assert ItemScore.objects.count() == 5
    assert filled_sheet(cast.mentor, Visit.objects.get()).percent == 63  # 10 of 16 points


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"stage": 9}, NoSuchStage),
        ({"visited_on": date(2018, 12, 31)}, SheetNotInForce),
        ({"visited_on": date(2019, 4, 13)}, NotYet),
        ({"visited_on": date(2016, 1, 1)}, NotEnrolled),
    ],
)
def test_a_visit_that_cannot_have_been_is_refused(
    cast: Cast, more: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        filled(cast, sheet(cast), [1], **more)
    assert not Visit.objects.exists()


def test_an_empty_sheet_and_a_score_off_the_scale_are_refused(cast: Cast) -> None:
    running, given = staged(cast), sheet(cast)
    with pytest.raises(NothingScored):
        filled(cast, given, [None, None], programme=running)
    with pytest.raises(ScoreOffTheScale):
        filled(cast, given, [5], programme=running)


def test_a_finding_without_who_and_when_is_refused(cast: Cast) -> None:
    running, given = staged(cast), sheet(cast)
    item = given.items.all()[0]
    with pytest.raises(NotFullyAgreed):
        filled(cast, given, [], programme=running, said=[ItemSaid(item, 1, finding="Kotor")])
    early = ItemSaid(item, 1, "", None, "Kotor", "Sapu", "Parjo", date(2019, 2, 1))
    with pytest.raises(DueBeforeTheVisit):
        filled(cast, given, [], programme=running, said=[early])


def agreed(cast: Cast) -> Action:
    given = sheet(cast)
    item = given.items.all()[0]
    said = ItemSaid(item, 1, "", Sent("a.png", PNG), "Kotor", "Sapu", "Parjo", date(2019, 4, 1))
    filled(cast, given, [], said=[said])
    return Action.objects.get()


def test_an_action_is_closed_once_and_the_workshop_shows_proof(cast: Cast) -> None:
    action = agreed(cast)
    said: dict[str, Any] = {"action": action, "note": "Bersih", "at": cast.at}
    with pytest.raises(NoProof):
        close_action(**said, done_on=date(2019, 3, 20), proof=None, by=cast.owner)
    with pytest.raises(DoneBeforeAgreed):
        close_action(**said, done_on=date(2019, 2, 20), proof=None, by=cast.mentor)
    with pytest.raises(NotYet):
        close_action(**said, done_on=date(2019, 4, 20), proof=None, by=cast.mentor)
    proof = Sent("b.png", PNG + b"after")
    close_action(**said, done_on=date(2019, 3, 20), proof=proof, by=cast.owner)
    with pytest.raises(AlreadyDone):
        close_action(**said, done_on=date(2019, 3, 20), proof=proof, by=cast.owner)


def test_photos_are_served_with_their_visit_only(client: Client, cast: Cast) -> None:
    action = agreed(cast)
    photo = ItemScore.objects.get().before
    address = f"/pendampingan/kunjungan/{action.visit_id}/berkas/{photo.pk}/"
    client.force_login(cast.owner)
    served = client.get(address)
    assert served.headers["Content-Type"] == "image/png"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(getattr(served, "streaming_content", ())) == PNG
    for neighbour in (cast.owner_b, cast.stranger, cast.customer_engineer):
        client.force_login(neighbour)
        assert client.get(address).status_code == 404


def test_a_corrected_item_keeps_the_old_score(cast: Cast) -> None:
    filled(cast, sheet(cast), [1, 2])
    wrong = ItemScore.objects.order_by("item__number")[0]
    given: dict[str, Any] = {"score": wrong, "because": "Salah ketuk", "at": cast.at}
    correct_item(**given, value=4, by=cast.mentor)
    with pytest.raises(AlreadyCorrected):
        correct_item(**given, value=3, by=cast.mentor)
    with pytest.raises(Http404):
        correct_item(**given, value=3, by=cast.owner)
    assert {*ItemScore.objects.values_list("score", flat=True)} == {1, 2, 4}
    assert filled_sheet(cast.mentor, Visit.objects.get()).percent == 75  # 4 and 2 of 8


def test_two_assessors_agreement_is_told_only_with_enough_items(cast: Cast) -> None:
    running, long, short = staged(cast), sheet(cast, "self"), sheet(cast, "qcdsm")
    mine = [0, 1, 2, 3, 0, 1, 2, 3, 1, 2]
    visit = filled(cast, long, list(mine), programme=running)
    filled(
        cast,
        long,
        [*mine[:9], 3],
        cast.owner,
        programme=running,
        visited_on=date(2019, 3, 20),
    )
    [found] = filled_sheet(cast.mentor, visit).agreed
    assert (found.items, found.same, found.can_tell) == (10, 9, True)
    assert found.kappa.kappa == pytest.approx(22 / 23)  # 1 - 0.1 / 2.3, by hand
    few = filled(cast, short, [1, 2, 3], programme=running)
    assert filled_sheet(cast.mentor, few).agreed == []
    with pytest.raises(Http404):  # every sheet but the self-audit is the mentor's
        filled(cast, short, [1], cast.owner, programme=running)


def test_sheets_are_adopted_once(cast: Cast) -> None:
    sheet(cast)
    with pytest.raises(SheetsThere):
        adopt_sheets(valid_from=DAY, by=cast.mentor, at=cast.at)


def test_a_mentor_fills_in_a_sheet_on_the_page(client: Client, cast: Cast) -> None:
    staged(cast)
    client.force_login(cast.mentor)
    assert "Belum ada lembar periksa" in client.get("/pendampingan/").content.decode()
    client.post("/pendampingan/lembar/")
    CheckSheet.objects.filter(cooperative=cast.cooperative, kind="5r").update(
        valid_from=date(2019, 1, 1)
    )
    page = client.get("/pendampingan/B-017/lembar/5r/").content.decode()
    assert "Dicari setiap kali" in page
    assert "checked" not in page  # nobody has looked yet
    sent = {
        "visit_id": str(UUID(int=7)),
        "visited_on": "2019-03-01",
        "i1_score": "2",
        "i1_photo": SimpleUploadedFile("x.png", PNG),
        "i2_score": "-",
        "i2_finding": "Ladel berserakan",
    }
    at = "/pendampingan/B-017/lembar/5r/"
    refused = client.post(at, sent).content.decode()
    assert "Temuan memerlukan" in refused
    sent["i1_photo"] = SimpleUploadedFile("x.png", PNG)
    sent |= {"i2_action": "Pasang rak", "i2_owner": "Parjo", "i2_due_on": "2030-01-01"}
    saved = client.post(at, sent)
    assert saved.headers["Location"] == f"/pendampingan/kunjungan/{UUID(int=7)}/"
    assert "Pasang rak" in client.get(saved.headers["Location"]).content.decode()
    assert "Pasang rak" in client.get("/pendampingan/tindakan/").content.decode()
    client.force_login(cast.owner_b)
    assert client.get(saved.headers["Location"]).status_code == 404
    assert "Pasang rak" not in client.get("/pendampingan/tindakan/").content.decode()
