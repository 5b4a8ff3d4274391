"""A pytest plugin that takes Django and the platform away, so that tuang stands alone."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

ABSENT = {"django", "rantai"}


class Absent(MetaPathFinder):
    """Answers first for these names, and as Python does for a package never installed."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


already = ABSENT & {name.partition(".")[0] for name in sys.modules}
if already:
    raise RuntimeError(f"{', '.join(already)} came in before the tests; tuang would not be alone.")
sys.meta_path.insert(0, Absent())
