"""The tiny course in Spanish, as files beside its own."""

from content.coursefiles import CourseDoc, read_course

from .coursefolder import course_files

HEAD = """\
title: Mitades
summary: Qué es una mitad.
skills:
  - {slug: half, title: Conoce la mitad}
"""
LESSON = "title: Una mitad\n"
WHAT = r"""---
title: Qué es una mitad
skills: [half]
---
Una mitad es $\frac{1}{2}$.

::: visual Un pastel en dos partes
![Un pastel cortado en dos partes iguales](images/pie.svg)
:::

::: break Un momento
Respira.
:::
"""
TURN = r"""---
title: Te toca
---
::: question number half-of-eight
prompt: ¿La mitad de 8?
wrong:
  - {feedback: 'Eso es $\frac{1}{4}$.'}
hints: [Repártelo entre dos.]
:::

::: question single which
prompt: ¿Qué es una mitad?
choices:
  - {text: Uno de dos, correct: true}
  - {text: 'No'}
:::
"""
SPANISH = {
    "course.es.yaml": HEAD,
    "01-a-half/lesson.es.yaml": LESSON,
    "01-a-half/01-what.es.md": WHAT,
    "01-a-half/02-turn.es.md": TURN,
}


def translated(**changes: str | None) -> CourseDoc:
    """Return the course with its Spanish texts; `changes` as in `course_files`."""
    return read_course(course_files(**{**SPANISH, **changes}))
