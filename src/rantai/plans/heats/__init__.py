"""A plan of heats mended, moved, compared and held against what was promised; without Django."""

from rantai.plans.heats.changes import changed_places
from rantai.plans.heats.mending import mend
from rantai.plans.heats.moving import Places, moved
from rantai.plans.heats.promises import Kept, kept_promises

__all__ = ["Kept", "Places", "changed_places", "kept_promises", "mend", "moved"]
