"""How many questions a course's pre-test may have: fewer are sure of nothing, more are no short test."""

LEAST_PRETEST, MOST_PRETEST = 3, 40
