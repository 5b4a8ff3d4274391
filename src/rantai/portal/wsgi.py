"""The server's entry."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rantai.portal.settings")

whole_site = get_wsgi_application()

from rantai.portal.arriving import WholeBodies  # noqa: E402 -- they read the settings
from rantai.portal.gate import Gate  # noqa: E402
from rantai.portal.kept_pages import KeptPages  # noqa: E402
from rantai.portal.short_way import ShortWay  # noqa: E402
from rantai.records.database.lending import Lending  # noqa: E402

MOST_INSIDE = {"sqlite": 48, "postgresql": 12}
"""Devices that tell, and as many people who look, in one server process; it has more threads than
that, so that one can say no.

Behind a database server each may need a connection, and it has a hundred for everybody.
"""

ways = ShortWay(KeptPages(whole_site))
application = Gate(WholeBodies(Lending(ways)), MOST_INSIDE[connection.vendor])

# All pages are read in before the first is asked for, and what is there then stays for good:
# the collector need not look through it in the middle of somebody's page, for a tenth of a second.
_pages = get_resolver().url_patterns
gc.collect()
gc.freeze()
