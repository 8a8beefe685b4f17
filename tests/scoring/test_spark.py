"""On a real local Spark: the answers of a laptop, row for row."""

from __future__ import annotations

import datetime as dt
import decimal
import logging
import os
import shutil
import sys
from operator import itemgetter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from netralnlp import score_table
from netralnlp.errors import MissingExtraError, ScoringError, UnknownElectionError
from netralnlp.rosters import Roster
from netralnlp.scoring.arrow import scored_schema
from netralnlp.scoring.columns import NETRAL_COLUMNS
from netralnlp.scoring.spark import score_dataframe

pytestmark = [
    pytest.mark.skipif(
        not (shutil.which("java") or "JAVA_HOME" in os.environ),
        reason="Spark needs a Java runtime, and none is found: apt-get install default-jre-headless",
    ),
    pytest.mark.filterwarnings(
        "ignore:PySpark does not yet fully support pandas:FutureWarning",
        "ignore:distutils Version classes are deprecated:DeprecationWarning",  # Spark 3.5
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning",  # Spark 3.5
    ),
]

ELECTION = "pilkada-2024/36"
TEXTS = [
    "pilih pak Andra nomor 2",
    "jangan pilih Prabowo, dukung Ganjar dan Anies",
    "",
    "  \n",
    None,
    "debat 😀 yang menang #PrabowoGibran",
    "nomor 1 kalah, pak Airin menang " * 60,
]
CONTRACT = (
    "struct<netral_stance:string,netral_partisan:double,netral_support:double,netral_oppose:double,"
    "netral_needs_review:boolean,netral_mentions:array<struct<start:int,end:int,text:string,score:double,stance:string,"
    "stance_scores:struct<support:double,oppose:double,neutral:double>,"
    "contestant:struct<id:string,number:int,name:string>,person:struct<id:string,name:string>,how:string,"
    "party:struct<id:string,name:string>,candidates:array<struct<id:string,number:int,name:string>>>>,"
    "netral_conduct:array<struct<label:string,score:double>>,netral_windows:int,netral_model:string,"
    "netral_election:array<string>,netral_error:string>"
)


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    logging.getLogger("py4j").setLevel(logging.WARNING)  # it speaks once more when pytest has closed its streams
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
            .config("spark.sql.session.timeZone", "Asia/Jakarta")
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


def rows_of(df):
    return sorted((row.asDict(recursive=True) for row in df.collect()), key=itemgetter("id"))


def laptop(rows, model, **options):
    """What `score_table` answers to the same rows."""
    return score_table(pa.Table.from_pylist(rows), model=model, **options).to_pylist()


def test_every_row_has_the_answer_of_score_table(spark, int8_model):
    rows = [
        {
            "id": index,
            "text": None if text is None else f"{text}{' !' * (index % 3)}",
            "induk": "pak Andra: debat" if index % 2 else None,
            "pemilu": "pilpres-2024" if index % 5 == 0 else None,
        }
        for index, text in enumerate(TEXTS * 6)
    ]
    df = spark.createDataFrame(rows, "id int, text string, induk string, pemilu string").repartition(5)
    options = {"context_column": "induk", "election_column": "pemilu", "election": ELECTION}
    found = rows_of(score_dataframe(df, model=int8_model, **options))
    assert found == laptop(rows, int8_model, **options)
    assert sum(row["netral_error"] is not None for row in found) == 6
    assert any(row["netral_mentions"] for row in found)
    assert {tuple(row["netral_election"]) for row in found if not row["netral_error"]} == {
        (ELECTION,),
        ("pilpres-2024",),
    }


def test_a_roster_of_ones_own_travels_to_the_workers(spark, int8_model, tmp_path):
    (tmp_path / "kades.csv").write_text("number,head\n1,Sukirman\n2,Wati\n")
    roster = Roster.from_csv(tmp_path / "kades.csv")
    rows = [
        {"id": index, "text": text} for index, text in enumerate(["pilih Sukirman", "nomor 2 menang", "Wati kalah"])
    ]
    found = rows_of(score_dataframe(spark.createDataFrame(rows), election=roster, model=int8_model))
    assert found == laptop(rows, int8_model, election=roster)
    assert {tuple(row["netral_election"]) for row in found} == {("kades",)}


def test_the_schema_is_that_of_the_contract(spark, int8_model):
    result = score_dataframe(spark.createDataFrame([("a",)], "text string"), model=int8_model)
    assert result.select(*NETRAL_COLUMNS).schema.simpleString() == CONTRACT


def test_other_columns_pass_untouched(spark, int8_model):
    from pyspark.sql import types as t

    schema = t.StructType(
        [
            t.StructField("id", t.LongType(), nullable=False, metadata={"unit": "none"}),
            t.StructField("isi", t.StructType([t.StructField("text", t.StringType(), nullable=False)]), nullable=False),
            t.StructField("at", t.TimestampType()),
            t.StructField("day", t.DateType()),
            t.StructField("price", t.DecimalType(20, 4)),
            t.StructField("raw", t.BinaryType()),
            t.StructField("tags", t.ArrayType(t.StringType(), containsNull=False)),
            t.StructField("counts", t.MapType(t.StringType(), t.IntegerType())),
        ]
    )
    rows = [
        (
            index,
            (text,),
            dt.datetime(2024, 10, 5, 23, 59, index),
            dt.date(2024, 11, 27),
            decimal.Decimal("12345678901234.5678"),
            b"\x00\xff",
            ["a", text],
            {"likes": index},
        )
        for index, text in enumerate(["pilih pak Prabowo", "debat"])
    ]
    df = spark.createDataFrame(rows, schema)
    result = score_dataframe(df, text_column="isi.text", created_at_column="at", model=int8_model)
    assert result.schema.fields[: len(schema)] == schema.fields
    assert rows_of(result.select(*schema.names)) == rows_of(df)
    flat = [{"id": row[0], "text": row[1][0]} for row in rows]
    assert rows_of(result.select("id", *NETRAL_COLUMNS)) == [
        {name: row[name] for name in ("id", *NETRAL_COLUMNS)} for row in laptop(flat, int8_model)
    ]


def test_parquet_from_spark_has_the_types_of_parquet_from_files(spark, int8_model, tmp_path):
    df = spark.createDataFrame([(1, "pilih pak Prabowo"), (2, None)], "id int, text string")
    score_dataframe(df, model=int8_model).write.parquet(str(tmp_path / "scored"))
    schema = pq.read_table(tmp_path / "scored").schema
    assert schema.names == ["id", "text", *NETRAL_COLUMNS]
    assert [
        schema.field(name).type for name in NETRAL_COLUMNS if not name.endswith(("mentions", "conduct", "election"))
    ] == [field.type for field in scored_schema() if not pa.types.is_list(field.type)]
    assert schema.field("netral_mentions").type.value_type == scored_schema().field("netral_mentions").type.value_type


def test_copied_posts_can_be_scored_once_and_joined_as_the_page_says(spark, int8_model):
    rows = [{"id": index, "text": text} for index, text in enumerate([*TEXTS, *TEXTS])]
    posts = spark.createDataFrame(rows, "id int, text string")
    answers = score_dataframe(posts.select("text").distinct(), text_column="text", model=int8_model)
    scored = posts.join(answers, posts.text.eqNullSafe(answers.text), "left").drop(answers.text)
    assert rows_of(scored) == laptop(rows, int8_model)


def test_a_worker_loads_the_model_once(spark, int8_model):
    def loads(batches):
        from netralnlp.scoring.spark import worker_predictor

        for batch in batches:
            info = worker_predictor.cache_info()
            yield pa.RecordBatch.from_pydict({"loads": [info.misses], "uses": [info.hits]})
            del batch

    df = spark.createDataFrame([(f"debat {index}",) for index in range(60)], "text string").repartition(6)
    assert score_dataframe(df, model=int8_model).where("netral_error is null").count() == 60
    seen = spark.range(2).repartition(2).mapInArrow(loads, "loads long, uses long").collect()
    assert {row["loads"] for row in seen} == {1}
    assert all(row["uses"] > 1 for row in seen)


def test_what_is_wrong_is_said_before_anything_runs(spark):
    df = spark.createDataFrame([("a", "b")], "text string, netral_error string")
    with pytest.raises(ScoringError, match="The table already has the column `netral_error`"):
        score_dataframe(df)
    with pytest.raises(ScoringError, match="no column `isi`"):
        score_dataframe(df.select("text"), text_column="isi")
    with pytest.raises(UnknownElectionError, match="Unknown election"):
        score_dataframe(df.select("text"), election="pilpres-2042")


def test_a_model_that_no_executor_finds_is_named(spark, tmp_path):
    from pyspark.errors import PythonException

    scored = score_dataframe(spark.createDataFrame([("a",)], "text string"), model=tmp_path / "gone")
    with pytest.raises(PythonException, match=r"ModelError.*gone"):
        scored.collect()


def test_no_rows(spark, int8_model):
    df = spark.createDataFrame([], "id int, text string")
    assert rows_of(score_dataframe(df, model=int8_model)) == []


def test_without_pyspark_the_sentence_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql.pandas.types", None)
    with pytest.raises(MissingExtraError, match=r"netralnlp\[spark\]"):
        score_dataframe(None)
