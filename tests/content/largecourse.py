"""A course as large as an import may bring in, or any smaller one of the same make."""

from content.coursefiles.documents import CourseDoc, LessonDoc, QuestionDoc, SkillDoc, StepDoc, VariantDoc


def large_course(*, lessons: int, steps: int, slug: str = "large") -> CourseDoc:
    """Return a course of `lessons` times `steps` steps, three questions to two steps, each text of its own.

    Every third step can confuse and has an example only; every fifth question has no hint.
    """
    return CourseDoc(
        slug=slug,
        title="A large course",
        summary="All of it.",
        skills=(SkillDoc("lines", "Lines"),),
        lessons=tuple(
            LessonDoc(
                f"lesson-{lesson}",
                f"Lesson {lesson}",
                "",
                tuple(_step(lesson * steps + step) for step in range(steps)),
            )
            for lesson in range(lessons)
        ),
    )


def _step(number: int) -> StepDoc:
    asked = 1 + number % 2
    confuses = number % 3 == 0
    return StepDoc(
        slug=f"step-{number}",
        title=f"Step {number}",
        kind="explanation",
        body=f"The line $y = {number}x + \\frac{{1}}{{3}}$ is *steep*.\n\nSo $a_{{{number}}} > 0$.",
        can_confuse=confuses,
        skills=("lines",),
        variants=(VariantDoc("worked_example", "", f"Take $x = {number}$."),) if confuses else (),
        questions=tuple(_question(2 * number + at) for at in range(asked)),
    )


def _question(number: int) -> QuestionDoc:
    return QuestionDoc(
        slug=f"question-{number}",
        kind="number",
        prompt=f"What is ${number} + \\sqrt{{4}}$?",
        spec={"answer": str(number + 2)},
        hints=() if number % 5 == 0 else (f"Begin with ${number}$.", "Then take the root."),
        skills=("lines",),
    )
