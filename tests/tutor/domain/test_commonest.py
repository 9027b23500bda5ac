"""What is commonest, however few there are."""

from tutor.domain.commonest import commonest


def test_the_commonest_comes_with_how_often_it_comes():
    assert commonest(["halves", "thirds", "thirds"]) == ("thirds", 2)


def test_of_two_alike_the_first_counts():
    assert commonest([7, 3, 3, 7]) == (7, 2)


def test_of_none_there_is_no_commonest():
    assert commonest([]) is None
