"""A workshop takes the stages in order, each when what it asks for is met on that day."""

from datetime import date
from typing import Any

import pytest
from django.http import Http404
from django.test import Client

from rantai.mentoring.actions import (
    BeforeTheLastStage,
    CriteriaOpen,
    EndsBeforeItBegan,
    NoMeasure,
    NoSuchStage,
    NotEnrolled,
    NotYet,
    StageOutOfOrder,
    ask_for,
    ask_no_longer,
    enter_stage,
)
from rantai.mentoring.models import Gate, Pillar, Programme, Proof, StageCriterion, StagePassage
from tests.cast import Cast
from tests.rantai.mentoring.story import assessed, staged


def entered(cast: Cast, running: Programme, number: int, day: date, **given: Any) -> StagePassage:
    return enter_stage(
        **{
            "programme": running,
            "workshop": cast.workshop_a,
            "number": number,
            "entered_on": day,
            "seen": frozenset(),
            "note": "",
            "by": cast.mentor,
            "at": cast.at,
            **given,
        }
    )


def the_word(running: Programme) -> set[int]:
    return {StageCriterion.objects.get(stage__programme=running, proof=Proof.WORD).pk}


def test_the_next_stage_opens_when_score_and_word_are_there(cast: Cast) -> None:
    running = staged(cast)
    entered(cast, running, 0, date(2016, 8, 1))
    assessed(cast, running, date(2017, 3, 1), 49, Pillar.STRUCTURE)
    with pytest.raises(CriteriaOpen, match=r"Denah tersimpan; Tata letak"):
        entered(cast, running, 1, date(2017, 4, 1))
    assessed(cast, running, date(2017, 9, 1), 50, Pillar.STRUCTURE)
    with pytest.raises(CriteriaOpen, match="Tata letak"):  # on that day the score was still 49
        entered(cast, running, 1, date(2017, 4, 1), seen=the_word(running))
    passage = entered(cast, running, 1, date(2017, 9, 2), seen=the_word(running))
    assert passage.met == [["Denah tersimpan", None], ["Tata letak", 50]]


def test_a_word_never_stands_for_a_score(cast: Cast) -> None:
    running = staged(cast)
    entered(cast, running, 0, date(2016, 8, 1))
    every = set(StageCriterion.objects.values_list("pk", flat=True))
    with pytest.raises(CriteriaOpen, match="Tata letak"):
        entered(cast, running, 1, date(2017, 4, 1), seen=every)


@pytest.mark.parametrize(
    ("number", "day", "refusal"),
    [
        (9, date(2016, 8, 2), NoSuchStage),
        (1, date(2016, 8, 2), StageOutOfOrder),
        (0, date(2016, 6, 30), NotEnrolled),
        (0, date(2019, 4, 13), NotYet),
    ],
)
def test_a_stage_that_is_not_there_not_next_or_not_yet_is_refused(
    cast: Cast, number: int, day: date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        entered(cast, staged(cast), number, day)
    assert not StagePassage.objects.exists()


def test_the_same_stage_is_not_entered_twice_nor_the_next_before_it(cast: Cast) -> None:
    running = staged(cast)
    entered(cast, running, 0, date(2016, 8, 1))
    with pytest.raises(StageOutOfOrder):
        entered(cast, running, 0, date(2016, 8, 2))
    with pytest.raises(BeforeTheLastStage):
        entered(cast, running, 1, date(2016, 7, 15), seen=the_word(running))


def test_a_criterion_that_ended_is_not_asked_after_its_last_day(cast: Cast) -> None:
    running = staged(cast)
    entered(cast, running, 0, date(2016, 8, 1))
    score = StageCriterion.objects.get(proof=Proof.SCORE)
    with pytest.raises(EndsBeforeItBegan):
        ask_no_longer(criterion=score, valid_until=date(2016, 5, 1), by=cast.mentor, at=cast.at)
    ask_no_longer(criterion=score, valid_until=date(2016, 12, 31), by=cast.mentor, at=cast.at)
    with pytest.raises(CriteriaOpen):
        entered(cast, running, 1, date(2016, 12, 31), seen=the_word(running))
    passage = entered(cast, running, 1, date(2017, 1, 1), seen=the_word(running))
    assert passage.stage.number == 1


def test_a_criterion_by_score_without_a_score_is_refused(cast: Cast) -> None:
    said: dict[str, Any] = {
        "programme": staged(cast),
        "gate": Gate.ENTRY,
        "proof": Proof.SCORE,
        "text": "Mutu",
        "text_en": "",
        "pillar": Pillar.QUALITY,
        "valid_from": date(2019, 1, 1),
        "by": cast.mentor,
        "at": cast.at,
    }
    with pytest.raises(NoMeasure):
        ask_for(**said, stage=1, at_least=None)
    with pytest.raises(NoSuchStage):
        ask_for(**said, stage=7, at_least=60)
    with pytest.raises(Http404):
        ask_for(**{**said, "by": cast.planner}, stage=1, at_least=60)


def test_a_mentor_moves_a_workshop_on_its_page(client: Client, cast: Cast) -> None:
    running = staged(cast)
    client.force_login(cast.mentor)
    sent = {"number": "0", "entered_on": "2016-08-01", "note": "Foto diambil"}
    client.post("/pendampingan/B-017/tahap/", sent)
    page = client.get("/pendampingan/B-017/").content.decode()
    assert 'class="stage-now" aria-current="step"><b>0. Diagnosis' in page
    again = client.post("/pendampingan/B-017/tahap/", sent)  # the page left open, sent once more
    assert "Tahap diambil berurutan" in again.content.decode()
    client.force_login(cast.owner)
    assert client.get("/pendampingan/B-017/tahap/").status_code == 404
    board = client.get(f"/pendampingan/program/{running.pk}/tahap/").content.decode()
    assert "B-017" in board
    client.force_login(cast.owner_b)
    board = client.get(f"/pendampingan/program/{running.pk}/tahap/").content.decode()
    assert "B-017" not in board
