"""The picture of a gauge study: components as bars, each operator's reading of each part."""

from html import escape
from statistics import fmean

from tuang.msa import Components, Study

WIDTH, HEIGHT = 640, 440
DASHES = ("", "6 3", "2 3", "8 3 2 3")


def study_picture(study: Study, found: Components) -> str:
    """An SVG that prints in black on white and says in words what it shows."""
    said = (
        f"Gauge error {found.grr_pct_study:.1f} percent of study variation; "
        f"{len(study.parts)} parts, {len(study.operators)} operators, {study.trials} trials."
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="title desc" font-family="sans-serif" font-size="12">'
        f'<title id="title">Gauge study</title><desc id="desc">{escape(said)}</desc>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
        f"{_bars(found)}{_by_part(study)}</svg>\n"
    )


def _bars(found: Components) -> str:
    lines = []
    for row, name in enumerate(("grr", "ev", "av", "pv")):
        pct = 100 * float(getattr(found, name)) / found.tv
        y = 20 + 26 * row
        lines.append(
            f'<text x="10" y="{y + 13}">{name.upper()}</text>'
            f'<rect x="60" y="{y}" width="{4.6 * pct:.1f}" height="18" fill="#456"/>'
            f'<text x="{66 + 4.6 * pct:.1f}" y="{y + 13}">{pct:.1f} %</text>'
        )
    return "".join(lines)


def _by_part(study: Study) -> str:
    means = [[fmean(values) for values in row] for row in study.cells]
    low, high = min(map(min, means)), max(map(max, means))
    across = 560 / max(1, len(study.parts) - 1)
    scale = 220 / ((high - low) or 1.0)
    lines = [
        f'<text x="10" y="150">mean of each part, {low:.4g} to {high:.4g}</text>',
        '<path d="M40 400H620M40 165V400" stroke="#888" fill="none"/>',
    ]
    for index, part in enumerate(study.parts):
        x = 50 + index * across
        lines.append(f'<text x="{x:.1f}" y="416" text-anchor="middle">{escape(part)}</text>')
    for index, (name, row) in enumerate(zip(study.operators, means, strict=True)):
        points = " ".join(
            f"{50 + at * across:.1f},{390 - (mean - low) * scale:.1f}"
            for at, mean in enumerate(row)
        )
        dash = DASHES[index % len(DASHES)]
        lines.append(
            f'<polyline points="{points}" fill="none" stroke="#245" stroke-width="1.5" '
            f'stroke-dasharray="{dash}"><title>{escape(name)}</title></polyline>'
            f'<text x="{50 + 110 * index}" y="434">{dash or "solid"}: {escape(name)}</text>'
        )
    return "".join(lines)
