"""What a lesson of half an hour tells, worked out from what students were told and from samples of memory."""

from tools.long_run import Told, by_minute, by_thirds, put, recovery

KILLED_AT = 1000.0


def told(student: str, *, at: float, age_s: float = 0.2) -> Told:
    return Told(KILLED_AT + at, age_s * 1000, student)


def test_recovery_counts_from_the_kill_to_each_students_first_estimate():
    each = [told(f"s{number}", at=number) for number in range(1, 21)]
    again = [told(f"s{number}", at=30.0) for number in range(1, 21)]
    found = recovery([*each, *again], KILLED_AT, 20)
    assert found == {"half": 10.0, "most": 19.0, "all": 20.0}


def test_a_clip_from_before_the_kill_is_no_recovery():
    late = told("amira", at=2.0, age_s=3.0)
    assert recovery([late, told("amira", at=7.5)], KILLED_AT, 1)["all"] == 7.5


def test_students_who_were_never_read_again_show():
    found = recovery([told("amira", at=1.0)], KILLED_AT, 2)
    assert (found["half"], found["all"]) == (1.0, None)


def test_each_minute_has_its_own_ages():
    minutes = list(by_minute([Told(1010, 100, "amira"), Told(1130, 900, "amira")], 1000))
    assert [minute["estimates"] for minute in minutes] == [1, 0, 1]
    assert [minute["p95"] for minute in minutes] == [100, None, 900]


def test_memory_is_told_of_each_third():
    found = by_thirds([{"web": float(held)} for held in (1, 1, 5, 6, 9, 9)])
    assert found == {"web": {"first": 1.0, "second": 5.5, "last": 9.0}}


def test_a_class_measured_anew_leaves_the_other_ways_be():
    first = put([], {"reads": "server", "students": 60})
    both = put(first, {"reads": "device", "students": 100})
    anew = put(both, {"reads": "server", "students": 61})
    assert [(run["reads"], run["students"]) for run in anew] == [("device", 100), ("server", 61)]
