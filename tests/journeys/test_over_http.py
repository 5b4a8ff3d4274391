"""The whole main job through pages alone, without a browser, with CSRF enforced."""

from django.db import connection

from tests.cast import Cast
from tests.distribution import Watch
from tests.journeys.clock import Clock
from tests.journeys.main_job import MainJob
from tests.journeys.visitors import PASSWORD, signed_in


def test_schedules_become_settled_members(cast: Cast, clock: Clock) -> None:
    cast.owner_b.set_password(PASSWORD)
    cast.owner_b.save()
    job = MainJob(cast, clock, signed_in)
    watch = Watch()
    with connection.execute_wrapper(watch):
        job.is_told()
    assert not watch.complaints, "\n".join(sorted(watch.complaints))
