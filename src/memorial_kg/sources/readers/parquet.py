"""Reads Parquet, batch by batch, with its values as texts."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO, Final

from memorial_kg.errors import UsageError
from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.archives import contents
from memorial_kg.sources.readers.finding import Finding, file_problem, unique
from memorial_kg.sources.readers.numerals import numeral
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow

__all__ = ["read_parquet"]

# What says nothing: midnight of a day without a zone, and a fraction of zeros.
_TO_THE_DAY: Final = re.compile(r"T00:00:00(?:\.0+)?\Z|\.0+(?=Z|[+-]|\Z)")
_BATCH: Final = 4096
_LARGEST_GROUP: Final = 1 << 32  # bytes of a row group when it is unpacked


def read_parquet(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:  # noqa: ARG001 - the file says all about itself
    """The rows of a file; columns of bytes (pictures, geometries in WKB) cannot be kept, and each value says so."""
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        from pyarrow import parquet
    except ImportError:
        raise UsageError(f"{source.name}: Parquet needs a library: install memorial-kg[parquet]") from None
    stream: BinaryIO = source.open() if source.path else io.BytesIO(contents(source))
    with stream:
        try:
            table = parquet.ParquetFile(stream)
            _check_groups(table.metadata, source)
            names = unique(table.schema_arrow.names)
            number = 0
            for batch in table.iter_batches(_BATCH):
                columns = [_texts(column) for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield _row(names, cells, Finding(source.name, f"row {number}"))
        except (pa.ArrowException, OSError) as error:
            what = f"it is no Parquet that can be read: {str(error).splitlines()[0] if str(error) else 'it is damaged'}"
            raise file_problem(source.name, what, "a Parquet file", "fetch it again") from None


def _check_groups(metadata: Any, source: Input) -> None:  # noqa: ANN401 - pyarrow says nothing of its types
    groups = (metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if max(groups, default=0) > _LARGEST_GROUP:
        raise file_problem(source.name, "one of its row groups is larger than 4 GiB", "smaller groups", "write it anew")


def _texts(column: Any) -> list[Tree]:  # noqa: ANN401 - as above
    import pyarrow as pa

    temporal = pa.types.is_temporal(column.type) and not pa.types.is_duration(column.type)
    if not temporal:
        return column.to_pylist()  # type: ignore[no-any-return]
    return [text and _TO_THE_DAY.sub("", text.replace(" ", "T")) for text in column.cast(pa.string()).to_pylist()]


def _row(names: list[str], cells: tuple[Tree, ...], where: Finding) -> SourceRow:
    values = {}
    for name, cell in zip(names, cells, strict=True):
        if isinstance(cell, (bytes, bytearray)):
            where.refuse(name, f"it is {len(cell)} bytes, not text", "text, numbers or lists", "convert the column")
        else:
            values[name] = _tree(cell)
    return where.row(values)


def _tree(value: Any) -> Tree:  # noqa: ANN401 - whatever Parquet can hold
    if isinstance(value, dict):
        return {str(key): _tree(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_tree(inner) for inner in value]
    if isinstance(value, tuple) and len(value) == 2:  # an entry of a map
        return {"key": _tree(value[0]), "value": _tree(value[1])}
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return numeral(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, str)) else str(value)
