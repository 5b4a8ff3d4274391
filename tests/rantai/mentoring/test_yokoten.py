"""Yokoten: only what was shown to work is offered, to whom it concerns, without whose it was."""

from datetime import date, datetime, timedelta

import pytest
from django.http import Http404
from django.test import Client

from rantai.mentoring.actions import (
    AnswerIncomplete,
    NamesAWorkshop,
    NobodyShares,
    NotAccepted,
    NotShown,
    OfferAnswered,
    SpreadAlready,
    answer_offer,
    close_action,
    finish_offer,
    name_aim,
    spread_fix,
    weigh_helps,
)
from rantai.mentoring.models import Action, Aimed, Offer, Shared, Spread
from rantai.mentoring.queries.yokoten import spread_rows
from rantai.orders.rules import month_after
from rantai.parts.models import Approval
from rantai.plans.models import ReceivedTally
from rantai.quality.models import Closing, EightD
from rantai.records.actions import stamp
from tests.cast import Cast
from tests.rantai.mentoring.story import agreed, assessed, programme
from tests.rantai.quality.eightd_story import claimed

FIX = "Ventilasi cetakan ditambah"
SOON = timedelta(days=7)


@pytest.fixture
def cured(cast: Cast) -> EightD:
    """Workshop A's 8D on brake blocks, closed on figures; workshop B makes them too."""
    programme(cast)
    eightd = claimed(cast)
    Closing.objects.create(
        **stamp(cooperative=cast.cooperative, by=cast.lab, at=cast.at),
        eightd=eightd,
        is_shown=True,
        figures={},
    )
    return eightd


def spread(cast: Cast, of: EightD, text: str = FIX) -> Spread:
    return spread_fix(of=of, text=text, by=cast.mentor, at=cast.at)


def offer(cast: Cast) -> Offer:
    return Offer.objects.get(workshop=cast.workshop_b)


def accepted(cast: Cast) -> None:
    answer_offer(
        offer=offer(cast),
        accepts=True,
        due_on=cast.at.date() + SOON,
        by=cast.owner_b,
        at=cast.at,
    )


def test_who_makes_the_part_is_offered_the_cure(cast: Cast, cured: EightD) -> None:
    spread(cast, cured)

    offers = Offer.objects.all()
    assert [(each.workshop, each.shared) for each in offers] == [(cast.workshop_b, Shared.PART)]


def test_a_cure_closed_on_a_word_is_not_offered(cast: Cast) -> None:
    programme(cast)

    with pytest.raises(NotShown):
        spread(cast, claimed(cast))


def test_with_nobody_concerned_nothing_is_offered(cast: Cast, cured: EightD) -> None:
    Approval.objects.filter(cooperative=cast.cooperative, workshop=cast.workshop_b).update(
        withdrawn_on=date(2019, 1, 1)
    )

    with pytest.raises(NobodyShares):
        spread(cast, cured)


def test_a_fix_is_offered_once(cast: Cast, cured: EightD) -> None:
    spread(cast, cured)

    with pytest.raises(SpreadAlready):
        spread(cast, cured)


@pytest.mark.parametrize("text", ["Seperti di B-017", "Cara Tegalrejo dipakai"])
def test_a_text_that_names_the_workshop_is_refused(cast: Cast, cured: EightD, text: str) -> None:
    with pytest.raises(NamesAWorkshop):
        spread(cast, cured, text)

    assert not Spread.objects.exists()


def test_a_workshop_reads_the_fix_and_nothing_of_its_source(
    client: Client, cast: Cast, cured: EightD
) -> None:
    spread(cast, cured)
    client.force_login(cast.owner_b, backend="rantai.portal.sign_in.AccountBackend")

    page = client.get("/pendampingan/yokoten/").content.decode()

    assert FIX in page
    for private in ("B-017", "Tegalrejo", cured.code, cured.problem, "PPM"):
        assert private not in page, private
    client.force_login(cast.owner, backend="rantai.portal.sign_in.AccountBackend")
    assert "B-031" not in client.get("/pendampingan/yokoten/").content.decode()


def test_an_offer_is_answered_once_with_a_day_or_a_reason(cast: Cast, cured: EightD) -> None:
    spread(cast, cured)
    for accepts, due_on in ((True, None), (True, cast.at.date() - SOON), (False, None)):
        with pytest.raises(AnswerIncomplete):
            answer_offer(
                offer=offer(cast), accepts=accepts, due_on=due_on, by=cast.owner_b, at=cast.at
            )
    accepted(cast)

    assert offer(cast).state == "accepted"
    with pytest.raises(OfferAnswered):
        accepted(cast)


def test_it_is_followed_until_it_is_done(cast: Cast, cured: EightD) -> None:
    spread(cast, cured)
    with pytest.raises(NotAccepted):
        finished(cast, cast.at + SOON)
    accepted(cast)
    with pytest.raises(AnswerIncomplete):
        finished(cast, cast.at - SOON)
    finished(cast, cast.at + SOON)

    assert offer(cast).state == "done"


def finished(cast: Cast, on: datetime) -> None:
    finish_offer(
        offer=offer(cast), done_on=on.date(), note="Terpasang", by=cast.owner_b, at=cast.at + SOON
    )


def test_a_declined_offer_keeps_its_reason(client: Client, cast: Cast, cured: EightD) -> None:
    spread(cast, cured)
    client.force_login(cast.owner_b, backend="rantai.portal.sign_in.AccountBackend")
    address = f"/pendampingan/yokoten/{offer(cast).pk}/jawab/"
    assert client.post(address, {"accepts": "0"}).status_code == 200
    answer = {"accepts": "0", "reason": "Cetakan kami logam"}
    assert client.post(address, answer).status_code == 302

    client.force_login(cast.mentor, backend="rantai.portal.sign_in.AccountBackend")
    told = Spread.objects.get()
    board = client.get("/pendampingan/yokoten/").content.decode()
    assert f"/pendampingan/yokoten/{told.pk}/" in board
    page = client.get(f"/pendampingan/yokoten/{told.pk}/")
    assert "Cetakan kami logam" in page.content.decode()
    for stranger in ("owner", "owner_b", "stranger", "customer_engineer", "ministry"):
        client.force_login(getattr(cast, stranger), backend="rantai.portal.sign_in.AccountBackend")
        assert client.get(f"/pendampingan/yokoten/{told.pk}/").status_code == 404, stranger


def test_the_board_counts_what_the_offers_came_to(cast: Cast, cured: EightD) -> None:
    found = spread(cast, cured)
    (row,) = spread_rows([found], cast.at.date())
    assert (row.offered, row.waiting, row.accepted, row.late) == (1, 1, 0, 0)

    accepted(cast)
    (row,) = spread_rows([found], (cast.at + SOON).date() + timedelta(days=1))
    assert (row.waiting, row.accepted, row.late) == (0, 1, 1)

    finished(cast, cast.at + timedelta(days=3))
    (row,) = spread_rows([found], (cast.at + SOON).date() + timedelta(days=1))
    assert (row.accepted, row.done, row.late) == (0, 1, 0)


@pytest.mark.parametrize("name", ["owner", "mentor", "planner", "stranger", "customer_engineer"])
def test_only_the_offered_owner_answers(cast: Cast, cured: EightD, name: str) -> None:
    spread(cast, cured)

    with pytest.raises(Http404):
        answer_offer(
            offer=offer(cast), accepts=False, reason="-", by=getattr(cast, name), at=cast.at
        )


@pytest.mark.parametrize("name", ["owner", "planner", "stranger", "customer_engineer"])
def test_only_the_mentor_offers(cast: Cast, cured: EightD, name: str) -> None:
    with pytest.raises(Http404):
        spread_fix(of=cured, text=FIX, by=getattr(cast, name), at=cast.at)


def test_an_action_that_helped_goes_to_those_with_the_same_point_open(cast: Cast) -> None:
    action = agreed(assessed(cast, programme(cast), date(2019, 1, 5), 50))
    aim = name_aim(of=action, measure=Aimed.REJECTS, by=cast.mentor, at=cast.at)
    Action.objects.create(
        **stamp(cooperative=cast.cooperative, by=cast.mentor, at=cast.at),
        visit=action.visit,
        item=action.item,
        workshop=cast.workshop_b,
        finding="Tanpa label",
        text="Pasang label",
        owner="Darmo",
        due_on=date(2019, 5, 1),
    )
    close_action(
        action=action,
        done_on=date(2019, 1, 20),
        note="Terpasang",
        proof=None,
        by=cast.mentor,
        at=cast.at,
    )
    later = cast.at + timedelta(days=130)
    with pytest.raises(NotShown):
        spread_fix(of=aim, text="Label di setiap rak", by=cast.mentor, at=later)
    ReceivedTally.objects.bulk_create(
        ReceivedTally(
            cooperative=cast.cooperative,
            workshop=cast.workshop_a,
            part=cast.block.part,
            month=month_after(date(2019, 1, 1), place),
            accepted=1000 - bad,
            rejected=bad,
        )
        for place, bad in zip(
            (-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6),
            (31, 28, 30, 33, 27, 32, 4, 2, 3, 5, 3, 2),
            strict=True,
        )
    )
    weigh_helps(cooperative=cast.cooperative, at=later)
    spread_fix(of=aim, text="Label di setiap rak", by=cast.mentor, at=later)

    assert offer(cast).shared == Shared.PROCESS
