"""The rule lab: rules are played before students meet them. Pure: no Django below this folder."""

from content.lab.learners import LEARNERS, Learner
from content.lab.play import NearMiss, Play, Shown, compare_plays, play, play_recording

__all__ = ["LEARNERS", "Learner", "NearMiss", "Play", "Shown", "compare_plays", "play", "play_recording"]
