"""Words for people that nobody marked are found, each kind of file by its own reader; the tree has none."""

from pathlib import Path

import pytest

from tools.untranslated.__main__ import findings
from tools.untranslated.code import unmarked_in_python
from tools.untranslated.scripts import unmarked_in_script
from tools.untranslated.templates import unmarked_in_template

ROOT = Path(__file__).resolve().parents[2]


def texts(found):
    return [finding.text for finding in found]


def in_template(source):
    return texts(unmarked_in_template(Path("page.html"), source))


def in_script(source):
    return texts(unmarked_in_script(Path("page.js"), source))


def in_python(source, path="tutor/views/page.py"):
    return texts(unmarked_in_python(Path(path), source))


@pytest.mark.slow
def test_everything_for_people_is_marked():
    assert [str(finding) for finding in findings(ROOT)] == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("templates/tutor/page.html", "<p>Hello there</p>"),
        ("tutor/views/page.py", 'messages.success(request, "Saved.")'),
        ("content/static/content/page.js", 'place.textContent = "Saved";'),
    ],
)
def test_one_planted_text_is_found_and_named_by_its_line(tmp_path, name, source):
    planted = tmp_path / name
    planted.parent.mkdir(parents=True)
    planted.write_text(f"\n{source}\n", encoding="utf-8")
    assert [(str(found.path), found.line) for found in findings(tmp_path)] == [(name, 2)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{% translate 'Hello' %}", []),
        ("<p>{% translate 'Hello' %} there</p>", ["there"]),
        ("{% blocktranslate %}Hello <b>{{ name }}</b>{% endblocktranslate %}", []),
        ("{% blocktranslate count n=n %}One{% plural %}Many{% endblocktranslate %}<p>More</p>", ["More"]),
        ('<a class="big" href="/x/" aria-label="Go on">→</a>', ["Go on"]),
        ("<a aria-label=\"{% translate 'Go on' %}\">→</a>", []),
        ('<img alt="{{ words }}" src="a.png"><input placeholder="Year 6">', ["Year 6"]),
        ("{# A comment. #}{% comment %}Another{% endcomment %}<p>·&nbsp;&#8201;→ 10 %</p>", []),
        ('{{ note|default:"Changed" }}', ['"Changed"']),
        ('{% include "a.html" with none="Nothing here." kind="step" %}', ['"Nothing here."']),
        ("{{ n }}{{ n|pluralize }}", ["n|pluralize (use blocktranslate count)"]),
        ('<li{% if x %} aria-current="step"{% endif %}>{{ title }}</li>', []),
        ("{% block body_class %}lesson-page{% endblock %}", []),
    ],
)
def test_a_template_is_read_as_django_and_as_html(source, found):
    assert in_template(source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('place.textContent = gettext("Saved.");', []),
        ('place.textContent = isOn ? "on" : "off";', ["on", "off"]),
        ('place.textContent = isOn ? pgettext("switch", "on") : pgettext("switch", "off");', []),
        ('announce("done");', ["done"]),
        ("announce(`${count} of ${total}`);", ["% of %"]),
        ('announce(interpolate(gettext("%(n)s of %(m)s"), { n, m }));', []),
        ('button.setAttribute("aria-label", "Up");', ["Up"]),
        ('const WORDS = { away: "The connection is away." };', ["The connection is away."]),
        ('make("p", { textContent: "none" })', ["none"]),
        ('const shown = value ?? "too few";', ["too few"]),
        ('throw new SyntaxError("A name is missing");', []),
        ('// "A comment is here."\nfind(".row, [data-x]", "Content-Type", "use strict");', []),
        ('const pattern = /["\'`]/; place.textContent = "Saved";', ["Saved"]),
        ("const path = `/ws/${`a ${one}`}/`;", []),
    ],
)
def test_a_script_is_read_literal_by_literal(source, found):
    assert in_script(source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('name = models.CharField("name", help_text="As written")', ["As written", "name"]),
        ('name = models.CharField(_("name"), help_text=_("As written"))', []),
        ('label = forms.CharField(label="Name", error_messages={"x": "y"})', ["Name"]),
        ('raise ValidationError("no")', ["no"]),
        ('fieldsets = ((None, {"fields": ("name",)}), ("More", {"classes": ("wide",)}))', ["More"]),
        ('fieldsets = ((None, {"fields": ("name",)}), (_("More"), {"classes": ("wide",)}))', []),
        ('raise BadArrangement("changed meanwhile")', ["changed meanwhile"]),
        ('raise ValidationError(gettext("no"))', []),
        ('raise ValueError("This never reaches anybody.")', []),
        ('logger.warning("Something is slow.")', []),
        ('messages.success(request, f"Kept {name}")', ["Kept 1"]),
        ('class Kind(models.TextChoices):\n    READ = "read", "Reading"', ["Reading"]),
        ('def f():\n    """A docstring is for developers."""\n    return "That was it."', ["That was it."]),
        ('return_value = f"From {one} to {other}."', ["From 1 to 1."]),
        ('said = gettext("From %(a)s.") % {"a": "Ben is here."}', ["Ben is here."]),
        ('said = gettext(f"From {one}.")', ["From 1."]),
        ('rows = gettext("WITH old AS (DELETE FROM a) SELECT b")', ["WITH old AS (DELETE FROM a) SELECT b"]),
        ('rows = "WITH old AS (DELETE FROM a WHERE b < c) SELECT b, c FROM old"', []),
        ('WAYS = [("random", "By chance"), ("hand", _("By hand"))]', ["By chance"]),
        ('rows = [("random", "by chance"), ("hand", size)]', []),
        ('subject = f"{name} asks for it"', ["1 asks for it"]),
        ('raise CannotInvite(f"{name} is here")', ["1 is here"]),
        ('words = f"{name} is here already."', ["1 is here already."]),
        ('said = gettext("WITH a word in capitals.")', []),
        ('return_value = get_object_or_404(Step, kind="step")', []),
        ('part.fault("no title", "title")', ["no title"]),
        ('part.fault(gettext("no title"), "title")', []),
        (
            'part.fault(f"{name} is missing" if value is None else f"{name} is odd")',
            ["1 is missing", "1 is odd"],
        ),
        ('raise Bad([Fault("course.yaml", 1, "no such file")])', ["no such file"]),
        ('raise self.faults.stop(path, 1, f"no {name}")', ["no 1"]),
        ('faults.add(path, 1, "no %(name)s" % {"name": name})', ["no %(name)s"]),
        ('names.add("one")', []),
        ('raise InvalidSpec("two items are the same", path=("items",))', ["two items are the same"]),
        ('raise InvalidRule(f"no {name}", field="name")', ["no 1"]),
        ('raise InvalidRule(gettext("no %(name)s") % {"name": name}, field="name")', []),
        ('Section("Steps", "by step", rows, table, "wrong")', ["by step", "wrong"]),
        ('Section("Steps", title, rows, Table(["Step", *head, "Hints"], rows))', ["Hints", "Step"]),
        ('Row(f"{n} steps", share=share)', ["1 steps"]),
        ('Document(heading=f"{title} by class", leads=leads)', ["1 by class"]),
        ('head = ["Lesson", gettext("Step")]', ["Lesson"]),
        ('said.append(f"for {seconds} s")', ["for 1 s"]),
        ('kinds.append("visual")', []),
        ('def _describe_share(share):\n    return f"{share}, few"', ["1, few"]),
        ('def describe(share):\n    def key():\n        return "few"\n    return key()', []),
    ],
)
def test_python_is_read_by_its_tree(source, found):
    assert sorted(in_python(source)) == sorted(found)


@pytest.mark.parametrize(
    "source",
    ['bank.skip(where, "no text")', 'texts.note("no text")', 'Unfit("no text")', 'Skipped(where, "no text")'],
)
def test_what_readers_complain_of_and_note_is_marked(source):
    assert in_python(source, "content/exchange/readers/odd.py") == ["no text"]
    marked = source.replace('"no text"', 'gettext("no text")')
    assert in_python(marked, "content/exchange/readers/odd.py") == []


def test_what_only_the_one_who_runs_the_site_reads_stays_as_it_is():
    source = 'self.stdout.write("Nothing is left to do.")'
    assert in_python(source, "tutor/management/commands/tidy.py") == []
    assert in_python(source, "tutor/ops/tidy.py") == []
    for path in ("tutor/views/tidy.py", "tutor/ops/middleware.py"):
        assert in_python(source, path) == ["Nothing is left to do."]
