"""The rungs of the fallback ladder."""

from core.replies.ladder import FallbackLadder, ReplyForm, Rung


def descended(ladder: FallbackLadder, pictures: list[str]) -> list[Rung]:
    """Every rung down to the bottom."""
    rungs = []
    while ladder.descend(pictures):
        rungs.append(ladder.rung)
    return rungs


def test_without_pictures_each_form_is_plainer_than_the_one_before() -> None:
    forms = [rung.form for rung in descended(FallbackLadder(), [])]
    assert forms == [ReplyForm.WITHOUT_COMPONENTS, ReplyForm.PLAIN, ReplyForm.FILE]


def test_pictures_are_left_out_one_by_one_and_then_together() -> None:
    rungs = descended(FallbackLadder(), ["a", "b", "c"])
    assert [set(rung.without) for rung in rungs[:4]] == [{"a"}, {"b"}, {"c"}, {"a", "b", "c"}]
    assert [rung.form for rung in rungs[3:]] == list(ReplyForm)
    assert all(not rung.without for rung in rungs[4:])


def test_a_picture_that_was_at_fault_stays_out() -> None:
    ladder = FallbackLadder()
    ladder.descend(["a"])
    ladder.accepted()
    ladder.descend(["a", "b"])
    assert ladder.rung == Rung(without=frozenset({"a", "b"}))


def test_in_another_place_plain_text_comes_first_if_a_form_was_refused() -> None:
    ladder = FallbackLadder()
    ladder.move()
    assert ladder.rung == Rung()
    descended(ladder, [])
    ladder.move()
    assert ladder.rung == Rung(ReplyForm.PLAIN)
    assert [rung.form for rung in descended(ladder, [])] == [ReplyForm.FILE]
