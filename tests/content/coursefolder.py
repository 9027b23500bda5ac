"""A tiny course as files, and ways to spoil it."""

COURSE = """\
slug: halves
title: Halves
summary: What a half is.
skills:
  - {slug: half, title: Knows a half, p_learn: 0.2}
lessons: [01-a-half]
"""
LESSON = """\
slug: a-half
title: A half
"""
EXPLANATION = r"""---
title: What a half is
skills: [half]
can_confuse: true
---
A half is $\frac{1}{2}$.

::: visual A pie in two parts
![A pie cut into two equal parts](images/pie.svg)
:::

::: break A moment
Breathe.
:::
"""
PRACTICE = r"""---
title: Your turn
kind: question
---
::: question number half-of-eight
prompt: Half of 8?
answer: 4
wrong:
  - {value: 2, feedback: 'That is $\frac{1}{4}$.'}
hints: [Share it between two.]
skills: [half]
:::

::: question single which
prompt: Which is a half?
choices:
  - {text: One of two, correct: true}
  - {text: No}
:::
"""
RULES = """\
rules:
  - slug: lost
    name: Lost here
    conditions:
      - {signal: said.lost, at_least: 1}
      - {signal: behaviour.wrong_in_row, at_least: 2, leave: 1}
    when: any
    show: [visual]
    only_in: {lessons: [a-half]}
"""
PIE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4" /></svg>'


def course_files(**changes: str | None) -> dict[str, bytes]:
    """Return the files; `changes` maps a short name to new text, or to None to leave it out."""
    texts: dict[str, str | None] = {
        "course.yaml": COURSE,
        "01-a-half/lesson.yaml": LESSON,
        "01-a-half/01-what.md": EXPLANATION,
        "01-a-half/02-turn.md": PRACTICE,
        "rules.yaml": RULES,
        "images/pie.svg": PIE,
    }
    texts.update(changes)
    return {path: text.encode() for path, text in texts.items() if text is not None}
