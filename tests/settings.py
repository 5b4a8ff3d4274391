"""The product's settings, in a scratch folder and without what only makes tests slow."""

import atexit
import os
import shutil
import tempfile

if "RANTAI_DATA" not in os.environ:
    os.environ["RANTAI_DATA"] = tempfile.mkdtemp(prefix="rantai-tests-")
    atexit.register(shutil.rmtree, os.environ["RANTAI_DATA"], ignore_errors=True)

from rantai.portal.settings import *  # noqa: F403 -- tests differ only in what follows
from rantai.portal.settings import DATA, DATABASES, STORAGES

# Hashing passwords slowly on purpose protects people; here there are none.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each process its own, so that one test's failed sign-ins do not lock another's door.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
WHITENOISE_USE_FINDERS = True
# Looked up when asked for: each test's client would list all of them first.
WHITENOISE_AUTOREFRESH = True
# whitenoise warns of a missing folder, and warnings are errors here.
(DATA / "static").mkdir(parents=True, exist_ok=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite"):
    # A file, as in the product: locks in a shared memory database differ. Power cuts do not count.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

# Tests tell faster than any hall, and ask at once what became of it.
QUIET_CONTACTS_A_SECOND = PATIENT_SECONDS = float("inf")

# A piece that is kept is drawn anew and compared, so that a forgotten value fails.
DRAWN_ONCE_IS_PROVED = True
