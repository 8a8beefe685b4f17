from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from netralnlp.schema import Post
from netralnlp.scoring import chunks
from netralnlp.scoring.answers import Answer, answer_posts, columns_of
from netralnlp.scoring.chunks import chunks as chunks_of
from tests.fake_predictor import FakePredictor

POSTS = st.builds(
    Post,
    st.sampled_from(["dukung", "tolak", "ragu", "dukung "]),
    context=st.sampled_from([None, "", "dukung"]),
    action=st.sampled_from([None, "like"]),
    election=st.sampled_from([None, "pilpres-2024"]),
    id=st.sampled_from(["1", "2"]),
)


def answers(items, scored):
    found = []
    for chunk in chunks_of(items):
        scored += chunk.posts
        chunk.fill([Answer.failed(repr(key(post))) for post in chunk.posts])
        found += [answer.error for answer in chunk.answers()]
    return found


def key(post):
    return (post.text, post.context, post.action, post.election)


@given(st.lists(POSTS | st.just("no text"), max_size=40))
def test_every_row_gets_its_answer_and_equal_posts_are_scored_once(posts):
    scored = []
    found = answers([(post, None) for post in posts], scored)
    assert found == [post if isinstance(post, str) else repr(key(post)) for post in posts]
    assert len(scored) == len({key(post) for post in posts if isinstance(post, Post)})


@given(st.lists(st.integers(0, 12), max_size=60), st.integers(1, 6))
def test_what_was_long_ago_is_forgotten_and_scored_again(numbers, cached):
    scored = []
    before = chunks.CACHED, chunks.CHUNK_POSTS
    chunks.CACHED, chunks.CHUNK_POSTS = cached, 4
    try:
        found = answers([(Post(str(number)), None) for number in numbers], scored)
    finally:
        chunks.CACHED, chunks.CHUNK_POSTS = before
    assert [eval(each)[0] for each in found] == list(map(str, numbers))
    assert len(set(numbers)) <= len(scored) <= len(numbers)


def test_the_cache_is_bounded_in_answers_and_in_their_length():
    long = "x" * (chunks.CACHED_CHARACTERS + 1)
    scored = []

    def items():
        for number in range(chunks.CHUNK_POSTS):
            yield Post(str(number)), None
        yield from [(Post(long), None)] * 2  # one chunk
        for number in range(chunks.CHUNK_POSTS):
            yield Post(f"b{number}"), None
        yield Post(long), None
        yield Post("0"), None

    answers(items(), scored)
    texts = [post.text for post in scored]
    assert texts.count(long) == 2
    assert texts.count("0") == 1


def test_a_chunk_is_full_by_posts_by_rows_and_by_characters(monkeypatch):
    sizes = []
    for items in ([Post(str(n)) for n in range(600)], [Post("a")] * 5000, [Post(f"{n}" * 50) for n in range(10, 20)]):
        monkeypatch.setattr(chunks, "CHUNK_CHARACTERS", 250 if len(items) == 10 else 1 << 21)
        sizes.append([])
        for chunk in chunks_of((post, None) for post in items):
            chunk.fill([Answer.failed("x")] * len(chunk.posts))
            sizes[-1].append(len(chunk.slots))
    assert sizes == [[512, 88], [4096, 904], [3, 3, 3, 1]]


def test_a_line_gives_back_the_columns(tiny):
    posts = [Post("dukung Anies 👍\n", context="x" * 2000), Post("rusak")]
    scored, failed = answer_posts(posts, FakePredictor(), ["pilpres-2024"])
    assert "\n" not in scored.line
    assert scored.context_cut
    assert columns_of(scored.line)["netral_election"] == ("pilpres-2024",)
    assert columns_of(failed.line)["netral_error"] == failed.error == "The post is broken."
    assert Answer.read(scored.line) == scored
