"""What people type on the shop floor; measured numbers are never filled in for them."""

from rantai.shopfloor.forms.castings import MachiningForm, ScrapForm
from rantai.shopfloor.forms.corrections import CorrectionForm
from rantai.shopfloor.forms.facts import FactForm
from rantai.shopfloor.forms.heats import ChargeForm, DecisionForm, ReadingsForm, StartForm
from rantai.shopfloor.forms.materials import ReceiveForm
from rantai.shopfloor.forms.pours import CountForm, PourForm

__all__ = [
    "ChargeForm",
    "CorrectionForm",
    "CountForm",
    "DecisionForm",
    "FactForm",
    "MachiningForm",
    "PourForm",
    "ReadingsForm",
    "ReceiveForm",
    "ScrapForm",
    "StartForm",
]
