"""What texts have in common, and how much effort that may take."""

from __future__ import annotations

from rlvault_lint.vault.likeness import Bags, Effort


def test_what_all_have_says_nothing_of_which_became_which() -> None:
    bags = Bags({b"tags:\n": 6, b"text %d\n" % number: 8} for number in range(100))
    assert bags.shared({b"tags:\n": 6, b"text 7\n": 8}, Effort(100)) == {7: 14}
    assert bags.shared({b"tags:\n": 6}, Effort(100)) == {}


def test_few_bags_are_all_compared() -> None:
    bags = Bags([{b"a\n": 4, b"b\n": 2}, {b"b\n": 4}, {b"c\n": 2}])
    assert bags.shared({b"a\n": 2, b"b\n": 4}, Effort(100)) == {0: 4, 1: 4}


def test_no_more_effort_than_is_allowed() -> None:
    bags = Bags([{b"a\n": 4}, {b"a\n": 2}])
    effort = Effort(3)
    assert bags.shared({b"a\n": 2}, effort) == {0: 2, 1: 2}
    assert bags.shared({b"a\n": 2}, effort) is None
