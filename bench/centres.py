"""Every page of mentoring, people, shared machines and centres, at the country's size."""

from collections.abc import Iterator

from django.test import Client

from bench.country import grow_country
from bench.figures import Figure, at_most, p50_p99
from bench.pages import EMPTY, SPELLS, signed_in, timed
from rantai.members.models import Workshop
from rantai.mentoring.models import Action, Aim, Programme, Spread, Visit
from rantai.records.models import Cooperative, Role

P99_MS = 100.0
SHOP = "B-045"
"""Makes sleeves in the example, so that nothing on its pages is empty."""

PAGES = {
    Role.MINISTRY: ("/kementerian/", "/kementerian/CEPER/", "/kementerian/TEGAL/"),
    Role.MENTOR: (
        "/",
        "/anggota/",
        f"/anggota/{SHOP}/",
        f"/anggota/{SHOP}/orang/",
        f"/anggota/{SHOP}/pelatihan/",
        "/kartu-nilai/",
        "/kartu-nilai/koperasi/",
        f"/kartu-nilai/{SHOP}/",
        "/mesin/",
        "/pendampingan/",
        f"/pendampingan/{SHOP}/",
        f"/pendampingan/{SHOP}/lembar/5r/",
        f"/pendampingan/{SHOP}/kesiapan/",
        "/pendampingan/program/{programme}/tahap/",
        "/pendampingan/program/{programme}/",
        "/pendampingan/kunjungan/{visit}/",
        "/pendampingan/tindakan/",
        "/pendampingan/tindakan/{action}/",
        "/pendampingan/pengaruh/",
        "/pendampingan/yokoten/",
        "/pendampingan/yokoten/sasaran/{aim}/",
        "/pendampingan/yokoten/{spread}/",
        "/pendampingan/kasus/",
        "/pendampingan/kesiapan/",
        "/pendampingan/kesiapan/aturan/",
    ),
    Role.PLANNER: (
        "/",
        "/anggota/",
        f"/anggota/{SHOP}/",
        "/kartu-nilai/",
        "/mesin/",
        "/mesin/FRS-1/",
        "/mesin/FRS-1/antrean/",
        "/mesin/FRS-1/perawatan/",
        "/aturan-antrean/",
        "/hibah/",
        "/pelanggan/tautan/",
        "/pendampingan/",
        "/pendampingan/pengaruh/",
        "/pendampingan/yokoten/",
        "/pendampingan/kesiapan/",
        "/sentra-baru/",
    ),
    Role.TREASURER: ("/", "/pembayaran/", "/pembayaran/uang-muka/", "/hibah/"),
    Role.OWNER: (
        "/",
        "/kartu-nilai/{own}/",
        "/pendampingan/{own}/kesiapan/",
        "/pendampingan/pengaruh/",
        "/pendampingan/yokoten/",
        "/mesin/",
        "/mesin/FRS-1/antrean/",
        "/laporan/",
    ),
    Role.CUSTOMER: ("/", "/pelanggan/mutu/"),
}
"""By who opens them; the matrix of four thousand people is `page-skills`."""


ROUNDS = 12


def page_centre(is_tiny: bool) -> Iterator[Figure]:
    """Each page beside the empty page; a line says whose page it is and its address."""
    grow_country(is_tiny=is_tiny)
    clients = {role: signed_in(role)[0] for role in PAGES}
    floor = _floor(clients[Role.MENTOR], is_tiny)
    for role, named, address in _addresses():
        yield _measured(f"page-centre {role} {named} p99", clients[role], address, floor, is_tiny)


def page_skills(is_tiny: bool) -> Iterator[Figure]:
    """Four thousand people and what each can do on one page."""
    grow_country(is_tiny=is_tiny)
    client, _account = signed_in(Role.MENTOR)
    floor = _floor(client, is_tiny)
    address = "/anggota/keterampilan/"
    yield _measured(f"page-skills mentor {address} p99", client, address, floor, is_tiny)


def _measured(name: str, client: Client, address: str, floor: list[float], is_tiny: bool) -> Figure:
    spells = [spell[1] for spell in _spells(client, address, is_tiny)]
    return at_most(name, spells, "ms", against=("empty page", floor), budget=P99_MS)


def _floor(client: Client, is_tiny: bool) -> list[float]:
    return [spell[1] for spell in _spells(client, EMPTY, is_tiny)]


def _spells(client: Client, address: str, is_tiny: bool) -> list[tuple[float, float]]:
    """p50 and p99 of each spell, after a first look that fills the caches."""
    rounds, spells = (1, 1) if is_tiny else (ROUNDS, SPELLS)
    timed(client, address)
    return [p50_p99([timed(client, address) for _ in range(rounds)]) for _ in range(spells)]


def _addresses() -> Iterator[tuple[Role, str, str]]:
    """Whose page, its name, and its address with the keys of this run's rows in it."""
    mine = {"cooperative": Cooperative.objects.order_by("pk")[0]}
    keys = {
        "programme": Programme.objects.filter(**mine).order_by("pk")[0].pk,
        "visit": Visit.objects.filter(**mine, workshop__code=SHOP).order_by("-visited_on")[0].pk,
        "action": Action.objects.filter(**mine, closings__isnull=True).order_by("pk")[0].pk,
        "spread": Spread.objects.filter(**mine).order_by("pk")[0].pk,
        "aim": Aim.objects.filter(**mine, action__isnull=False).order_by("pk")[0].pk,
        "own": Workshop.objects.filter(people__account=signed_in(Role.OWNER)[1])[0].code,
    }
    for role, addresses in PAGES.items():
        for address in addresses:
            yield role, address, address.format(**keys)


BY_NAME = {"page-centre": page_centre, "page-skills": page_skills}
