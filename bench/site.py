"""A site of its own for a run: an empty folder, all tables, the example co-operative."""

import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Nobody's own data is touched, and nothing stays behind."""
    folder = Path(tempfile.mkdtemp(prefix="rantai-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def set_up(folder: Path) -> None:
    """Point Django at the folder; must come before anything of Django is imported."""
    os.environ["RANTAI_DATA"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rantai.portal.settings")
    import django

    django.setup()
    # The empty page is a 404 on purpose; saying so each time would cost it time.
    logging.getLogger("django.request").setLevel(logging.ERROR)


def fill(months: int) -> None:
    """Make the tables, load so many months of the example and collect the static files."""
    from django.core.management import call_command

    from rantai.portal.example.story import tell_story

    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    tell_story(months=months)
    gc.collect()
