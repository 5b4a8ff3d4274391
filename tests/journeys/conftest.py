"""The standing cast, and the clock of a story, for every test in this folder."""

from tests.cast import cast as cast
from tests.journeys.clock import clock as clock
