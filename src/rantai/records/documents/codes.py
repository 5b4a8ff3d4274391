"""QR codes as SVG, for a page and for a printed document alike."""

import io

import segno


def qr_svg(content: str, *, title: str = "") -> str:
    """Draw a QR code with its quiet zone, without a style attribute, sized by whoever shows it.

    A smudged label must still be read in a foundry: level M at least survives 15 % dirt.
    """
    out = io.BytesIO()
    segno.make(content, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        border=4,
        light="#fff",
        svgclass=None,
        lineclass=None,
        title=title or None,
    )
    return out.getvalue().decode()
