from __future__ import annotations

import datetime as dt
import sys

import datasets
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from polars.testing import assert_frame_equal as assert_polars_equal

import netralnlp
from netralnlp import score_table
from netralnlp.errors import MissingExtraError, ScoringError, UnknownElectionError
from netralnlp.schema import Post
from netralnlp.scoring.columns import NETRAL_COLUMNS, error_columns, scored_columns
from tests.fake_predictor import ELECTION, FakePredictor

KINDS = {
    "pyarrow": pa.Table.from_pydict,
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "datasets": datasets.Dataset.from_dict,
}
TEXTS = ["dukung Anies", "tolak Ganjar, dukung Prabowo", "", "ragu", "dukung Anies", None, "rusak"]


@pytest.fixture(params=KINDS)
def make(request):
    """Makes a table of each kind out of columns."""
    return KINDS[request.param]


@pytest.fixture(autouse=True)
def _quiet_datasets():
    datasets.disable_progress_bars()


def score(table, **options):
    return score_table(table, **{"model": FakePredictor(), **options})


def columns(table):
    return list(table.columns if hasattr(table, "iloc") or hasattr(table, "height") else table.column_names)


def answers(table):
    """The `netral_*` columns of any kind of table, row by row, as Python values; null is None."""
    match table:
        case pd.DataFrame():
            rows = [
                {name: None if value is pd.NA or value != value else value for name, value in row.items()}
                for row in table.to_dict("records")
            ]
        case pl.DataFrame():
            rows = table.to_dicts()
        case pa.Table():
            rows = table.to_pylist()
        case _:
            rows = table.with_format(None).to_list()
    return [{name: row[name] for name in NETRAL_COLUMNS} for row in rows]


def expected(text, election=None):
    """The answer to one text, with the keys of the Arrow types."""
    if text is None:
        return error_columns('`text` holds null where text belongs: write it as a string, "" for no text.')
    try:
        answer = scored_columns(FakePredictor().predict([Post(text)], election=election)[0])
    except netralnlp.PostError as error:
        return error_columns(str(error))
    mentions = [{**mention, "party": None, "candidates": None} for mention in answer["netral_mentions"]]
    return {**answer, "netral_mentions": mentions, "netral_election": list(answer["netral_election"])}


@pytest.mark.parametrize("election", [None, ELECTION])
def test_the_same_kind_comes_back_with_the_answers_behind(make, election):
    table = make({"id": list(range(7)), "text": TEXTS})
    result = score(table, election=election)
    assert type(result) is type(table)
    assert columns(result) == ["id", "text", *NETRAL_COLUMNS]
    assert answers(result) == [expected(text, election) for text in TEXTS]


def test_the_input_is_as_it_was(make):
    table = make({"id": [1], "text": ["dukung"]})
    score(table)
    assert columns(table) == ["id", "text"]


def test_no_rows_still_give_all_columns(make):
    result = score(
        make({"id": [1, 2], "text": ["a", "b"]})[:0] if make is not KINDS["datasets"] else make({"text": []})
    )
    assert len(result) == 0
    assert columns(result)[-len(NETRAL_COLUMNS) :] == list(NETRAL_COLUMNS)


def test_exact_duplicates_are_scored_once(make):
    predictor = FakePredictor()
    result = score(make({"text": ["dukung", "tolak", "dukung", "dukung "] * 2000}), model=predictor)
    assert sorted(post.text for batch in predictor.batches for post in batch) == ["dukung", "dukung ", "tolak"]
    assert [row["netral_stance"] for row in answers(result)] == ["support", "oppose", "support", "support"] * 2000


def test_the_other_parts_of_a_post(make):
    class Listening(FakePredictor):
        def predict(self, posts, *, election=None, batch_size=32):
            heard.extend(posts)
            return super().predict(posts, election=election)

    heard: list[Post] = []
    table = make(
        {
            "komentar": ["a", "b", "c", "d"],
            "induk": ["x", None, "", "y"],
            "aksi": ["comment", "like", None, "terbang"],
            "saat": ["2024-10-05", None, "2024", "x"],
            "pemilu": ["pilkada-2024/13", None, "", "pilkada-1945"],
        }
    )
    result = score(
        table,
        context_column="induk",
        action_column="aksi",
        created_at_column="saat",
        election_column="pemilu",
        model=Listening(),
    )
    assert heard == [
        Post("a", context="x", action="comment", created_at="2024-10-05", election="pilkada-2024/13"),
        Post("b", action="like"),
        Post("c", created_at="2024"),
    ]
    assert [row["netral_error"] is None for row in answers(result)] == [True, True, True, False]


@pytest.mark.parametrize("name", ["netral_stance", "netral_error"])
def test_a_column_of_ours_in_the_input_is_refused(make, name):
    with pytest.raises(ScoringError, match=f"The table already has the column `{name}`"):
        score(make({"text": ["a"], name: ["b"]}))


def test_columns_are_looked_up_before_anything_is_scored(make):
    class Never:
        def predict(self, posts, *, election=None):
            raise AssertionError

    for options, sentence in [
        ({"text_column": "isi"}, "The table has no column `isi`: its columns are `a`, `b`"),
        ({"text_column": "a", "context_column": "induk"}, "no column `induk`"),
        ({}, "no column with a usual name for text: .*text_column in code"),
    ]:
        with pytest.raises(ScoringError, match=sentence):
            score(make({"a": ["x"], "b": ["y"]}), model=Never(), **options)
    with pytest.raises(ScoringError, match="`Text`, `komentar`"):
        score(make({"Text": ["x"], "komentar": ["y"]}), model=Never())


def test_an_unknown_election_is_an_error_at_once(make):
    with pytest.raises(UnknownElectionError):
        score(make({"text": ["a"]}), election="pilpres-2042")


def test_names_that_stand_twice_are_refused():
    for table in (
        pa.Table.from_arrays([pa.array(["a"])] * 3, names=["text", "x", "x"]),
        pd.DataFrame([["a", 1, 2]], columns=["text", "x", "x"]),
    ):
        with pytest.raises(ScoringError, match="The table repeats the column `x`"):
            score(table)


@pytest.mark.parametrize("thing", [None, [{"text": "a"}], "posts.csv", pl.LazyFrame({"text": ["a"]}), pd.Series(["a"])])
def test_other_things_are_no_tables(thing):
    with pytest.raises(ScoringError, match="is no table that can be scored: give a pyarrow"):
        score(thing)


def test_without_pyarrow_the_sentence_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"netralnlp\[tables\]"):
        score(pd.DataFrame({"text": ["a"]}))


def test_arrow_keeps_types_nullability_and_metadata():
    moment = pa.timestamp("ns", "Asia/Jakarta")
    schema = pa.schema(
        [
            pa.field("label", pa.dictionary(pa.int8(), pa.string())),
            pa.field("text", pa.large_string(), nullable=False, metadata={"unit": "none"}),
            pa.field("at", moment),
            pa.field("user", pa.struct({"id": pa.uint64(), "bio": pa.string()})),
        ],
        metadata={"source": "crawl 7"},
    )
    rows = [{"label": "a", "text": "dukung", "at": 1, "user": {"id": 2**64 - 1, "bio": "tolak"}}]
    table = pa.Table.from_pylist(rows * 5000, schema=schema)
    result = score(table)
    assert result.select(table.column_names).equals(table, check_metadata=True)
    assert result.schema.field("text").metadata == {b"unit": b"none"}
    nested = score(table, text_column="user.bio", created_at_column="at")
    assert set(nested["netral_stance"].to_pylist()) == {"oppose"}
    assert nested.schema == result.schema


def test_arrow_views_and_categories_are_text():
    for kind in (pa.string_view(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())):
        table = pa.table({"text": pa.array(["dukung", None]).cast(kind)})
        assert answers(score(table)) == [expected("dukung"), expected(None)]


def test_other_values_than_text_are_errors():
    table = pa.table({"text": [1, 2]})
    assert [row["netral_error"] for row in answers(score(table))] == [
        '`text` holds a number where text belongs: write it as a string, "" for no text.'
    ] * 2


def test_pandas_keeps_index_types_and_mixed_cells():
    frame = pd.DataFrame(
        {
            "text": pd.Series(["dukung", None, 3.5, float("nan"), pd.NA, ["tolak"], "tolak"], dtype=object).array,
            7: pd.Categorical(list("abcabca")),
            "at": pd.date_range("2024-10-05", periods=7, tz="Asia/Jakarta"),
            "small": pd.array([1, None, 3, 4, 5, 6, 7], dtype="Int8"),
        },
        index=pd.Index([3, 1, 1, 0, 9, 9, 2], name="nomor"),
    )
    frame.attrs["source"] = "crawl 7"
    before = frame.copy(deep=True)
    result = score(frame, created_at_column="at")
    assert_frame_equal(result[frame.columns], before)
    assert_frame_equal(frame, before)
    assert result.attrs == frame.attrs
    assert result["netral_stance"].notna().tolist() == [True, *[False] * 5, True]
    kinds = ["null", "a number", "null", "null", "a list"]
    assert [error.split(" where ")[0] for error in result["netral_error"].iloc[1:6]] == [
        f"`text` holds {kind}" for kind in kinds
    ]


def test_pandas_types_do_not_depend_on_the_answers():
    whole, broken = score(pd.DataFrame({"text": ["dukung Anies"]})), score(pd.DataFrame({"text": [None]}))
    assert (whole.dtypes[list(NETRAL_COLUMNS)] == broken.dtypes[list(NETRAL_COLUMNS)]).all()
    assert (str(whole["netral_needs_review"].dtype), str(whole["netral_windows"].dtype)) == ("boolean", "Int32")
    assert whole["netral_mentions"].iloc[0][0]["text"] == "Anies"
    both = score(pd.DataFrame({"text": ["ragu", None, "dukung"]}))
    assert both[both["netral_needs_review"]]["text"].tolist() == ["ragu"]


def test_polars_keeps_types():
    frame = pl.DataFrame(
        {
            "text": ["dukung", None, "tolak"],
            "label": pl.Series(["a", "b", "a"], dtype=pl.Categorical),
            "at": [dt.datetime(2024, 10, 5, tzinfo=dt.UTC)] * 3,
            "tags": [["x"], [], None],
        }
    )
    result = score(frame, created_at_column="at")
    assert_polars_equal(result.select(frame.columns), frame)
    assert result["netral_stance"].to_list() == ["support", None, "oppose"]
    assert result.schema["netral_support"] == pl.Float64


def test_datasets_keep_features_order_and_format():
    features = datasets.Features(
        {"text": datasets.Value("large_string"), "label": datasets.ClassLabel(names=["a", "b"])}
    )
    whole = datasets.Dataset.from_dict({"text": ["dukung", "tolak", "netral", "ragu"], "label": [0, 1, 0, 1]}, features)
    part = whole.select([3, 0, 2]).with_format("numpy", columns=["label"])
    result = score(part)
    assert {name: result.features[name] for name in features} == features
    assert result.with_format(None)["text"][:] == ["ragu", "dukung", "netral"]
    assert [row["netral_stance"] for row in answers(result)] == ["neutral", "support", "neutral"]
    assert [row["netral_needs_review"] for row in answers(result)] == [True, False, False]
    assert result.format["type"] == "numpy"
    assert result.format["columns"] == ["label", *NETRAL_COLUMNS]


@settings(deadline=None, max_examples=25)
@given(
    texts=st.lists(st.one_of(st.none(), st.text(), st.sampled_from(TEXTS)), max_size=20),
    kind=st.sampled_from([pd.DataFrame, pl.DataFrame, pa.table]),
)
def test_every_row_has_the_answer_to_its_own_text(texts, kind):
    schema = {"schema": {"text": pl.String}} if kind is pl.DataFrame else {}
    table = kind({"text": pa.array(texts, pa.string()) if kind is pa.table else texts}, **schema)
    assert answers(score(table)) == [expected(text) for text in texts]


def test_a_model_folder_reads_a_table_as_it_reads_posts(int8_model, tiny):
    texts = ["pilih nomor 2", "jangan pilih pak Prabowo", "debat", "bu Mega dan pak Ganjar " * 200]
    result = score_table(pa.table({"text": texts}), election=ELECTION, model=int8_model)
    for row, prediction in zip(answers(result), tiny.predict(texts, election=ELECTION), strict=True):
        plain = scored_columns(prediction)
        mentions = [
            {name: value for name, value in mention.items() if name not in ("party", "candidates") or value is not None}
            for mention in row["netral_mentions"]
        ]
        assert {**row, "netral_mentions": mentions, "netral_election": (ELECTION,)} == plain
