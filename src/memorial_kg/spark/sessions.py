"""Opens a session of Spark, or says in one sentence what is missing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from memorial_kg.errors import UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["open_session"]

_QUIET = Path(__file__).with_name("quiet.properties")
_NAME = "memorial-kg build"


@contextmanager
def open_session(
    master: str = "", *, settings: Mapping[str, str] = MappingProxyType({}), verbose: bool = False
) -> Iterator[SparkSession]:
    """A session of Spark, ended with the block; without `master`, that of `spark-submit`, or else all cores of here.

    Raises UsageError when PySpark or Java are not there, or Spark cannot be reached.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        todo = "pip install 'memorial-kg[spark]', or leave --engine out"
        raise UsageError(f"PySpark is not installed: {todo}") from None
    builder = SparkSession.builder.appName(_NAME)
    if master:
        builder = builder.master(master)
    for name, value in {**_defaults(master, verbose), **settings}.items():
        builder = builder.config(name, value)
    try:
        session: SparkSession = builder.getOrCreate()
    except PySparkException as error:
        if error.getCondition() != "JAVA_GATEWAY_EXITED":
            raise UsageError(f"Spark cannot be started: {error}") from error
        what = "Java did not start: Spark 4 needs Java 17 or 21 (on Debian: apt install openjdk-17-jre-headless)"
        raise UsageError(f"{what}, found as `java` or by JAVA_HOME") from error
    if master.startswith("local"):
        session.sparkContext.pythonExec = sys.executable  # the workers are here, and so are our libraries
    try:
        yield session
    finally:
        session.stop()


def _defaults(master: str, verbose: bool) -> dict[str, str]:
    """What we ask of Spark; where it runs on one machine alone, nothing of it is open to others."""
    made: dict[str, str] = {}
    if not verbose:
        made["spark.driver.extraJavaOptions"] = f"-Dlog4j2.configurationFile=file:{_QUIET}"
        made["spark.ui.showConsoleProgress"] = "false"
    if master.startswith("local"):
        made |= {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1"}
        made["spark.driver.bindAddress"] = "127.0.0.1"
    return made
