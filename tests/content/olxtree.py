"""Course exports of Open edX, made by hand for the tests."""

from content.exchange.readers import Source, read_source
from content.exchange.readers.documents import Wanted
from content.questions import check, parse_spec

RUN = "2026"


def tree(*units, more=None, chapter="Fractions", attributes=""):
    """Return the files of a course of one chapter; each unit is what stands in a vertical."""
    names = [f"unit{number}" for number in range(1, len(units) + 1)]
    files = {
        "course.xml": f'<course url_name="{RUN}" org="Org" course="M1"/>',
        f"course/{RUN}.xml": f'<course display_name="Maths" {attributes}><chapter url_name="ch_1"/></course>',
        "chapter/ch_1.xml": f'<chapter display_name="{chapter}"><sequential url_name="seq"/></chapter>',
        "sequential/seq.xml": '<sequential display_name="Halves">'
        + "".join(f'<vertical url_name="{name}"/>' for name in names)
        + "</sequential>",
    }
    for name, inside in zip(names, units, strict=True):
        files[f"vertical/{name}.xml"] = f'<vertical display_name="The {name}">{inside}</vertical>'
    files |= more or {}
    return {path: data if isinstance(data, bytes) else data.encode() for path, data in files.items()}


def read(files, **wanted):
    return read_source(Source("export", files), Wanted(**wanted))


def problem(*parts, name="p1", title="Sum"):
    return f'<problem url_name="{name}" display_name="{title}">{"".join(parts)}</problem>'


def steps_of(*units, **more):
    reading = read(tree(*units, **more))
    assert reading.skipped == ()
    return reading.steps()


def only(*parts):
    """Return the one question of a problem."""
    (step,) = steps_of(problem(*parts))
    (asked,) = step.questions
    return asked


def refusal(*parts):
    """Return why a problem is not taken."""
    reading = read(tree(problem(*parts)))
    assert reading.steps() == []
    (skipped,) = reading.skipped
    return skipped.reason


def notes_of(*parts):
    return read(tree(problem(*parts))).notes


def mark(asked, **response):
    sent = {
        name.replace("_", "-"): value if isinstance(value, list) else [value]
        for name, value in response.items()
    }
    return check(parse_spec(asked.kind, asked.spec), sent)


def is_right(asked, **response):
    return mark(asked, **response).is_correct
