"""A centre's outline: a good file is drawn, and a bad one is refused with what is wrong."""

import json
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from rantai.portal.actions import OutlineRefused, import_outline
from rantai.portal.outlines import Fault, OutlineFault, drawn, read_outline
from tests.cast import Cast

HERE = {"latitude": -7.661, "longitude": 110.658}
RING = [[110.6, -7.7], [110.7, -7.7], [110.7, -7.6], [110.6, -7.6], [110.6, -7.7]]


def polygon(ring: Any = None) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [RING if ring is None else ring]}


def as_file(told: Any) -> bytes:
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    "told",
    [
        polygon(),
        {"type": "Feature", "properties": {}, "geometry": polygon()},
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {}, "geometry": polygon()}],
        },
        {"type": "MultiPolygon", "coordinates": [[RING], [RING]]},
        polygon([[*point, 112.0] for point in RING]),  # a height is left out
    ],
)
def test_polygons_are_found_wherever_the_file_keeps_them(told: Any) -> None:
    rings = read_outline(as_file(told), **HERE)
    assert rings[0][0] == (110.6, -7.7)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"x" * (1024 * 1024 + 1), Fault.TOO_LARGE),
        (b"not json", Fault.NOT_JSON),
        (b"\xff\xfe\x00", Fault.NOT_JSON),
        (b"[" * 100_000, Fault.NOT_JSON),
        (as_file([]), Fault.NO_POLYGON),
        (as_file({"type": "Point", "coordinates": [110.6, -7.6]}), Fault.NO_POLYGON),
        (as_file({"type": "FeatureCollection", "features": [7]}), Fault.NO_POLYGON),
        (as_file({"type": "Polygon", "coordinates": []}), Fault.NOT_NUMBERS),
        (as_file(polygon([["110", "-7"]] * 4)), Fault.NOT_NUMBERS),
        (as_file(polygon([[True, False]] * 4)), Fault.NOT_NUMBERS),
        (as_file(polygon()).replace(b"110.7", b"NaN"), Fault.NOT_JSON),
        (as_file(polygon()).replace(b"110.7", b"1e999"), Fault.NOT_NUMBERS),
        (as_file(polygon([[431_000, 9_153_000]] * 4)), Fault.OFF_THE_EARTH),
        (as_file(polygon(RING[:-1])), Fault.NOT_CLOSED),
        (as_file(polygon([*[[110.6, -7.6]] * 5_001])), Fault.TOO_MANY),
        (as_file(polygon([[4.8, 52.3], [4.9, 52.3], [4.9, 52.4], [4.8, 52.3]])), Fault.ELSEWHERE),
    ],
)
def test_what_is_wrong_with_a_file_is_named(content: bytes, fault: Fault) -> None:
    with pytest.raises(OutlineFault) as wrong:
        read_outline(content, **HERE)
    assert wrong.value.fault == fault


LEAF = st.none() | st.floats() | st.sampled_from(["Polygon", "Feature", "MultiPolygon"])
KEY = st.sampled_from(["type", "coordinates", "geometry", "features"])


@given(
    st.recursive(
        LEAF,
        lambda x: st.lists(x, max_size=3) | st.dictionaries(KEY, x, max_size=3),
        max_leaves=6,
    )
)
def test_no_file_does_more_than_be_refused(told: Any) -> None:
    with suppress(OutlineFault):
        read_outline(as_file(told), **HERE)


def test_the_picture_holds_the_outline_and_the_dot() -> None:
    picture = drawn([RING], HERE["latitude"], HERE["longitude"])
    numbers = [float(n) for pair in picture.rings[0].split() for n in pair.split(",")]
    assert all(0 <= n <= picture.width for n in [*numbers, picture.x, picture.y])


def test_an_officer_imports_it_by_page_and_nobody_else(client: Client, cast: Cast) -> None:
    centre = cast.cooperative.centre
    client.force_login(cast.ministry)
    address = f"/kementerian/{centre.code}/garis-batas/"
    bad = client.post(address, {"file": SimpleUploadedFile("a.geojson", b"{}")})
    assert "tidak memuat poligon" in bad.content.decode()
    client.post(address, {"file": SimpleUploadedFile("a.geojson", as_file(polygon()))})
    assert "<polygon" in client.get(f"/kementerian/{centre.code}/").content.decode()
    for who in (cast.planner, cast.stranger, cast.customer_engineer):
        client.force_login(who)
        assert client.post(address).status_code == 404
        with pytest.raises(Http404):
            import_outline(centre=centre, content=as_file(polygon()), by=who, at=cast.at)
    with pytest.raises(OutlineRefused):
        import_outline(centre=centre, content=b"", by=cast.ministry, at=cast.at)
