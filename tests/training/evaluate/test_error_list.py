import csv

from training.evaluate import error_list


def test_wrong_posts_are_listed_by_id_the_surest_first_and_without_text(gold, said, tmp_path):
    posts = [gold("support", id="a1", source="s"), gold(id="a2"), gold("oppose", id="a3"), gold("mixed", id="a4")]
    answers = [said(scores=(0.2, 0.0), review=True), said(), said("support", scores=(0.9, 0.0)), said("mixed")]
    path = error_list.write(error_list.errors(posts, answers), tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    common = {"source": "a", "needs_review": "false"}
    assert rows == [
        {"id": "a3", "gold": "oppose", "predicted": "support", "score": "0.9000", **common},
        {
            "id": "a1",
            "source": "s",
            "gold": "support",
            "predicted": "neutral",
            "score": "0.8000",
            "needs_review": "true",
        },
    ]
    assert posts[0].post.text not in path.read_text(encoding="utf-8")
