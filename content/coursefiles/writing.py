"""A course as files: what `reading` reads, written so that a person likes to edit it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import yaml

from content.coursefiles.documents import (
    CourseDoc,
    LessonDoc,
    MisconceptionDoc,
    QuestionDoc,
    RuleDoc,
    SkillDoc,
    StepDoc,
    VariantDoc,
)
from content.coursefiles.writing_translated import course_heads, lesson_heads, translated_steps
from content.policy.rules import RULE_FIELDS, WrittenCondition, WrittenRule


class _Dumper(yaml.SafeDumper):
    """Writes text plainly unless it would be read as true, false or null; several lines as a block."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below their name."""
        super().increase_indent(flow, False)


_Dumper.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))
_Dumper.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("~|null|$"), ["~", "n", ""])
_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)


def write_course(course: CourseDoc) -> dict[str, bytes]:
    """Return a course's files by their path; `read_course` gives the same course back."""
    folders = dict(zip(_numbered(lesson.slug for lesson in course.lessons), course.lessons, strict=True))
    head = {
        "slug": course.slug,
        "title": course.title,
        "summary": course.summary,
        "source": course.source,
        "licence": course.licence,
        "language": course.language if course.language != "en" else "",
        "skills": [_skill(skill) for skill in course.skills],
        "misconceptions": [_misconception(one) for one in course.misconceptions],
        "lessons": list(folders),
        "pretest_questions": str(course.pretest_questions or ""),
        "chance_chooses": course.chance_chooses or "",
    }
    texts = {"course.yaml": dump_yaml(head)}
    texts |= {path: dump_yaml(texts_there) for path, texts_there in course_heads(course)}
    for folder, lesson in folders.items():
        texts.update({f"{folder}/{name}": text for name, text in _lesson_files(lesson).items()})
    if course.rules:
        texts["rules.yaml"] = write_rules(course.rules)
    if course.images:
        texts["images/alt.yaml"] = dump_yaml({image.name: image.alt for image in course.images})
    files = {path: text.encode() for path, text in texts.items()}
    return {**files, **{f"images/{image.name}": image.data for image in course.images}}


def write_rules(rules: Iterable[RuleDoc]) -> str:
    """Return rules as a rules file."""
    return dump_yaml({"rules": [_rule(rule) for rule in rules]})


def dump_yaml(data: Mapping[str, Any]) -> str:
    """Return plain data as YAML; empty parts are left out."""
    kept = {name: value for name, value in data.items() if value not in ("", [], {})}
    return str(yaml.dump(kept, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100))


def _numbered(slugs: Iterable[str]) -> list[str]:
    """Return names in their order: 01-first, 02-second."""
    known = list(slugs)
    # Files are read in the order of their names, where 100 would come before 99.
    width = max(2, len(str(len(known))))
    return [f"{number:0{width}}-{slug}" for number, slug in enumerate(known, start=1)]


def _skill(skill: SkillDoc) -> dict[str, Any]:
    parameters = {name: _number(value) for name, value in skill.parameters.items()}
    needs = {"needs": list(skill.needs)} if skill.needs else {}
    return {"slug": skill.slug, "title": skill.title, **parameters, **needs}


def _misconception(one: MisconceptionDoc) -> dict[str, Any]:
    written = {"slug": one.slug, "title": one.title}
    return {**written, "feedback": one.feedback} if one.feedback else written


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _lesson_files(lesson: LessonDoc) -> dict[str, str]:
    names = _numbered(step.slug for step in lesson.steps)
    head = dump_yaml({"slug": lesson.slug, "title": lesson.title, "summary": lesson.summary})
    files = {"lesson.yaml": head, **{path: dump_yaml(texts) for path, texts in lesson_heads(lesson)}}
    for name, step in zip(names, lesson.steps, strict=True):
        files[f"{name}.md"] = write_step(step)
        files |= {
            path: _file(front, body, [_block(word, inside) for word, inside in blocks])
            for path, front, body, blocks in translated_steps(step, name)
        }
    return files


def write_step(step: StepDoc) -> str:
    """Return a step as its Markdown file."""
    front: dict[str, Any] = {"title": step.title, "kind": step.kind, "skills": list(step.skills)}
    if step.can_confuse:
        front["can_confuse"] = True
    if step.chance_chooses:
        front["chance_chooses"] = step.chance_chooses == "yes"
    front |= {"source": step.source, "licence": step.licence}
    blocks = [_variant(variant) for variant in step.variants]
    blocks += [_question(question) for question in step.questions]
    return _file(front, step.body, blocks)


def _file(front: Mapping[str, Any], body: str, blocks: Iterable[str]) -> str:
    return "\n".join([f"---\n{dump_yaml(front)}---", *([f"{body}\n"] if body else []), *blocks])


def _block(head: str, inside: str | Mapping[str, Any]) -> str:
    text = f"{inside}\n" if isinstance(inside, str) else dump_yaml(inside)
    return f"::: {head}\n{text}:::\n"


def _variant(variant: VariantDoc) -> str:
    word = f"{variant.kind}/{variant.slug}" if variant.slug else variant.kind
    return _block(f"{word} {variant.title}", variant.body)


def _question(question: QuestionDoc) -> str:
    fields = {
        "prompt": question.prompt,
        "variables": dict(question.variables),
        **question.spec,
        "hints": list(question.hints),
        "skills": list(question.skills),
    }
    return _block(f"question {question.kind} {question.slug}", fields)


def _rule(rule: RuleDoc) -> dict[str, Any]:
    codecs = {one.name: one.codec for one in RULE_FIELDS}
    written: dict[str, Any] = {"slug": rule.slug}
    for one in fields(WrittenRule):
        if one.name == "conditions":
            written["conditions"] = [_condition(condition) for condition in rule.conditions]
        elif (value := codecs[one.name].to_file(getattr(rule, one.name))) is not None:
            written[codecs[one.name].file] = value
    if rule.problem:
        written["unsound"] = rule.problem
    return written if rule.is_enabled else {**written, "enabled": False}


def _condition(condition: WrittenCondition) -> dict[str, str]:
    about = {"misconception": condition.misconception} if condition.misconception else {}
    ends = {"least": condition.least, "most": condition.most}
    within = {name: _number(end) for name, end in ends.items() if end is not None}
    return {
        "signal": condition.signal,
        **about,
        condition.comparison: _number(condition.enter),
        "leave": _number(condition.leave),
        **within,
    }
