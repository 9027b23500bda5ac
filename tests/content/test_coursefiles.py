"""Reading a course from text, and refusing what is wrong with file, line and reason."""

from pathlib import Path

import pytest

from content.coursefiles import BadCourseFiles, read_course, read_rules
from content.coursefiles.archives import files_in_folder
from content.policy.signals import SIGNALS
from tests.content.coursefolder import COURSE, EXPLANATION, LESSON, PIE, PRACTICE, RULES, course_files

COURSES = Path(__file__).parents[2] / "content" / "courses"
WHAT, TURN = "01-a-half/01-what.md", "01-a-half/02-turn.md"


def faults_of(**changes):
    with pytest.raises(BadCourseFiles) as caught:
        read_course(course_files(**changes))
    return str(caught.value).split("\n")


def test_a_sound_course_is_read_in_full():
    course = read_course(course_files())
    explanation, practice = course.lessons[0].steps
    assert (explanation.slug, explanation.body, explanation.can_confuse) == (
        "what",
        "A half is $\\frac{1}{2}$.",
        True,
    )
    assert [(variant.kind, variant.title) for variant in explanation.variants] == [
        ("visual", "A pie in two parts"),
        ("break", "A moment"),
    ]
    assert [question.slug for question in practice.questions] == ["half-of-eight", "which"]
    assert practice.questions[0].hints == ("Share it between two.",)
    assert course.skills[0].parameters == {"p_learn": 0.2}
    assert course.images[0].alt == "A pie cut into two equal parts"
    assert course.rules[0].policy.conditions[1].leave == 1


def test_a_word_such_as_no_stays_a_word():
    choices = read_course(course_files()).lessons[0].steps[1].questions[1].spec["choices"]
    assert choices[1]["text"] == "No"


def change(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"course.yaml": None}, "course.yaml:1: this file is missing"),
        ({"course.yaml": "- a"}, "course.yaml:1: this must be names and values"),
        ({"course.yaml": COURSE + "x: ["}, "course.yaml:7: YAML:"),
        ({"course.yaml": COURSE + "title: Twice\n"}, "course.yaml:7: title stands twice"),
        (
            {"course.yaml": change(COURSE, "slug: halves", "slug: Hal ves")},
            "course.yaml:1: slug may only have",
        ),
        ({"course.yaml": change(COURSE, "title: Halves\n", "")}, "course.yaml:1: title is missing"),
        ({"course.yaml": change(COURSE, "0.2", "2")}, "course.yaml:5: p_learn must lie between 0 and 1"),
        ({"course.yaml": change(COURSE, "0.2", "x")}, "course.yaml:5: p_learn must be a number"),
        (
            {"course.yaml": change(COURSE, "p_learn: 0.2", "p_slip: 0.8")},
            "course.yaml:5: p_slip and p_guess must stay below 1 together, or a right answer would speak "
            "against knowing (0.8 and 0.2)",
        ),
        (
            {"course.yaml": change(COURSE, "[01-a-half]", "[]")},
            "course.yaml:6: a course needs at least one lesson",
        ),
        ({"course.yaml": change(COURSE, "[01-a-half]", "[02]")}, "02/lesson.yaml:1: this file is missing"),
        (
            {"course.yaml": change(COURSE, "[01-a-half]", "[02]")},
            f"{WHAT}:1: course.yaml does not list the lesson '01-a-half'",
        ),
        ({"extra.md": "x"}, "extra.md:1: only course.yaml and rules.yaml stand beside"),
        ({"01-a-half/lesson.yaml": LESSON + "length: 3"}, "01-a-half/lesson.yaml:3: unknown field 'length'"),
        ({WHAT: None, TURN: None}, "01-a-half/lesson.yaml:1: the lesson has no step"),
        ({"01-a-half/what.md": EXPLANATION}, "01-a-half/what.md:1: a step's file is named like"),
        ({"01-a-half/03-what.md": EXPLANATION}, "01-a-half/03-what.md:1: a second step called 'what'"),
        ({WHAT: "A half"}, f"{WHAT}:1: a step begins with '---'"),
        ({WHAT: "---\ntitle: x\n"}, f"{WHAT}:1: the '---' that ends"),
        ({WHAT: change(EXPLANATION, "title:", "titel:")}, f"{WHAT}:2: unknown field 'titel'"),
        (
            {WHAT: change(EXPLANATION, "[half]", "[third]")},
            f"{WHAT}:3: course.yaml has no skill called 'third'",
        ),
        ({WHAT: change(EXPLANATION, "true", "maybe")}, f"{WHAT}:4: can_confuse is true or false"),
        ({WHAT: change(EXPLANATION, "---\nA", "kind: film\n---\nA")}, f"{WHAT}:5: kind is one of"),
        ({WHAT: change(EXPLANATION, "\\frac{1}{2}", "\\frac{1{2}")}, f"{WHAT}:6: braces do not match"),
        ({WHAT: change(EXPLANATION, "visual", "movie")}, f"{WHAT}:8: unknown block 'movie'"),
        (
            {WHAT: change(EXPLANATION, " A pie in two parts", "")},
            f"{WHAT}:8: the visual variant has no title",
        ),
        ({WHAT: change(EXPLANATION, "break", "visual")}, f"{WHAT}:12: a second variant called"),
        ({WHAT: change(EXPLANATION, "Breathe.", "")}, f"{WHAT}:12: the break variant is empty"),
        (
            {WHAT: change(EXPLANATION, "pie.svg", "cake.svg")},
            f"{WHAT}:9: there is no picture images/cake.svg",
        ),
        (
            {WHAT: change(EXPLANATION, "A pie cut into two equal parts", "")},
            f"{WHAT}:9: the picture images/pie.svg has no alternative text",
        ),
        ({WHAT: change(EXPLANATION, "Breathe.\n:::", "Breathe.")}, f"{WHAT}:12: this block is not closed"),
        ({WHAT: EXPLANATION + "More text."}, f"{WHAT}:15: text after a block"),
        ({WHAT: "---\ntitle: x\n---\n"}, f"{WHAT}:1: the step has neither text nor question"),
        (
            {TURN: "---\ntitle: x\nkind: question\n---\nText"},
            f"{TURN}:1: a step of kind question needs a question",
        ),
        ({TURN: change(PRACTICE, "number half", "essay half")}, f"{TURN}:5: a question begins as"),
        ({TURN: change(PRACTICE, "answer: 4", "answer: four")}, f"{TURN}:7: answer must be a number"),
        ({TURN: change(PRACTICE, "value: 2", "value: 4")}, f"{TURN}:9: this value is right, not wrong"),
        ({TURN: change(PRACTICE, "$\\frac{1}{4}$", "$\\fraq$")}, f"{TURN}:9: "),
        ({TURN: change(PRACTICE, "prompt: Half of 8?\n", "")}, f"{TURN}:6: prompt is missing"),
        ({TURN: change(PRACTICE, "skills: [half]", "skills: half")}, f"{TURN}:11: skills must be a list"),
        ({TURN: change(PRACTICE, ", correct: true", "")}, f"{TURN}:16: exactly one choice must be correct"),
        (
            {TURN: change(PRACTICE, "single which", "single half-of-eight")},
            f"{TURN}:14: a second question called",
        ),
        ({"images/pie.svg": "<svg"}, "images/pie.svg:1: not well-formed SVG"),
        ({"images/spare.svg": PIE}, "images/spare.svg:1: no text shows this picture"),
        (
            {"rules.yaml": change(RULES, "said.lost", "said.help")},
            "rules.yaml:5: there is no signal called 'said.help'",
        ),
        ({"rules.yaml": change(RULES, "at_least: 2", "at_least: -2")}, "rules.yaml:6: enter of behaviour"),
        ({"rules.yaml": change(RULES, "leave: 1", "leave: 3")}, "rules.yaml:6: it ends (leave) above"),
        ({"rules.yaml": change(RULES, "at_least: 1}", "is: 1}")}, "rules.yaml:5: a condition has either"),
        (
            {"rules.yaml": change(RULES, "[visual]", "[movie]")},
            "rules.yaml:8: there is no variant kind called 'movie'",
        ),
        ({"rules.yaml": change(RULES, "when: any", "when: some")}, "rules.yaml:7: join is one of all, any"),
        ({"rules.yaml": change(RULES, "lessons:", "weekdays:")}, "rules.yaml:9: unknown field 'weekdays'"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_line_and_reason(changes, fault):
    faults = faults_of(**changes)
    assert any(line.startswith(fault) for line in faults), faults


def test_all_faults_are_told_at_once():
    faults = faults_of(**{WHAT: "A half", "rules.yaml": "- x", "course.yaml": change(COURSE, "0.2", "2")})
    assert len(faults) == 3, faults


def test_bytes_that_are_no_text_are_refused_with_their_line():
    with pytest.raises(BadCourseFiles, match=r"course.yaml:2: this is not UTF-8 text"):
        read_course({**course_files(), "course.yaml": b"slug: halves\ntitle: \xff\n"})


def test_yaml_that_swells_is_refused():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdef", "bcdefg", strict=True)
    )
    assert any("too many entries" in line for line in faults_of(**{"course.yaml": COURSE + bomb}))


def test_a_file_of_windows_reads_like_any_other():
    assert read_course(course_files(**{TURN: PRACTICE.replace("\n", "\r\n")})) == read_course(course_files())


def test_the_default_rules_are_sound_and_no_rule_trusts_the_face_alone():
    rules = [
        doc.policy
        for doc in read_rules((COURSES / "default_rules.yaml").read_text(), file="default_rules.yaml")
    ]
    assert len(rules) > 10
    for rule in rules:
        families = {SIGNALS[condition.signal].family for condition in rule.conditions}
        assert families != {"camera"}
        assert "camera" not in families or rule.join == "all"


@pytest.mark.parametrize(
    "folder", [path for path in COURSES.iterdir() if path.is_dir()], ids=lambda path: path.name
)
def test_every_course_that_comes_along_is_sound(folder):
    course = read_course(files_in_folder(folder))
    assert course.lessons


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85"])
def test_faults_name_lines_as_editors_count_them(end):
    lengthened = COURSE.replace("title: Halves", f'title: "Hal{end}ves"')
    assert lengthened != COURSE
    assert faults_of(**{"course.yaml": lengthened + "x: ["})[0].startswith("course.yaml:7: YAML:")
    assert "course.yaml:7: title stands twice" in faults_of(**{"course.yaml": lengthened + "title: Twice\n"})


def test_a_line_may_end_as_it_does_on_windows():
    course = (COURSE + "title: Twice\n").replace("\n", "\r\n")
    assert "course.yaml:7: title stands twice" in faults_of(**{"course.yaml": course})


@pytest.mark.parametrize("escape", [r"\0", r"\x00", r"\ud800", r"\udfff", r"\U00110000"])
def test_an_escape_that_stands_for_no_letter_is_a_fault(escape):
    course = change(COURSE, "title: Halves", f'title: "Hal{escape}ves"')
    assert faults_of(**{"course.yaml": course}) == [
        "course.yaml:2: YAML: an escape that stands for no letter"
    ]


def test_an_escape_that_stands_for_a_letter_is_read():
    course = change(COURSE, "title: Halves", r'title: "H\xe4lves \U0001F600"')
    assert read_course(course_files(**{"course.yaml": course})).title == "Hälves 😀"
