r"""One step from one Markdown file.

    ---
    title: Halves, thirds, quarters
    kind: explanation            # explanation | question | practice
    skills: [unit-fractions]
    can_confuse: true
    source: https://example.org/halves <A Book of Halves>
    licence: CC BY 4.0
    ---
    Markdown, maths as $\frac{1}{2}$.

    ::: visual A pizza in four parts
    ![Alternative text](images/pizza-quarters.svg)
    :::

    ::: visual/number-line The same on a number line
    ![Alternative text](images/number-line.svg)
    :::

    ::: question single which-is-a-quarter
    prompt: Which picture shows $\frac{1}{4}$?
    choices: [...]
    :::

A block is a variant (`::: <kind> <title>`, Markdown inside; of several of one kind all but one have a name
of their own, `::: <kind>/<slug> <title>`) or a question (`::: question <kind> <slug>`, YAML inside).
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from content import figures
from content.coursefiles.blocks import Block, Place, front_matter_end, split_blocks
from content.coursefiles.documents import CREDITS, QuestionDoc, StepDoc, VariantDoc
from content.coursefiles.faults import FaultList, Unreadable
from content.coursefiles.lined import TITLE, Lined, is_slug, read_yaml
from content.coursefiles.texts import TextChecker
from content.language import gettext, ngettext
from content.policy.kinds import KINDS, variant_slug
from content.policy.rules import STEP_KINDS
from content.questions import (
    QUESTION_KINDS,
    InvalidSpec,
    hint_texts,
    misconceptions_in,
    parse_hints,
    parse_spec,
    spec_texts,
)
from content.questions.cloze import cloze_texts
from content.questions.variables import check_question, sample

_BESIDE_SPEC = ("prompt", "variables", "hints", "skills")


@dataclass(frozen=True)
class _Context(Place):
    texts: TextChecker
    skills: Container[str]
    misconceptions: Container[str] | None


def read_step(
    source: str,
    *,
    slug: str,
    file: str,
    faults: FaultList,
    texts: TextChecker,
    skills: Container[str],
    misconceptions: Container[str] | None = None,
) -> StepDoc:
    """Return the step that a file holds; every fault of it is noted.

    Names are checked against the course's `skills` and `misconceptions`; None takes any misconception.

    Raises:
        Unreadable: its front matter cannot be read at all; the fault is noted.
    """
    context = _Context(file, faults, texts, skills, misconceptions)
    lines = source.split("\n")
    end = front_matter_end(lines, context)
    front = read_yaml("\n".join(lines[1:end]), file=file, faults=faults, first_line=2)
    front.refuse_unknown("title", "kind", "skills", "can_confuse", "chance_chooses", *CREDITS)
    body, blocks = split_blocks(lines, end + 1, context)
    texts.check(body, file=file, line=end + 2)
    kind = front.text("kind", default="explanation")
    if kind not in STEP_KINDS:
        front.fault(gettext("kind is one of %(known)s") % {"known": figures.in_a_row(STEP_KINDS)}, "kind")
    return StepDoc(
        slug=slug,
        title=front.text("title", most=TITLE),
        kind=kind,
        body=body.strip(),
        can_confuse=front.flag("can_confuse", default=False),
        skills=_known_skills(front, context),
        variants=tuple(_read_variants(blocks, context)),
        questions=tuple(_read_questions(blocks, context)),
        chance_chooses=_read_chance(front),
        translations={},
        **read_credits(front),
    )


def read_credits(part: Lined) -> dict[str, str]:
    """Return where a course or step comes from, and its licence."""
    return {name: part.text(name, default="", most=most).strip() for name, most in CREDITS.items()}


def _read_chance(front: Lined) -> str:
    if front.data.get("chance_chooses") is None:
        return ""
    return "yes" if front.flag("chance_chooses", default=False) else "no"


def _read_variants(blocks: list[Block], context: _Context) -> list[VariantDoc]:
    variants: dict[str, VariantDoc] = {}
    for block in blocks:
        if block.word == "question":
            continue
        kind, has_slug, slug = block.word.partition("/")
        variant = VariantDoc(kind, block.rest, block.text.strip(), "" if slug == variant_slug(kind) else slug)
        problem = _variant_problem(block, variant, variants)
        if has_slug and not is_slug(slug):
            problem = gettext("a variant with a name of its own begins as '::: visual/its-name Title'")
        if problem:
            context.faults.add(context.file, block.line, problem)
            continue
        context.texts.check(block.text, file=context.file, line=block.line + 1)
        variants[variant.name] = variant
    return list(variants.values())


def _variant_problem(block: Block, variant: VariantDoc, known: Mapping[str, VariantDoc]) -> str | None:
    if variant.kind not in KINDS:
        return gettext("unknown block %(word)r; it is 'question' or one of %(known)s") % {
            "word": variant.kind,
            "known": figures.in_a_row(KINDS),
        }
    if variant.name in known:
        return gettext(
            "a second variant called %(slug)r; give it a name of its own, as in '::: %(kind)s/its-name Title'"
        ) % {"slug": variant.name, "kind": variant.kind}
    if not block.rest:
        return gettext("the %(word)s variant has no title") % {"word": block.word}
    if len(block.rest) > TITLE:
        return ngettext(
            "the title of the %(word)s variant has more than %(most)s character",
            "the title of the %(word)s variant has more than %(most)s characters",
            TITLE,
        ) % {"word": block.word, "most": TITLE}
    return None if block.text.strip() else gettext("the %(word)s variant is empty") % {"word": block.word}


def _read_questions(blocks: list[Block], context: _Context) -> list[QuestionDoc]:
    questions: dict[str, QuestionDoc] = {}
    for block in blocks:
        if block.word != "question":
            continue
        try:
            question = _read_question(block, context)
        except Unreadable:
            continue
        if question.slug in questions:
            context.faults.add(
                context.file,
                block.line,
                gettext("a second question called %(slug)r") % {"slug": question.slug},
            )
        questions[question.slug] = question
    return list(questions.values())


def _read_question(block: Block, context: _Context) -> QuestionDoc:
    kind, _, slug = block.rest.partition(" ")
    slug = slug.strip()
    if kind not in QUESTION_KINDS or not is_slug(slug):
        kinds = "|".join(QUESTION_KINDS)
        reason = gettext("a question begins as '::: question %(kinds)s its-slug'") % {"kinds": kinds}
        raise context.faults.stop(context.file, block.line, reason)
    part = read_yaml(block.text, file=context.file, faults=context.faults, first_line=block.line + 1)
    spec = {name: value for name, value in part.data.items() if name not in _BESIDE_SPEC}
    variables = dict(part.part("variables").data)
    if not variables:
        try:
            parse_spec(kind, spec)
        except InvalidSpec as error:
            part.fault(str(error), *error.path)
    question = QuestionDoc(
        slug=slug,
        kind=kind,
        prompt=part.text("prompt"),
        spec=spec,
        # Hints with variables are sound or not as a version has them: `check_question` looks at those.
        hints=_read_hints(part, are_checked=not variables),
        skills=_known_skills(part, context),
        variables=variables,
    )
    if _is_sound(part, question):
        _check_texts(part, question, context)
    _check_misconceptions(part, context)
    return question


def _is_sound(part: Lined, question: QuestionDoc) -> bool:
    """Say whether every version of a question with variables makes sense, and note it if not."""
    try:
        if question.variables:
            check_question(question.as_written())
    except InvalidSpec as error:
        part.fault(str(error), *error.path)
        return False
    return True


def _read_hints(part: Lined, *, are_checked: bool) -> tuple[str | Mapping[str, object], ...]:
    written = part.data.get("hints") or []
    try:
        if are_checked or not isinstance(written, list):
            parse_hints(written)
    except InvalidSpec as error:
        part.fault(str(error), "hints", *error.path)
        return ()
    return tuple(hint.strip() if isinstance(hint, str) else hint for hint in written)


def _check_texts(part: Lined, question: QuestionDoc, context: _Context) -> None:
    """Check every text of a question, of several versions; one inside a list is told with its own line."""
    for version in sample(question.as_written()):
        texts = [*spec_texts({**version.spec, "prompt": version.prompt})]
        texts += [(("hints", *path), text) for path, text in hint_texts(version.hints)]
        for path, text in texts:
            context.texts.check(text, file=context.file, line=part.line(*path))
    for path, text in cloze_texts({**question.spec, "hints": question.hints}):
        context.texts.check_gaps(text, file=context.file, line=part.line(*path))


def _check_misconceptions(part: Lined, context: _Context) -> None:
    """Note every misconception that the course does not have, with its own line."""
    for path, slug in misconceptions_in(part.data):
        if context.misconceptions is not None and slug not in context.misconceptions:
            part.fault(gettext("course.yaml has no misconception called %(slug)r") % {"slug": slug}, *path)


def _known_skills(part: Lined, context: _Context) -> tuple[str, ...]:
    named = part.texts("skills")
    for index, skill in enumerate(named):
        if skill not in context.skills:
            part.fault(
                gettext("course.yaml has no skill called %(skill)r") % {"skill": skill}, "skills", index
            )
    return named
