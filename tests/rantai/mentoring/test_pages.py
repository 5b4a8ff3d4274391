"""The programme's board and a workshop's three pillars."""

from datetime import date

from django.test import Client

from rantai.mentoring.models import Pillar
from tests.cast import Cast
from tests.rantai.mentoring.story import assessed, programme


def test_a_mentor_records_a_score_on_the_page(client: Client, cast: Cast) -> None:
    programme(cast)
    client.force_login(cast.mentor)
    sent = {
        "pillar": "people",
        "assessed_on": "2019-04-10",
        "score": "64",
        "finding": "5R belum berjalan di gudang pasir",
    }
    response = client.post("/pendampingan/B-017/nilai/", sent)
    assert response.headers["Location"] == "/pendampingan/B-017/"
    assert "5R belum berjalan" in client.get("/pendampingan/B-017/").content.decode()


def test_the_drawing_appears_once_every_pillar_has_a_score(client: Client, cast: Cast) -> None:
    running = programme(cast)
    client.force_login(cast.owner)
    assessed(cast, running, date(2019, 1, 10), 55, Pillar.PEOPLE)
    assert "<polygon" not in client.get("/pendampingan/B-017/").content.decode()
    assessed(cast, running, date(2019, 1, 10), 60, Pillar.QUALITY)
    assessed(cast, running, date(2019, 1, 10), 65, Pillar.STRUCTURE)
    assert "<polygon" in client.get("/pendampingan/B-017/").content.decode()


def test_a_neighbour_does_not_see_the_scores(client: Client, cast: Cast) -> None:
    assessed(cast, programme(cast), date(2019, 1, 10), 55)
    client.force_login(cast.owner_b)
    assert client.get("/pendampingan/B-017/").status_code == 404
    assert "B-017" not in client.get("/pendampingan/").content.decode()


def test_a_workshop_outside_the_programme_cannot_be_assessed(client: Client, cast: Cast) -> None:
    programme(cast)
    client.force_login(cast.mentor)
    assert client.get("/pendampingan/B-031/nilai/").status_code == 404


def test_a_workshop_is_enrolled_on_the_page(client: Client, cast: Cast) -> None:
    running = programme(cast)
    client.force_login(cast.mentor)
    sent = {"workshop": cast.workshop_b.pk, "joined_on": "2019-04-01"}
    client.post(f"/pendampingan/program/{running.pk}/", sent)
    assert "B-031" in client.get("/pendampingan/").content.decode()


def test_a_correction_shows_old_and_new_score(client: Client, cast: Cast) -> None:
    wrong = assessed(cast, programme(cast), date(2019, 1, 10), 7)
    client.force_login(cast.mentor)
    sent = {"score": "71", "finding": "Baik", "because": "Salah ketik"}
    client.post(f"/pendampingan/koreksi/{wrong.pk}/", sent)
    text = client.get("/pendampingan/B-017/").content.decode()
    assert "Salah ketik" in text
    assert '<td class="num">7</td>' in text
    assert '<td class="num">71</td>' in text
