"""Value types: each knows how to check a value, clean it, and relate it to another of its kind.

Every refusal is a `ValueProblem` in the words of whoever has to mend the value. Nothing here knows of files or records.
"""

from memorial_kg.values.coordinates import Point, parse_point
from memorial_kg.values.dates import Span, parse_date
from memorial_kg.values.iris import check_iri, check_local_id, check_page_id, did_you_mean
from memorial_kg.values.problem import ValueProblem, quote
from memorial_kg.values.quantities import (
    UNITS,
    Quantity,
    Unit,
    check_decimal,
    check_duration,
    check_integer,
    parse_quantity,
)
from memorial_kg.values.relations import (
    Relation,
    relate_dates,
    relate_intervals,
    relate_points,
    relate_quantities,
    relate_texts,
)
from memorial_kg.values.texts import check_language, check_text, fold, nfc, no_formula, visible
from memorial_kg.values.written_dates import DateOrder, NoDate, languages_of_dates, read_written_date
from memorial_kg.values.written_measures import Measure, read_written_measure

__all__ = [
    "UNITS",
    "DateOrder",
    "Measure",
    "NoDate",
    "Point",
    "Quantity",
    "Relation",
    "Span",
    "Unit",
    "ValueProblem",
    "check_decimal",
    "check_duration",
    "check_integer",
    "check_iri",
    "check_language",
    "check_local_id",
    "check_page_id",
    "check_text",
    "did_you_mean",
    "fold",
    "languages_of_dates",
    "nfc",
    "no_formula",
    "parse_date",
    "parse_point",
    "parse_quantity",
    "quote",
    "read_written_date",
    "read_written_measure",
    "relate_dates",
    "relate_intervals",
    "relate_points",
    "relate_quantities",
    "relate_texts",
    "visible",
]
