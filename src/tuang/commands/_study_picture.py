"""The picture of a gauge study: components as bars, each operator's reading of each part."""

from html import escape
from statistics import fmean

from tuang.msa import Components, Study

WIDTH, HEIGHT = 640, 470
DASHES = ("", "7 4", "2 3", "9 3 2 3")
LEFT, RIGHT, TOP, BOTTOM = 64, 620, 196, 410
INK, SOFT, BAR = "#1c1a17", "#5d574e", "#5a4f48"
WORDS = {
    "grr": "gauge (GRR)",
    "ev": "repeatability (EV)",
    "av": "people (AV)",
    "pv": "parts (PV)",
}
BARS_FROM, PER_PCT = 150, 4.1


def study_picture(study: Study, found: Components) -> str:
    """An SVG that prints in black on white and says in words what it shows."""
    said = (
        f"Gauge error {found.grr_pct_study:.1f} percent of study variation; "
        f"{len(study.parts)} parts, {len(study.operators)} operators, {study.trials} trials."
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="title desc" font-family="sans-serif" font-size="12" fill="{INK}">'
        f'<title id="title">Gauge study</title><desc id="desc">{escape(said)}</desc>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
        f"{_bars(found)}{_by_part(study)}</svg>\n"
    )


def _bars(found: Components) -> str:
    """With the customary marks at 10 and 30 per cent: good to the first, poor beyond the other."""
    lines = [_heading(20, "Share of study variation")]
    for mark in (10, 30):
        x = BARS_FROM + PER_PCT * mark
        lines.append(
            f'<path d="M{x:.1f} 32V136" stroke="{SOFT}" stroke-dasharray="3 3"/>'
            f'<text x="{x:.1f}" y="148" text-anchor="middle" font-size="10" fill="{SOFT}">'
            f"{mark} %</text>"
        )
    for row, (name, word) in enumerate(WORDS.items()):
        pct = 100 * float(getattr(found, name)) / found.tv
        y = 34 + 26 * row
        end = BARS_FROM + PER_PCT * pct
        lines.append(
            f'<text x="{BARS_FROM - 8}" y="{y + 14}" text-anchor="end">{word}</text>'
            f'<rect x="{BARS_FROM}" y="{y}" width="{PER_PCT * pct:.1f}" height="18" fill="{BAR}"/>'
            f'<text x="{end + 6:.1f}" y="{y + 14}" stroke="white" stroke-width="4" '
            f'paint-order="stroke">{pct:.1f} %</text>'
        )
    return "".join(lines)


def _by_part(study: Study) -> str:
    means = [[fmean(values) for values in row] for row in study.cells]
    low, high = min(map(min, means)), max(map(max, means))
    across = (RIGHT - LEFT - 24) / max(1, len(study.parts) - 1)
    scale = (BOTTOM - TOP - 16) / ((high - low) or 1.0)
    lines = [_heading(178, "Mean of each part, by operator")]
    for step in range(5):
        level = low + (high - low) * step / 4
        y = BOTTOM - 8 - (level - low) * scale
        lines.append(
            f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="#dcd8d0"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="{SOFT}">'
            f"{level:.4g}</text>"
        )
    for index, part in enumerate(study.parts):
        x = LEFT + 12 + index * across
        lines.append(
            f'<text x="{x:.1f}" y="{BOTTOM + 18}" text-anchor="middle" fill="{SOFT}">'
            f"{escape(part)}</text>"
        )
    room = (RIGHT - LEFT) / max(len(study.operators), 4)
    for index, (name, row) in enumerate(zip(study.operators, means, strict=True)):
        points = [
            (LEFT + 12 + at * across, BOTTOM - 8 - (mean - low) * scale)
            for at, mean in enumerate(row)
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in points)
        drawn = (
            f'fill="none" stroke="{INK}" stroke-width="1.5" '
            f'stroke-dasharray="{DASHES[index % len(DASHES)]}"'
        )
        key = LEFT + index * room
        lines.append(
            f'<polyline points="{path}" {drawn}><title>{escape(name)}</title></polyline>{dots}'
            f'<path d="M{key:.1f} 450h34" {drawn}/>'
            f'<text x="{key + 40:.1f}" y="454">{escape(name)}</text>'
        )
    return "".join(lines)


def _heading(y: int, words: str) -> str:
    return f'<text x="10" y="{y}" font-weight="bold" font-size="13">{words}</text>'
