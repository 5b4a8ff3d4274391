"""Whatever a test here does, the running counts must say what its facts say."""

from tests.rantai.tallies import tallies_agree as tallies_agree
