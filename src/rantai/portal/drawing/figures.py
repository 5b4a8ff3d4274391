"""How a number is written in Indonesian and in English."""

from decimal import ROUND_HALF_UP, Decimal

NARROW = "\u00a0"  # a figure and its unit stay on one line
MINUS = "\u2212"
MINUTES_OF_A_DAY = 24 * 60
NOTHING = "–"

Number = int | float | Decimal
INDONESIAN = str.maketrans(",.", ".,")


def written(value: Number, places: int | None = None, language: str = "id") -> str:
    """The number with the language's comma and thousands mark.

    Without `places`, a whole number has no decimals and any other shows its own, at most three.

    >>> written(1250000)
    '1.250.000'
    >>> written(3.25, 2), written(3.25, 2, "en")
    ('3,25', '3.25')
    """
    exact = value if type(value) is Decimal else Decimal(str(value))
    if places is None:
        places = min(_own_places(exact), 3)
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    if language == "id":
        text = text.translate(INDONESIAN)
    return f"{MINUS}{text}" if rounded < 0 else text


def whole(value: int, language: str = "id") -> str:
    """A count, of which a page has hundreds.

    >>> whole(-1250)
    '−1.250'
    """
    text = f"{abs(value):,}"
    text = text.replace(",", ".") if language == "id" else text
    return f"{MINUS}{text}" if value < 0 else text


def _own_places(exact: Decimal) -> int:
    exponent = exact.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def signed(value: Number, places: int | None = None, language: str = "id") -> str:
    text = written(value, places, language)
    return f"+{text}" if value > 0 else text


def rupiah(value: Number, language: str = "id") -> str:
    text = written(value, 0, language)
    return f"{MINUS}Rp{NARROW}{text[1:]}" if text.startswith(MINUS) else f"Rp{NARROW}{text}"


def percent(value: Number, places: int | None = None, language: str = "id") -> str:
    return f"{written(value, places, language)}{NARROW}%"


def mass(kilograms: Number, language: str = "id") -> str:
    """Kilograms up to ten tonnes, then tonnes; a decimal only where it can be weighed.

    >>> mass(512), mass(6.4), mass(12400)
    ('512\\xa0kg', '6,4\\xa0kg', '12,4\\xa0t')
    """
    exact = Decimal(str(kilograms))
    if abs(exact) >= 10_000:
        return f"{written(exact / 1000, 1, language)}{NARROW}t"
    whole = exact == exact.to_integral_value()
    return f"{written(exact, 0 if whole else 1, language)}{NARROW}kg"


def clock(seconds: Number, language: str) -> str:
    """Minutes and seconds as a stopwatch shows them; after a day, whole days.

    >>> clock(252, "id"), clock(200_000, "id")
    ('4:12', '2 hari')
    """
    minutes, rest = divmod(abs(int(seconds)), 60)
    sign = MINUS if seconds < 0 else ""
    if minutes >= MINUTES_OF_A_DAY:
        days = written(minutes // MINUTES_OF_A_DAY, None, language)
        return f"{sign}{days} {'days' if language == 'en' else 'hari'}"
    return f"{sign}{minutes}:{rest:02d}"
