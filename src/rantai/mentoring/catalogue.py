"""Our own check sheets, in words of the shop; a co-operative adopts them and edits by edition.

They are written for small sand-casting workshops and copy no customer's or association's form: a
customer's own workbook is attached to the yearly self-audit as it is.
"""

from typing import NamedTuple


class Looked(NamedTuple):
    pillar: str
    text: str
    text_en: str
    anchors: tuple[tuple[str, str], ...]


def _item(pillar: str, text: str, text_en: str, *anchors: str) -> Looked:
    """Each anchor is "Indonesian | English", from score 0 upward."""
    pairs = [anchor.split(" | ") for anchor in anchors]
    return Looked(pillar, text, text_en, tuple((one, two) for one, two in pairs))


FIVE_R = (
    _item(
        "structure",
        "Ringkas: barang yang tidak dipakai",
        "Ringkas (sort): things nobody uses",
        "Barang rusak bercampur dengan yang dipakai | Broken things lie among those in use",
        "Sebagian sudah dipisah | Some are set apart",
        "Semua dipisah, belum dibuang | All set apart, not yet gone",
        "Hanya yang dipakai yang ada | Only what is used is there",
        "Ditinjau tiap bulan dengan tanda merah | Reviewed monthly with red tags",
    ),
    _item(
        "structure",
        "Rapi: tempat alat, pola, dan ladel",
        "Rapi (set in order): places of tools, patterns, ladles",
        "Dicari setiap kali | Searched for every time",
        "Ada tempat, tidak bertanda | There is a place, unmarked",
        "Tempat bertanda, sering kosong | Marked, often empty",
        "Kembali ke tempatnya tiap hari | Back in place every day",
        "Yang hilang tampak dalam sekejap | What is missing shows at a glance",
    ),
    _item(
        "structure",
        "Resik: lantai, pasir, dan jalur tuang",
        "Resik (clean): floor, sand, pouring aisle",
        "Jalur tuang terhalang | The pouring aisle is blocked",
        "Jalur bebas, pasir berserakan | Aisle free, sand about",
        "Dibersihkan bila ada tamu | Cleaned when guests come",
        "Dibersihkan tiap habis tuang | Cleaned after every pour",
        "Sumber kotoran dihilangkan | Sources of dirt removed",
    ),
    _item(
        "people",
        "Rawat: baku yang tertulis",
        "Rawat (standardise): written standards",
        "Tidak ada baku | No standard",
        "Lisan saja | By word of mouth",
        "Tertulis, tidak di tempat kerja | Written, not at the place of work",
        "Di tempat kerja, bergambar | At the place of work, with pictures",
        "Diperbaiki oleh yang mengerjakan | Improved by those who do the work",
    ),
    _item(
        "people",
        "Rajin: kebiasaan tanpa disuruh",
        "Rajin (sustain): habit without being told",
        "Hanya saat diperiksa | Only when inspected",
        "Pemilik mengingatkan tiap hari | The owner reminds daily",
        "Pertemuan pagi membahasnya | The morning talk covers it",
        "Tiap orang tahu bagiannya | Everyone knows their part",
        "Bengkel lain datang belajar | Other workshops come to learn",
    ),
)

SELF_AUDIT = (
    _item(
        "quality",
        "Bahan masuk diperiksa dan berlabel",
        "Incoming material is checked and labelled",
        "Diterima tanpa dilihat | Taken in unseen",
        "Dilihat, tidak dicatat | Looked at, not recorded",
        "Dicatat per lot | Recorded by lot",
        "Lot ditahan sampai analisisnya ada | The lot waits for its analysis",
    ),
    _item(
        "quality",
        "Muatan ditimbang",
        "The charge is weighed",
        "Dikira-kira | By eye",
        "Sebagian ditimbang | Partly weighed",
        "Semua ditimbang dan dicatat | All weighed and recorded",
        "Dihitung lebih dulu, lalu ditimbang | Worked out first, then weighed",
    ),
    _item(
        "quality",
        "Analisis sebelum tuang",
        "Analysis before pouring",
        "Tidak pernah | Never",
        "Kadang-kadang | Now and then",
        "Tiap leburan | Every heat",
        "Tiap leburan, koreksi tercatat | Every heat, corrections recorded",
    ),
    _item(
        "quality",
        "Suhu tuang dan waktu sejak inokulasi",
        "Pouring temperature and time since inoculation",
        "Tidak diukur | Not measured",
        "Suhu saja | Temperature only",
        "Suhu dan waktu | Temperature and time",
        "Lewat batas, tuang dihentikan | Beyond the limit, pouring stops",
    ),
    _item(
        "quality",
        "Uji pasir",
        "Sand tests",
        "Tidak ada | None",
        "Diremas dengan tangan | Squeezed by hand",
        "Alat uji, kadang dicatat | Test gear, recorded at times",
        "Tiap hari, digambar di peta | Daily, drawn on a chart",
    ),
    _item(
        "quality",
        "Afkir dicatat menurut cacat",
        "Scrap is recorded by defect",
        "Tidak dihitung | Not counted",
        "Dihitung per bulan | Counted by month",
        "Per cacat dan per pola | By defect and pattern",
        "Ditinjau tiap minggu, ada tindakan | Reviewed weekly, with actions",
    ),
    _item(
        "quality",
        "Dempul dan perbaikan tersembunyi",
        "Putty and hidden repairs",
        "Dibiarkan | Let pass",
        "Dilarang, tidak diperiksa | Forbidden, not checked",
        "Diperiksa sebelum dicat | Checked before painting",
        "Diketuk dan disikat, bukti foto | Rung and brushed, photo kept",
    ),
    _item(
        "quality",
        "Alat ukur terkalibrasi",
        "Gauges are calibrated",
        "Tidak diketahui | Nobody knows",
        "Ada daftar | There is a list",
        "Kalibrasi berlaku | Calibration holds",
        "Studi alat ukur lulus | The gauge study is passed",
    ),
    _item(
        "structure",
        "Perawatan tungku dan lapisan",
        "Care of furnace and lining",
        "Sampai rusak | Until it breaks",
        "Dilihat tiap pagi | Looked at each morning",
        "Rencana menurut jumlah leburan | A plan by heats",
        "Rencana dijalankan, tercatat | The plan is kept and recorded",
    ),
    _item(
        "people",
        "Alat pelindung dan keselamatan tuang",
        "Protection and safety in pouring",
        "Tidak dipakai | Not worn",
        "Dipakai sebagian | Worn by some",
        "Dipakai semua | Worn by all",
        "Nyaris celaka dilaporkan | Near misses are reported",
    ),
)

QCDSM = (
    _item(
        "quality",
        "Mutu: angka afkir",
        "Quality: reject rate",
        "Tidak diketahui | Unknown",
        "Diketahui pemilik | The owner knows it",
        "Dipajang tiap bulan | Posted monthly",
        "Turun tiga bulan berturut | Down three months in a row",
    ),
    _item(
        "structure",
        "Biaya: bahan dan listrik per kg",
        "Cost: material and power per kg",
        "Tidak dihitung | Not reckoned",
        "Dihitung per tahun | Reckoned yearly",
        "Dihitung per bulan | Reckoned monthly",
        "Dipakai untuk memilih muatan | Used to choose the charge",
    ),
    _item(
        "structure",
        "Pengiriman: tepat waktu dan jumlah",
        "Delivery: on time, in full",
        "Tidak dicatat | Not recorded",
        "Terlambat dicatat | Lateness recorded",
        "Sebabnya dicari | Causes are sought",
        "Tepat tiga bulan berturut | On time three months in a row",
    ),
    _item(
        "people",
        "Keselamatan: kecelakaan dan luka bakar",
        "Safety: accidents and burns",
        "Tidak dicatat | Not recorded",
        "Dicatat bila berat | Recorded when grave",
        "Semua dicatat | All recorded",
        "Sebab dihilangkan | Causes removed",
    ),
    _item(
        "people",
        "Moral: usul dan pertemuan pagi",
        "Morale: suggestions and morning talk",
        "Tidak ada | None",
        "Pertemuan bila ada masalah | A talk when there is trouble",
        "Pertemuan tiap pagi | A talk each morning",
        "Usul dijalankan dan dihargai | Suggestions carried out and thanked",
    ),
)

SKILLS = tuple(
    _item(
        "people",
        text,
        text_en,
        "Belum ada yang bisa | Nobody can",
        "Satu orang, dengan bantuan | One person, with help",
        "Satu orang, sendiri | One person, alone",
        "Dua orang atau lebih | Two people or more",
        "Ada yang mengajar | Someone teaches it",
    )
    for text, text_en in (
        ("Melebur dan mengoreksi", "Melting and correcting"),
        ("Mencetak dan menutup cetakan", "Moulding and closing"),
        ("Membuat inti", "Core making"),
        ("Membubut menurut gambar", "Turning to the drawing"),
        ("Mengukur dan mencatat", "Measuring and recording"),
    )
)

SHEETS: tuple[tuple[str, int, bool, tuple[Looked, ...]], ...] = (
    ("self", 365, True, SELF_AUDIT),
    ("5r", 90, False, FIVE_R),
    ("qcdsm", 180, False, QCDSM),
    ("skills", 365, False, SKILLS),
)
"""Kind, days until it is due again, whether it takes the customer's workbook, and its items."""
