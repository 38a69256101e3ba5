"""A build on many machines: the functions of the pipeline, over partitions of records that Spark hands out."""

from memorial_kg.spark.building import build
from memorial_kg.spark.sessions import open_session

__all__ = ["build", "open_session"]
