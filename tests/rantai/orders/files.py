"""Schedule files as a customer would send them, in a line each."""

Row = tuple[str, str, int, str]


def csv_release(number: str, issued: str, *rows: Row) -> bytes:
    """A CSV release: (part, due day, pieces, kind) a row; the first stands in row 5."""
    head = f"No. jadwal;{number}\nTanggal jadwal;{issued}\n\n"
    titles = "No. part;Tujuan;Tanggal kirim;Jumlah;Jenis\n"
    body = "".join(f"{part};Gudang 1;{due};{pieces};{kind}\n" for part, due, pieces, kind in rows)
    return (head + titles + body).encode()


def april(number: str, issued: str, *, april_pieces: int, may_pieces: int = 0) -> bytes:
    """A release of brake blocks, firm in April 2019 and perhaps in May."""
    rows: list[Row] = [("T-360", "26/04/2019", april_pieces, "Pasti")]
    if may_pieces:
        rows.append(("T-360", "24/05/2019", may_pieces, "Pasti"))
    return csv_release(number, issued, *rows)
