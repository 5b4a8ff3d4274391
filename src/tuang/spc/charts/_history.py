"""What the last fifteen points did, one bit a point, the newest lowest.

Plain functions on whole numbers: Python runs them for one chart, numba compiles the very same
for thousands, so that a chart and the wall of charts cannot disagree.
"""

Words = tuple[int, int, int, int, int, int, int, int, int, int]

NOTHING_YET: Words = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
LONGEST = 15  # points that the longest pattern looks at
_KEPT = (1 << LONGEST) - 1
_ALTERNATING = 0b1010101010101


def advance(words: Words, offset: float, sigma: float, step: float) -> Words:
    """The words after one more point.

    offset: from the centre; sigma: of this point, same unit; step: from the point before, 0 for
    the first. A point on a line is not beyond it.
    """
    seen, above, below, above_1, below_1, above_2, below_2, rise, fall, within = words
    return (
        (seen << 1 | 1) & _KEPT,
        (above << 1 | (offset > 0)) & _KEPT,
        (below << 1 | (offset < 0)) & _KEPT,
        (above_1 << 1 | (offset > sigma)) & _KEPT,
        (below_1 << 1 | (offset < -sigma)) & _KEPT,
        (above_2 << 1 | (offset > 2 * sigma)) & _KEPT,
        (below_2 << 1 | (offset < -2 * sigma)) & _KEPT,
        (rise << 1 | (step > 0)) & _KEPT,
        (fall << 1 | (step < 0)) & _KEPT,
        (within << 1 | (-sigma < offset < sigma)) & _KEPT,
    )


def shown(words: Words, is_beyond: bool) -> int:
    """The patterns that the newest point completes, one bit each, in the order of RunRule."""
    seen, above, below, above_1, below_1, above_2, below_2, rise, fall, within = words
    found = 1 if is_beyond else 0
    # Two or four points complete the pattern even before three or five were taken,
    # but a shorter window would judge them against fewer chances than the rule allows.
    is_high, is_low = above_2 & 1, below_2 & 1
    if seen & 7 == 7 and ((is_high and above_2 & 6) or (is_low and below_2 & 6)):
        found |= 2
    word = above_1 if above_1 & 1 else below_1
    four = (word & 1) + (word >> 1 & 1) + (word >> 2 & 1) + (word >> 3 & 1) + (word >> 4 & 1) >= 4
    if seen & 31 == 31 and word & 1 and four:
        found |= 4
    if above & 255 == 255 or below & 255 == 255:
        found |= 8
    if above & 511 == 511 or below & 511 == 511:
        found |= 16
    if rise & 31 == 31 or fall & 31 == 31:
        found |= 32
    up, down = rise & 8191, fall & 8191
    if (up == _ALTERNATING or down == _ALTERNATING) and up ^ down == 8191:
        found |= 64
    if within == _KEPT:
        found |= 128
    high, low = above_1 & 255, below_1 & 255
    if high | low == 255 and high and low:
        found |= 256
    return found
