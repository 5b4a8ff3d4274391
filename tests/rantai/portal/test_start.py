"""What stands between the command and the first page."""

import os
import subprocess
import sys

HEAVY = ["highspy", "numba", "numpy", "openpyxl", "ortools", "pyhanko", "scipy"]

START = f"""
import sys
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(*(name for name in {HEAVY} if name in sys.modules))
"""


def test_no_solver_and_no_signing_or_spreadsheet_library_is_loaded_before_somebody_needs_it() -> (
    None
):
    started = subprocess.run(
        [sys.executable, "-c", START], env=os.environ, capture_output=True, text=True, check=True
    )
    assert started.stdout.split() == []
