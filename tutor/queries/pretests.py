"""What a pre-test may ask, and where it stands: reads for its pages and its service."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.functional import cached_property

from content.models import Course, Question, Skill, Step
from content.skills_needed import without_own
from tutor.domain.learning.pretest import KNOWN, SkillMap, Skills, best_question, updated_beliefs
from tutor.models import Mastery, PreTest
from tutor.queries.mastery_data import params_of


@dataclass(frozen=True)
class Bank:
    """The questions that a course's pre-test may ask, by the skills that they need, in the course's order."""

    of: SkillMap
    questions: dict[Skills, list[int]]

    @classmethod
    def empty(cls) -> "Bank":
        """Return a bank without questions."""
        return cls(SkillMap({}), {})

    @cached_property
    def skills_of(self) -> dict[int, Skills]:
        """The skills of each question."""
        return {question: skills for skills, found in self.questions.items() for question in found}


@dataclass(frozen=True)
class Progress:
    """How a pre-test stands.

    Attributes:
        beliefs: P(known) by skill.
        judged: the skills that answers have said something about.
        tested: those of them that a question was asked about.
        next_question: the key of what is asked next; `None` at the end.
    """

    beliefs: dict[int, float]
    judged: frozenset[int]
    tested: frozenset[int]
    asked: int
    next_question: int | None

    @property
    def known(self) -> frozenset[int]:
        """Return the skills that are known for sure."""
        return frozenset(skill for skill in self.judged if self.beliefs[skill] >= KNOWN)


def seat_of(pretest: PreTest) -> int:
    """Return what stands for a sitting where a pre-test's versions and orders are drawn; no sitting's key."""
    return -pretest.pk


def bank_of(course: Course) -> Bank:
    """Return the questions that a course's pre-test may ask: four queries, however many there are.

    Those of steps that ask come first: a question beside an explanation may lean on it.
    """
    skills = {skill.pk: skill for skill in Skill.objects.filter(course=course)}
    needs = defaultdict(set)
    for skill, needed in Skill.needs.through.objects.filter(from_skill__in=skills).values_list(
        "from_skill_id", "to_skill_id"
    ):
        needs[skill].add(needed)
    params = {pk: params_of(skill) for pk, skill in skills.items()}
    try:
        of = SkillMap(params, {pk: frozenset(found) for pk, found in needs.items()})
    except ValueError:
        # A course that was brought back from before such circles were refused.
        of = SkillMap(params)
    return Bank(of, _questions_by_skills(course, frozenset(skills)))


def _questions_by_skills(course: Course, skills: Skills) -> dict[Skills, list[int]]:
    current = Question.objects.filter(
        step__lesson__course=course, step__archived_at=None, step__lesson__archived_at=None
    )
    needed: dict[int, set[int]] = defaultdict(set)
    order: dict[int, tuple[object, ...]] = {}
    place = ("step__lesson__position", "step__position", "position", "pk")
    for source, asked in (
        ("skills", current.filter(skills__in=skills)),
        ("step__skills", without_own(current)),
    ):
        for key, skill, kind, *where in asked.values_list("pk", source, "step__kind", *place):
            if skill in skills:
                needed[key].add(skill)
                order[key] = (kind == Step.Kind.EXPLANATION, *where)
    found: dict[Skills, list[int]] = defaultdict(list)
    for key in sorted(needed, key=lambda key: order[key]):
        found[frozenset(needed[key])].append(key)
    return dict(found)


def progress_of(pretest: PreTest, bank: Bank) -> Progress:
    """Return how a pre-test stands, worked out from its answers: two queries."""
    known = Mastery.objects.filter(student=pretest.student_id, skill__in=bank.of.params)
    beliefs = bank.of.start(dict(known.values_list("skill_id", "p_known")))
    asked, tested, judged = set(), set[int](), set[int]()
    for question, is_correct in pretest.answers.values_list("question_id", "is_correct"):
        asked.add(question)
        # A question that its author took out, or that names other skills now, says what it says now.
        if skills := bank.skills_of.get(question):
            beliefs = updated_beliefs(beliefs, skills, correct=is_correct, of=bank.of)
            tested |= skills
            reach = bank.of.below if is_correct else bank.of.above
            judged |= skills.union(*(reach(skill) for skill in skills))
    following = None
    if len(asked) < pretest.course.pretest_questions:
        left = {
            skills: [one for one in found if one not in asked] for skills, found in bank.questions.items()
        }
        kind = best_question(beliefs, [skills for skills, found in left.items() if found], of=bank.of)
        following = left[kind][0] if kind else None
    return Progress(beliefs, frozenset(judged), frozenset(tested), len(asked), following)
