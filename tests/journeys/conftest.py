"""The standing cast, for every test in this folder."""

from tests.cast import cast as cast
