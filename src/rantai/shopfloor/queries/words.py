"""Words for steps, verdicts and signals, as a person on the shop floor reads them."""

import re
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rantai.shopfloor.rules import NextStep
from tuang.spc import RunRule

STEPS: dict[NextStep, tuple[str, Promise]] = {
    NextStep.CHARGE: ("running", _("Charge")),
    NextStep.SAMPLE: ("running", _("Take a sample")),
    NextStep.READ: ("waiting", _("Waiting for the lab")),
    NextStep.CORRECT: ("out", _("Outside the grade")),
    NextStep.DECIDE: ("waiting", _("Waiting for release")),
    NextStep.POUR: ("released", _("Pour")),
    NextStep.COUNT: ("running", _("Count castings")),
    NextStep.HELD: ("held", _("On hold")),
    NextStep.DONE: ("done", _("Done")),
}
"""What a person reads for each step, and the look's state beside it."""

ADVICE: dict[tuple[str, str], Promise] = {
    ("C", "above"): _("Carbon is high: add steel scrap."),
    ("C", "below"): _("Carbon is low: add carburiser."),
    ("Si", "above"): _("Silicon is high: add steel scrap and pig iron low in silicon."),
    ("Si", "below"): _("Silicon is low: add ferrosilicon."),
    ("Mn", "above"): _("Manganese is high: add pig iron low in manganese."),
    ("Mn", "below"): _("Manganese is low: add ferromanganese."),
    ("P", "above"): _("Phosphorus cannot be taken out: thin it with clean metal, or pig the heat."),
    ("S", "above"): _("Sulphur cannot be taken out here: thin it with clean metal."),
}
"""What usually brings an element back; how much is the lab's to say."""

SIGNALS: dict[RunRule, Promise] = {
    RunRule.BEYOND_LIMIT: _("beyond a control limit"),
    RunRule.TWO_OF_THREE: _("two of three far from the centre"),
    RunRule.FOUR_OF_FIVE: _("four of five off the centre"),
    RunRule.EIGHT_ON_ONE_SIDE: _("eight on one side of the centre"),
    RunRule.NINE_ON_ONE_SIDE: _("nine on one side of the centre"),
    RunRule.SIX_IN_TREND: _("six rising or falling"),
    RunRule.FOURTEEN_ALTERNATING: _("fourteen up and down in turn"),
    RunRule.FIFTEEN_WITHIN: _("fifteen close to the centre"),
    RunRule.EIGHT_BEYOND: _("eight far from the centre, on both sides"),
}

LIMITS: tuple[tuple[re.Pattern[str], Promise], ...] = (
    (
        re.compile(r"(?P<what>.+) at (?P<share>most|least) (?P<figure>[\d.e+-]+) % of the charge"),
        _("%(what)s: %(side)s %(figure)s %% of the charge"),
    ),
    (
        re.compile(r"(?P<what>.+) at (?P<share>most|least) (?P<figure>[\d.e+-]+) %.*"),
        _("%(what)s: %(side)s %(figure)s %%"),
    ),
    (
        re.compile(r"at (?P<share>most|least) (?P<figure>[\d.e+-]+) kg of (?P<what>.+)"),
        _("%(what)s: %(side)s %(figure)s kg"),
    ),
    (
        re.compile(r"stock of (?P<what>.+), (?P<figure>[\d.e+-]+) kg"),
        _("%(what)s: only %(figure)s kg in stock"),
    ),
)
"""How the kernel names a limit, and the same in the words of the shop."""


def limit_words(label: str) -> str:
    """A limit of a charge as a person reads it; one the kernel words anew is shown as it is."""
    for pattern, sentence in LIMITS:
        if found := pattern.fullmatch(label):
            side = _("at most") if found.groupdict().get("share") == "most" else _("at least")
            figure = number_format(Decimal(found["figure"]).normalize())
            return str(sentence) % {"what": found["what"], "side": side, "figure": figure}
    return label
