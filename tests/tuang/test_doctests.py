"""The examples printed in docstrings are run."""

import doctest
import importlib
import pkgutil

import pytest

import tuang

MODULES = [found.name for found in pkgutil.walk_packages(tuang.__path__, "tuang.")]


@pytest.mark.parametrize("name", MODULES)
def test_every_example_gives_what_it_prints(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
