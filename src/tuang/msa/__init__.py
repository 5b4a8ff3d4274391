"""May this gauge be trusted: repeatability, reproducibility, bias, agreement."""

from tuang.msa.agreement import (
    Agreement,
    Appraiser,
    Kappa,
    Share,
    agreement,
    cohen,
    fleiss,
    weighted,
)
from tuang.msa.anova import POOLING_ALPHA, Crossed, crossed_anova, nested_anova
from tuang.msa.components import Components, MeanSquare
from tuang.msa.ranges import crossed_ranges, d2_star, range_moments
from tuang.msa.reference import Bias, Linearity, TypeOne, bias_at, linearity, type_one
from tuang.msa.study import Reading, Study, UnusableStudy, crossed, nested

__all__ = [
    "POOLING_ALPHA",
    "Agreement",
    "Appraiser",
    "Bias",
    "Components",
    "Crossed",
    "Kappa",
    "Linearity",
    "MeanSquare",
    "Reading",
    "Share",
    "Study",
    "TypeOne",
    "UnusableStudy",
    "agreement",
    "bias_at",
    "cohen",
    "crossed",
    "crossed_anova",
    "crossed_ranges",
    "d2_star",
    "fleiss",
    "linearity",
    "nested",
    "nested_anova",
    "range_moments",
    "type_one",
    "weighted",
]
