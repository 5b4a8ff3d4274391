"""Did it help: named before it is known, compared over months, told only with its interval."""

from datetime import date, datetime, time

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from rantai.members.models import Skill, SkillLevel, Training
from rantai.mentoring.actions import AimNamed, close_action, name_aim, weigh_helps
from rantai.mentoring.models import Action, Aim, Aimed, HelpWeighed, Verdict
from rantai.mentoring.queries.help import HelpedRow, did_it_help
from rantai.orders.rules import month_after
from rantai.plans.models import ReceivedTally
from rantai.records.actions import stamp
from tests.cast import Cast
from tests.rantai.mentoring.story import agreed, assessed, programme

DONE_ON = date(2019, 1, 20)
TODAY = date(2019, 8, 15)
BEFORE, AFTER = (31, 28, 30, 33, 27, 32), (4, 2, 3, 5, 3, 2)
"""Of a thousand pieces a month; nobody would call that luck."""


def received(cast: Cast, before: tuple[int, ...] = BEFORE, after: tuple[int, ...] = AFTER) -> None:
    """Months before January and from February on; January, in which it was done, has its own."""
    months = {month_after(DONE_ON.replace(day=1), -6 + place): bad for place, bad in
              enumerate(before)}  # fmt: skip
    months[DONE_ON.replace(day=1)] = 500
    months |= {month_after(DONE_ON.replace(day=1), 1 + place): bad
               for place, bad in enumerate(after)}  # fmt: skip
    ReceivedTally.objects.bulk_create(
        ReceivedTally(
            cooperative=cast.cooperative,
            workshop=cast.workshop_a,
            part=cast.block.part,
            month=month,
            accepted=1000 - bad,
            rejected=bad,
        )
        for month, bad in months.items()
    )


@pytest.fixture
def action(cast: Cast) -> Action:
    return agreed(assessed(cast, programme(cast), date(2019, 1, 5), 50))


def aimed(cast: Cast, action: Action) -> Aim:
    return name_aim(of=action, measure=Aimed.REJECTS, by=cast.mentor, at=cast.at)


def done(cast: Cast, action: Action) -> None:
    close_action(
        action=action, done_on=DONE_ON, note="Terpasang", proof=None, by=cast.mentor, at=cast.at
    )


def night(cast: Cast) -> None:
    at = timezone.make_aware(datetime.combine(TODAY, time(2)))
    weigh_helps(cooperative=cast.cooperative, at=at)


def row(cast: Cast) -> HelpedRow:
    night(cast)
    (found,) = did_it_help(cast.mentor).rows
    return found


def test_a_clear_change_is_told_with_counts_and_interval(cast: Cast, action: Action) -> None:
    aimed(cast, action)
    done(cast, action)
    received(cast)

    assert row(cast).state == Verdict.HELPED
    assert row(cast).before == "3,02 % (181 dari 6.000)"
    assert row(cast).after == "0,32 % (19 dari 6.000)", "The month of the help is on neither side."
    assert "95 %" in row(cast).words


def test_the_same_change_the_other_way_is_told_as_worse(cast: Cast, action: Action) -> None:
    aimed(cast, action)
    done(cast, action)
    received(cast, AFTER, BEFORE)

    assert row(cast).state == Verdict.HARMED


def test_without_enough_months_nothing_is_claimed(cast: Cast, action: Action) -> None:
    aimed(cast, action)
    done(cast, action)
    received(cast, BEFORE, AFTER[:2])

    assert row(cast).state == Verdict.UNKNOWN
    assert row(cast).words.startswith("6 bulan sebelum, 2 sesudah")


def test_what_is_not_done_waits(cast: Cast, action: Action) -> None:
    aim = aimed(cast, action)
    received(cast)

    night(cast)
    found = did_it_help(cast.mentor)
    assert (found.rows, found.waiting, found.tonight) == ([], [aim], 0)


def test_what_is_done_is_weighed_in_the_night_and_said_to_wait_until_then(
    cast: Cast, action: Action
) -> None:
    aimed(cast, action)
    done(cast, action)
    received(cast)
    assert (did_it_help(cast.mentor).rows, did_it_help(cast.mentor).tonight) == ([], 1)

    night(cast)
    night(cast)
    assert did_it_help(cast.mentor).tonight == 0
    assert HelpWeighed.objects.count() == 1, "Another night takes the place of the one before."


def test_where_the_measure_was_never_recorded_it_is_counted_and_not_told(
    cast: Cast, action: Action
) -> None:
    aimed(cast, action)
    done(cast, action)

    night(cast)
    found = did_it_help(cast.mentor)
    assert (found.rows, found.silent) == ([], 1)


def test_the_measure_is_named_once(cast: Cast, action: Action) -> None:
    aimed(cast, action)

    with pytest.raises(AimNamed):
        name_aim(of=action, measure=Aimed.SCRAP, by=cast.mentor, at=cast.at)


def test_a_training_helps_every_workshop_that_attended(cast: Cast, action: Action) -> None:
    skill = Skill.objects.create(cooperative=cast.cooperative, name="Tuang", name_en="Pouring")
    training = Training.objects.create(
        cooperative=cast.cooperative,
        skill=skill,
        title="Suhu tuang",
        held_on=DONE_ON,
        trainer="Polman",
    )
    SkillLevel.objects.create(
        **stamp(cooperative=cast.cooperative, by=cast.mentor, at=cast.at),
        person=cast.workshop_a.people.all()[0],
        skill=skill,
        level=2,
        seen_on=DONE_ON,
        training=training,
    )
    name_aim(of=training, measure=Aimed.REJECTS, by=cast.mentor, at=cast.at)
    received(cast)

    assert (row(cast).kept.workshop, row(cast).kept.since) == (cast.workshop_a, DONE_ON)
    assert row(cast).state == Verdict.HELPED


def test_each_role_sees_its_own(client: Client, cast: Cast, action: Action) -> None:
    aimed(cast, action)
    done(cast, action)
    received(cast)
    night(cast)
    seen = {
        "mentor": (200, True),
        "planner": (200, True),
        "owner": (200, True),
        "owner_b": (200, False),
        "stranger": (200, False),
        "customer_engineer": (404, False),
        "ministry": (404, False),
    }
    for name, (status, is_told) in seen.items():
        client.force_login(getattr(cast, name), backend="rantai.portal.sign_in.AccountBackend")
        answer = client.get("/pendampingan/pengaruh/")
        assert answer.status_code == status, name
        assert ("Pasang label" in answer.content.decode()) == is_told, name


@pytest.mark.parametrize("name", ["owner", "planner", "stranger", "customer_engineer"])
def test_only_the_mentor_names_it(cast: Cast, action: Action, name: str) -> None:
    with pytest.raises(Http404):
        name_aim(of=action, measure=Aimed.SCRAP, by=getattr(cast, name), at=cast.at)


def test_it_is_named_on_the_page(client: Client, cast: Cast, action: Action) -> None:
    client.force_login(cast.mentor, backend="rantai.portal.sign_in.AccountBackend")
    address = f"/pendampingan/tindakan/{action.pk}/sasaran/"
    assert address in client.get("/pendampingan/tindakan/").content.decode()

    assert client.post(address, {"measure": "kilau"}).status_code == 200
    assert client.post(address, {"measure": "scrap"}).status_code == 302
    assert Aim.objects.get().measure == Aimed.SCRAP
    assert "Sasarannya sudah ditulis" in client.post(address, {"measure": "ppk"}).content.decode()
    assert "sasaran: Afkir" in client.get("/pendampingan/tindakan/").content.decode()
