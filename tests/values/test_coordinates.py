from __future__ import annotations

from decimal import Decimal

import pytest

from memorial_kg.values import ValueProblem, parse_point


def test_a_point_is_written_longitude_first() -> None:
    assert parse_point("52.430", "13.2500", "50").wkt == "POINT(13.2500 52.430)"
    assert parse_point("-0.0000001", "0").wkt == "POINT(0 -0.0000001)"


@pytest.mark.parametrize(
    ("latitude", "longitude", "radius"),
    [
        ("52", "13", "55660"),
        ("52.4", "13.25", "5566"),
        ("52.43", "13.25", "557"),
        ("52.431", "13.251", "56"),
        ("52.4312", "13.2512", "10"),
        ("52.4312345678", "13.2512345678", "10"),
    ],
)
def test_fewer_decimals_make_a_wider_circle(latitude: str, longitude: str, radius: str) -> None:
    assert parse_point(latitude, longitude).radius == Decimal(radius)


@pytest.mark.parametrize("corner", [("90", "180"), ("-90", "-180"), ("0", "0")])
def test_the_whole_globe_is_in_range(corner: tuple[str, str]) -> None:
    assert parse_point(*corner).radius == 55660


@pytest.mark.parametrize(
    ("latitude", "longitude", "radius", "complaint", "advice"),
    [
        ("400", "13", None, "latitude '400' is not on the globe", "metres of a projected system"),
        ("6890000", "1490000", None, "latitude '6890000'", "EPSG:4326"),
        ("91", "13", None, "latitude '91'", "see whether latitude and longitude were swapped"),
        ("0", "181", None, "longitude '181'", "-180 to 180"),
        ("52,4", "13", None, "latitude '52,4' is not a decimal number", "write 52.4"),
        ("52°26'N", "13", None, "latitude", "-40.37"),
        ("52", "nan", None, "longitude 'nan'", "leave it out"),
        ("52", "13", "0", "radius '0' is not above 0", "correct it"),
        ("52", "13", "5km", "radius '5km' is not", "write 5"),
        ("52", "", None, "longitude ''", "leave it out"),
    ],
)
def test_a_place_off_the_globe_is_refused(
    latitude: str, longitude: str, radius: str | None, complaint: str, advice: str
) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_point(latitude, longitude, radius)
    assert complaint in caught.value.what
    assert advice in caught.value.todo
