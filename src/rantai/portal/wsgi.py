"""The server's entry."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rantai.portal.settings")

whole_site = get_wsgi_application()

from rantai.portal.gate import Gate  # noqa: E402 -- it reads the settings

MOST_INSIDE = 20
"""Requests in one server process; it has more threads than that, so that one can say no."""

application = Gate(whole_site, MOST_INSIDE)
