"""The cheapest charge that meets the grade, with the confidence wanted, or why there is none."""

from tuang.charge.cheapest.problem import ChargeProblem, Material, SulphurBalance
from tuang.charge.cheapest.result import BindingLimit, ChargePlan, ChargeStatus, Relaxation
from tuang.charge.cheapest.solve import cheapest_charge
from tuang.charge.heel import Heel

__all__ = [
    "BindingLimit",
    "ChargePlan",
    "ChargeProblem",
    "ChargeStatus",
    "Heel",
    "Material",
    "Relaxation",
    "SulphurBalance",
    "cheapest_charge",
]
