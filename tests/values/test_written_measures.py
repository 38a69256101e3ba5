from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial_kg.values import UNITS, Measure, ValueProblem, parse_quantity, read_written_measure
from memorial_kg.values.written_numbers import decimal_text, read_written_number

# Text; then each size as dimension (- if the text names none), value and unit, ~ for about, and its part.
READ: Final = """
10'6"                                       | - 126 INH
41’ 4”                                      | - 496 INH
41'-4"                                      | - 496 INH
84’ x 63’                                   | - 84 FOT, - 63 FOT
24’X16’                                     | - 24 FOT, - 16 FOT
30x15x8'                                    | - 30 FOT, - 15 FOT, - 8 FOT
412 x 244 x 304 cm                          | - 412 CMT, - 244 CMT, - 304 CMT
412 x 244 x 304 cm. (13.5 x 8 x 10 ft.)     | - 412 CMT, - 244 CMT, - 304 CMT
68 x 110 1/4 x 54 in. (172.7 x 280 cm.)     | - 68 INH, - 110.25 INH, - 54 INH
86 in × 47 in × 62 in                       | - 86 INH, - 47 INH, - 62 INH
H: 3 m                                      | height 3 MTR
H. 60 ft. x Diam. 150 ft.                   | height 60 FOT, diameter 150 FOT
H-26’, L-17’, W-10’                         | height 26 FOT, length 17 FOT, width 10 FOT
30'h x 50'w                                 | height 30 FOT, width 50 FOT
14' high                                    | height 14 FOT
33 ft. h                                    | height 33 FOT
65 in. H (165.2 cm.)                        | height 65 INH
70-ft.                                      | - 70 FOT
108' (w) x 5.5' (h)                         | width 108 FOT, height 5.5 FOT
54""(h) x 264”(w) x 0.5""(d)                | height 54 INH, width 264 INH, depth 0.5 INH
35.75”(h) 71.25”(w) x 40”(d)                | height 35.75 INH, width 71.25 INH, depth 40 INH
15.25""(dia.) x 7/8""(d)                    | diameter 15.25 INH, depth 0.875 INH
31.75”(h) x 26.25(w) x 28”(d)               | height 31.75 INH, width 26.25 INH, depth 28 INH
62”(h) x 59”(w) (each)                      | height 62 INH each, width 59 INH each
144”(h) x 144”(w) x 144”(d) (Overall)       | height 144 INH, width 144 INH, depth 144 INH
48”(h) x 40.5”(w) each; 48""(h) x 162”(w) overall | height 48 INH each, width 40.5 INH each, height 48 INH, width 162 INH
Overall: approx. H. 52 ft.; Figure: approx. H. 8 1/2 ft. | height 52 FOT ~, height 8.5 FOT ~ Figure
46 x 68 x 38 in., 2000 lb. (116.8 x 172.7 x 96.5 cm.) | - 46 INH, - 68 INH, - 38 INH, weight 2000 LBR
45-3/4 x 39-3/4 x 20-7/8 in. (116.2 x 101.0 x 53.0 cm) | - 45.75 INH, - 39.75 INH, - 20.875 INH
2 ft. 9 1/4 in. x 22 in.                    | - 33.25 INH, - 22 INH
42 x 18 x 23 in. (?)                        | - 42 INH ~, - 18 INH ~, - 23 INH ~
8'x120' (approximate)                       | - 8 FOT ~, - 120 FOT ~
approx. 12 ft                               | - 12 FOT ~
H. 3 m x approx. W. 2 m                     | height 3 MTR, width 2 MTR ~
~3 m                                        | - 3 MTR ~
approx. 6 x 4 ft                            | - 6 FOT ~, - 4 FOT ~
8.6 m long                                  | length 8.6 MTR
8.60 m                                      | - 8.60 MTR
3,50 m                                      | - 3.50 MTR
.5 m                                        | - 0.5 MTR
1/2"                                        | - 0.5 INH
5 ½ ft                                      | - 5.5 FOT
5 ft. 6 in.                                 | - 66 INH
6 1/2 x 4 x 3 in.                           | - 6.5 INH, - 4 INH, - 3 INH
33 x 43 x 49 inches                         | - 33 INH, - 43 INH, - 49 INH
height 240 cm; base 50 cm                   | height 240 CMT, - 50 CMT base
base height 50 cm                           | height 50 CMT base
The wing: 3 m                               | - 3 MTR The wing
H x W x D: 412 x 244 x 304 cm               | height 412 CMT, width 244 CMT, depth 304 CMT
HxWxD 30 x 20 x 10 cm                       | height 30 CMT, width 20 CMT, depth 10 CMT
H 3 m W 2 m D 1 m                           | height 3 MTR, width 2 MTR, depth 1 MTR
2 t                                         | weight 2 TNE
Höhe: ca. 3,5 m, Breite 2 m                 | height 3.5 MTR ~, width 2 MTR
3 metre yüksekliğinde                       | height 3 MTR
hündürlüyü 3 m                              | height 3 MTR
altura 3 m                                  | height 3 MTR
hauteur 3 m                                 | height 3 MTR
ongeveer 3 meter hoog                       | height 3 MTR ~
visina oko 3 m                              | height 3 MTR ~
высота 3,5 м                                | height 3.5 MTR
Ø 30 cm                                     | diameter 30 CMT
"""

REFUSED: Final = {
    "": "is empty",
    "3": "no unit",
    "10-12 ft": "a range",
    "5”-6.5”(h) x 3”-5”(w)": "a range",
    "600-800 lbs": "a range",
    "-3 m": "cannot be read",
    "0 m": "of nothing",
    "1/3 in": "no exact decimal",
    "1/0 in": "is no number",
    "1.5.2 m": "is no number",
    "1,200 m": "parts thousands, or is the decimal sign",
    "6' 2": "cannot be read",
    "18”'(w)": "cannot be read",
    "(72”(h) x 138.5”(w)": "cannot be read",
    "18 x 11 ft. 3 1/2 in. x 7 ft.": "a number without a unit beside sizes in ft and in",
    "3 m (20 ft)": "other sizes in brackets",
    "3 m (10 ft x 5 ft)": "other sizes in brackets",
    "3 m (3 kg)": "other sizes in brackets",
    "3 5/2 in": "is no number",
    "3 x 2 kg": "no unit",
    "H 3 m H 4 m": "gives height twice",
    "50”(h) X 176”(w); 50”(h) x 108”(w)": "gives height twice",
    "weight 3 m": "of another kind: weight in m",
    "height 3 kg": "height in kg",
    "D 3 m": "more than one dimension",
    "H 3 x L 2 m": "more than one dimension",
    "H x W: 3 x 2 x 1 m": "names 2 dimensions, and gives 3 sizes",
    "Largo 3 m": "cannot be read",
    "less than 3 m": "'less'",
    "Various": "'Various'",
    "53 (with base) x 44 x 46 in.": "'with'",
    "3 m²": "'m²'",
    "3 acre": "'acre'",
    "9" * 30 + " m": "too many digits",
    "3 m " * 100: "too long",
}


def shown(measure: Measure) -> str:
    words = (measure.dimension or "-", measure.value, measure.unit, "~" if measure.approximate else "", measure.part)
    return " ".join(filter(None, words))


@pytest.mark.parametrize(("text", "sizes"), [line.split(" | ") for line in READ.strip().splitlines()])
def test_sizes_are_read_as_people_write_them(text: str, sizes: str) -> None:
    assert ", ".join(map(shown, read_written_measure(text.strip()))) == sizes.strip()


@pytest.mark.parametrize(("text", "says"), REFUSED.items())
def test_what_is_no_size_or_more_than_one_is_reported(text: str, says: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_written_measure(text)
    assert says in caught.value.what
    assert caught.value.todo


def test_a_declared_unit_is_for_the_rows_that_name_none() -> None:
    assert [shown(size) for size in read_written_measure("3 x 2; H 50 cm", "m")] == [
        "- 3 MTR",
        "- 2 MTR",
        "height 50 CMT",
    ]
    assert read_written_measure("3", "MTR") == read_written_measure("3", unit="m")
    with pytest.raises(ValueProblem, match="of another kind: in m2"):
        read_written_measure("3", "m2")
    with pytest.raises(ValueProblem, match="is not a unit"):
        read_written_measure("3", "stone")


def test_a_declared_decimal_sign_decides_what_a_comma_and_a_point_are() -> None:
    assert read_written_measure("1,200 m", decimal=",")[0].value == "1.200"
    assert read_written_measure("1,200 m", decimal=".")[0].value == "1200"
    assert read_written_measure("1.200 m", decimal=",")[0].value == "1200"
    assert read_written_measure("1.200,5 m")[0].value == "1200.5"
    assert read_written_measure("1,200,000 mm")[0].value == "1200000"
    with pytest.raises(ValueProblem, match="is no number"):
        read_written_measure("1,20 m", decimal=".")


@given(
    st.integers(0, 400),
    st.integers(0, 11),
    st.sampled_from(["{}'{}\"", "{}’ {}”", "{} ft. {} in.", "{} feet {} inches"]),
)
def test_feet_and_inches_are_inches_exactly(feet: int, inches: int, form: str) -> None:
    if feet or inches:
        (size,) = read_written_measure(form.format(feet, inches))
        assert (size.unit, size.value) == ("INH", str(12 * feet + inches))


@given(
    st.decimals(Decimal("0.001"), 10**6, places=3),
    st.sampled_from([unit for unit in UNITS.values() if unit.dimension != "area"]),
    st.booleans(),
)
def test_every_decimal_number_with_its_unit_is_read_back(number: Decimal, unit: object, about: bool) -> None:
    assert hasattr(unit, "symbol")
    assert hasattr(unit, "code")
    if unit.symbol == "mi":
        return
    (size,) = read_written_measure(f"{'ca. ' if about else ''}{number:f} {unit.symbol}")
    assert (size.value, size.unit, size.approximate) == (f"{number:f}", unit.code, about)


@given(st.integers(0, 99), st.integers(1, 15), st.sampled_from([2, 4, 8, 16]))
def test_every_fraction_of_an_inch_is_exact(whole: int, above: int, below: int) -> None:
    if above < below:
        number, _ = read_written_number(f"{whole} {above}/{below}")
        assert Fraction(decimal_text(number)) == number == whole + Fraction(above, below)


@given(st.text(alphabet="0123456789.,'\"x ()-/½hwdHWDcmft;:approx", max_size=30) | st.text(max_size=40))
def test_whatever_is_read_is_a_quantity(text: str) -> None:
    try:
        sizes = read_written_measure(text)
    except ValueProblem:
        return
    assert sizes
    for size in sizes:
        assert parse_quantity(size.value, size.unit).unit.dimension == (
            "mass" if size.dimension == "weight" else "length"
        )
