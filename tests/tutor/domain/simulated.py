"""Students who learn as the model of mastery says."""

import numpy as np

from tutor.domain.learning.mastery import BktParams


def simulate(params: BktParams, *, students: int, length: int, seed: int) -> list[list[bool]]:
    """Return the answers of students who learn exactly as the model says."""
    random = np.random.default_rng(seed)
    everybody = []
    for _ in range(students):
        knows = random.random() < params.known
        answers = []
        for _ in range(length):
            answers.append(bool(random.random() < (1 - params.slip if knows else params.guess)))
            knows = knows or random.random() < params.learn
        everybody.append(answers)
    return everybody
