"""A workshop's standing changes: what hangs on it is listed first, and then dealt with."""

from rantai.portal.leaving.letting import NotReadYet, change_standing
from rantai.portal.leaving.reckoning import Ties, ties_of
from rantai.portal.leaving.sentences import digest_of, what_happens

__all__ = [
    "NotReadYet",
    "Ties",
    "change_standing",
    "digest_of",
    "ties_of",
    "what_happens",
]
