"""Answers are remembered for the state that they were read in, however late a thread puts its own away."""

from spilno.common.freshness import answering, while_unchanged

said = "before"


@while_unchanged
def answer(_about: object) -> str:
    return said


class Slow:
    """Asked about under one mark; while the answer is put away, somebody else asks under the next."""

    looked_up = 0

    def __hash__(self) -> int:
        self.looked_up += 1
        if self.looked_up == 2:
            with answering("after"):
                answer("something else")
        return 1


def test_an_answer_of_before_is_never_given_after() -> None:
    global said
    slow = Slow()
    with answering("before"):
        assert answer(slow) == "before"
    said = "after"
    with answering("after"):
        assert answer(slow) == "after"
