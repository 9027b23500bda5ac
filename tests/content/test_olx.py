"""Course exports of Open edX: chapters, units, texts and pictures find their places, and names last."""

import tarfile
from base64 import b64encode
from io import BytesIO

import pytest

from content.coursefiles import BadCourseFiles
from content.exchange.readers import Source, open_upload, read_source
from content.exchange.readers.documents import Wanted
from content.exchange.readers.olx import tree as olx_tree
from content.texts.rendering import LONGEST_TEXT
from tests.content.moodlebank import PNG
from tests.content.olxtree import RUN, problem, read, steps_of, tree

SUM = problem('<numericalresponse answer="4"><label>2+2?</label><textline/></numericalresponse>')


def html(name, title="Text"):
    return f'<html url_name="{name}"/>', {
        f"html/{name}.xml": f'<html filename="{name}" display_name="{title}"/>'
    }


def page(name, text):
    pointer, files = html(name)
    return pointer, files | {f"html/{name}.html": text}


def test_chapters_become_lessons_and_units_steps_that_know_their_names():
    reading = read(tree(SUM))
    (lesson,) = reading.course.lessons
    (step,) = lesson.steps
    assert (reading.format, reading.course.slug, reading.course.title) == ("olx", "org-m1-2026", "Maths")
    assert (lesson.slug, lesson.title, lesson.summary) == ("ch-1", "Fractions", "Halves")
    assert (step.slug, step.title, step.kind, step.questions[0].slug) == (
        "unit1",
        "The unit1",
        "question",
        "p1",
    )


def test_a_text_after_a_problem_begins_a_step_of_its_own():
    first, files = page("t1", "<p>Read.</p>")
    second, more = page("t2", "<p>Read <b>on</b>.</p>")
    steps = steps_of(first + SUM + second, more=files | more)
    assert [(step.slug, step.title, step.kind) for step in steps] == [
        ("unit1", "The unit1", "question"),
        ("t2", "The unit1 (2)", "explanation"),
    ]
    assert [step.body for step in steps] == ["Read.", "Read **on**."]


def test_a_text_that_is_too_long_for_one_step_becomes_several():
    first, files = page("t1", "<p>" + "</p><p>".join(["word " * 1000] * 8) + "</p>")
    second, more = page("t2", "<p>" + "last " * 1000 + "</p>")
    reading = read(tree(first + second, more=files | more))
    assert [step.slug for step in reading.steps()] == ["unit1", "t1"]
    assert all(len(step.body) <= LONGEST_TEXT for step in reading.steps())
    assert "".join(step.body for step in reading.steps()).count("word") == 8000
    assert reading.steps()[1].body.endswith("last")
    assert any("divided" in note for note in reading.notes)


def test_a_text_and_a_problem_may_stand_in_the_outline_itself():
    inline = "<html url_name='t'><p>Here &amp; now.</p></html>" + SUM
    (step,) = steps_of(inline)
    assert (step.body, len(step.questions)) == ("Here & now.", 1)


def test_a_course_in_one_file_is_read_like_one_in_many():
    whole = (
        f'<course url_name="{RUN}" org="O" course="C" display_name="Maths"><chapter url_name="c">'
        f'<sequential url_name="s"><vertical url_name="v">{SUM}</vertical>{SUM.replace("p1", "p2")}'
        "</sequential></chapter></course>"
    )
    reading = read({"course.xml": whole.encode()})
    assert [step.slug for step in reading.steps()] == ["v", "p2"]


def test_a_policy_names_parts_before_the_files_do():
    policy = (
        f'{{"course/{RUN}": {{"display_name": "New maths"}}, "vertical/unit1": {{"display_name": "One"}}}}'
    )
    reading = read(tree(SUM, more={f"policies/{RUN}/policy.json": policy}))
    assert (reading.course.title, reading.steps()[0].title) == ("New maths", "One")


def test_of_units_of_one_name_the_heading_tells_them_apart():
    files = tree(SUM, SUM.replace("p1", "p2"))
    for number in (1, 2):
        files[f"vertical/unit{number}.xml"] = files[f"vertical/unit{number}.xml"].replace(
            f"The unit{number}".encode(), b"Unit"
        )
    assert [step.title for step in read(files).steps()] == ["Halves: Unit", "Halves: Unit"]


def test_a_library_is_one_lesson():
    named = 'url_name="library" org="O" library="L" display_name="Bank"'
    library = f'<library {named}><problem url_name="p1"/></library>'
    reading = read({"library/library.xml": library.encode(), "library/problem/p1.xml": SUM.encode()})
    assert [(lesson.title, len(lesson.steps)) for lesson in reading.course.lessons] == [("Bank", 1)]
    assert reading.course.slug == "o-l-library"


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ('<video url_name="v" display_name="Film"/>', "there is nothing like 'video' here."),
        ('<discussion url_name="d" display_name="Talk"/>', "there is nothing like 'discussion' here."),
        ('<lti url_name="l" display_name="Tool"/>', "there is nothing like 'lti' here."),
        ('<problem url_name="gone"/>', "the file problem/gone.xml is missing."),
        (SUM.replace("<problem", '<problem visible_to_staff_only="true"'), "it is shown to staff only."),
    ],
)
def test_what_has_no_place_here_is_named_with_its_place(element, reason):
    reading = read(tree(SUM.replace("p1", "p2") + element))
    (skipped,) = reading.skipped
    assert skipped.reason == reason
    assert "Fractions / Halves / The unit1" in skipped.where
    assert len(reading.steps()) == 1


def test_problems_of_a_pool_are_taken_if_they_come_along():
    pool = '<library_content url_name="l" max_count="1">{}</library_content>'
    reading = read(tree(pool.format(SUM + SUM.replace("p1", "p2"))))
    assert len(reading.steps()[0].questions) == 2
    assert any("pool" in note for note in reading.notes)
    assert "none comes along" in read(tree(pool.format(""))).skipped[0].reason


def test_pictures_are_found_by_the_names_that_uploads_gave_them():
    addresses = (
        "/static/Half_a_pie.png",
        "/static/Half%20a%20pie.png",
        "/asset-v1:Org+M1+2026+type@asset+block@Half_a_pie.png",
        "/c4x/Org/M1/asset/Half_a_pie.png",
        "https://studio.example.org/c4x/Org/M1/asset/Half_a_pie.png",
    )
    shown = "".join(f'<img src="{address}" alt="half a pie"/>' for address in addresses)
    pointer, files = page("t", f"<p>{shown}</p>")
    reading = read(tree(pointer, more={**files, "static/Half a pie.png": PNG}))
    assert reading.skipped == ()
    (image,) = reading.course.images
    assert (image.alt, image.data) == ("half a pie", PNG)
    assert reading.steps()[0].body.count(f"![half a pie](images/{image.name})") == len(addresses)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("a+b.png", "a_b.png"),
        ("plot (1).png", "plot__1_.png"),
        ("été, 2.png", "été__2.png"),
        ("g/h.png", "g/h.png"),
    ],
)
def test_an_address_has_underscores_where_a_files_name_has_odd_letters(name, address):
    pointer, files = page("t", f'<p><img src="/static/{address}" alt="x"/></p>')
    assert len(read(tree(pointer, more={**files, f"static/{name}": PNG})).course.images) == 1


def test_a_picture_inside_the_text_comes_along_and_one_elsewhere_is_named():
    inline = '<img src="data:image/png;base64,' + b64encode(PNG).decode() + '" alt="dot"/>'
    pointer, files = page("t", f'<p>{inline}<img src="https://example.org/x.png" alt="far"/> Look.</p>')
    reading = read(tree(pointer, more=files))
    assert len(reading.course.images) == 1
    assert "far" in reading.steps()[0].body
    assert "does not come with the course; the text is taken without it." in reading.skipped[0].reason


def test_what_is_lost_of_a_text_is_told():
    text = '<p><a href="/jump_to_id/x">There</a><script>x()</script></p><iframe src="https://e.org"></iframe><p>x</p>'
    pointer, files = page("t", text)
    reading = read(
        tree(pointer + SUM.replace("<problem", '<problem weight="3"'), more={**files, "drafts/a.xml": "<a/>"})
    )
    assert reading.skipped[0].reason.startswith("iframe is left out")
    told = " ".join(reading.notes)
    assert all(word in told for word in ("links to other parts", "scripts", "points", "drafts"))


def test_every_tag_of_a_page_is_a_tag():
    text = (
        "<header><p>Read \\(a &lt; b\\).</p></header><button onclick='x()'>Like it</button>"
        "<details><summary>More</summary>Here.</details>"
    )
    pointer, files = page("t", text)
    assert steps_of(pointer, more=files)[0].body == "Read $a < b$.\n\nMore\n\nHere."


def test_dollars_in_code_stay_as_they_are():
    pointer, files = page("t", "<p>$5 for <code>$x</code></p><pre>cost = $y\n$z</pre><p>$6</p>")
    body = steps_of(pointer, more=files)[0].body
    assert body == "\\$5 for `$x`\n\n```\ncost = $y\n$z\n```\n\n\\$6"


def test_a_drawing_in_the_text_is_named():
    pointer, files = page("t", "<p>See <svg><text>x</text></svg>.</p>")
    assert "svg is left out" in read(tree(pointer, more=files)).skipped[0].reason


def test_a_formula_in_mathml_is_written_in_tex():
    pointer, files = page("t", "<p>Costs $5 for <math><msqrt><mi>x</mi></msqrt></math>.</p>")
    reading = read(tree(pointer, more=files))
    assert (reading.steps()[0].body, reading.skipped) == ("Costs \\$5 for $\\sqrt{x}$.", ())


def test_icons_of_a_font_are_no_words():
    pointer, files = page("t", '<p><span class="material-icons">menu_book</span> Read.</p>')
    assert steps_of(pointer, more=files)[0].body == "Read."


def test_a_licence_stands_with_each_step():
    reading = read(tree(SUM, attributes='license="creative-commons: ver=4.0 BY NC SA"'))
    assert reading.steps()[0].licence == "CC BY-NC-SA 4.0"


def test_tags_of_units_and_of_their_parts_become_skills():
    tags = (
        '"Name","Type","ID","topics","languages-v1"\n"Maths","course","course-v1:a","All",""\n'
        '"  The unit1","vertical","unit1","Fractions; Halving","English"\n'
        '"  Sum","problem","p1","halving",""\n'
    )
    text, files = page("t", "<p>Read.</p>")
    reading = read(tree(SUM + text, more={**files, "tags.csv": tags}))
    first, second = reading.steps()
    assert [(skill.slug, skill.title) for skill in reading.course.skills] == [
        ("fractions", "Fractions"),
        ("halving", "Halving"),
    ]
    assert first.questions[0].skills == first.skills == second.skills == ("fractions", "halving")


@pytest.mark.parametrize("broken", [b"\xff", b'"Type\0', b"Type,ID\n", b"x"])
def test_tags_that_cannot_be_read_cost_the_tags_alone(broken):
    assert len(read(tree(SUM, more={"tags.csv": broken})).steps()) == 1


def test_the_short_description_is_the_summary():
    reading = read(tree(SUM, more={"about/short_description.html": "<p>Parts of <b>wholes</b>.</p>"}))
    assert reading.course.summary == "Parts of wholes."


def test_an_export_is_read_as_it_is_packed_there():
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for path, data in tree(SUM).items():
            info = tarfile.TarInfo(f"course/{path}")
            info.size = len(data)
            archive.addfile(info, BytesIO(data))
    reading = read_source(open_upload("course.xyz.tar.gz", buffer.getvalue()), Wanted())
    assert (reading.format, len(reading.steps())) == ("olx", 1)


def two_courses():
    named = 'url_name="library" org="O" library="L" display_name="Bank"'
    library = f'<library {named}><problem url_name="p1"/></library>'
    course = {f"maths/{path}": data for path, data in tree(SUM).items()}
    return {**course, "bank/library.xml": library.encode(), "bank/problem/p1.xml": SUM.encode()}


def test_several_courses_of_one_source_are_read_one_after_another():
    found = read(two_courses()).each()
    assert [(one.course.title, one.course.slug, len(one.steps())) for one in found] == [
        ("Bank", "o-l-library", 1),
        ("Maths", "org-m1-2026", 1),
    ]


@pytest.mark.parametrize("part", ["maths", "org-m1-2026"])
def test_of_several_courses_one_is_taken_by_its_title_or_address(part):
    reading = read(two_courses(), part=part, course="mine")
    assert (reading.course.title, reading.course.slug, reading.further) == ("Maths", "mine", ())


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"part": "Art"}, "no course 'Art' in it; there is: Bank, Maths"),
        ({"course": "mine"}, "only one can go there"),
    ],
)
def test_which_of_several_courses_is_meant_has_to_be_clear(wanted, reason):
    with pytest.raises(BadCourseFiles, match=reason):
        read(two_courses(), **wanted)


def test_two_courses_of_one_name_have_addresses_of_their_own():
    files = {f"{folder}/{path}": data for folder in ("a", "b") for path, data in tree(SUM).items()}
    assert [one.course.slug for one in read(files).each()] == ["org-m1-2026", "org-m1-2026-2"]


def test_files_of_that_name_in_other_systems_are_not_taken_for_it():
    with pytest.raises(BadCourseFiles, match="looks like no format"):
        read({"course/course.xml": b'<course id="3" contextid="9"><fullname>Maths</fullname></course>'})


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"course.xml": b"<course url_name='x'>"}, "course.xml:1: this is no sound XML"),
        ({"course.xml": b"<course url_name='x' org='o'/>"}, "course/x.xml is missing"),
        (
            {"course.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><course url_name="x" org="o"><chapter/></course>'},
            "document type or entities",
        ),
    ],
)
def test_an_outline_that_cannot_be_read_refuses_all_of_it(files, reason):
    with pytest.raises(BadCourseFiles, match=reason):
        read(files)


def test_a_problem_that_is_no_sound_xml_is_named_by_its_line():
    files = tree('<problem url_name="bad"/>' + SUM, more={"problem/bad.xml": "<problem>\n<p></problem>"})
    (skipped,) = read(files).skipped
    assert "line 2: this is no sound XML" in skipped.reason


def test_parts_that_hold_themselves_end_at_a_depth():
    files = tree('<vertical url_name="unit1"/>')
    with pytest.raises(BadCourseFiles, match="nest more than"):
        read(files)


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ("MOST_BLOCKS", "more than 2 parts"),
        ("MOST_ELEMENTS", "more than 2 elements"),
        ("DEEPEST", "nest more than 2 deep"),
    ],
)
def test_limits_are_told(monkeypatch, limit, reason):
    monkeypatch.setattr(olx_tree, limit, 2)
    try:
        told = " ".join(skipped.reason for skipped in read(tree(SUM)).skipped)
    except BadCourseFiles as error:
        told = str(error)
    assert reason in told


def test_too_many_questions_are_named(monkeypatch):
    monkeypatch.setattr("content.exchange.readers.gathering.MOST_QUESTIONS", 1)
    reading = read(tree(SUM, SUM.replace("p1", "p2")))
    assert (len(reading.steps()), reading.skipped[0].reason) == (1, "more than 1 questions came at once.")


def test_progress_is_told():
    seen = []
    source = Source("export", tree(SUM, SUM.replace("p1", "p2")))
    read_source(source, Wanted(on_progress=lambda done, total: seen.append((done, total))))
    assert [done for done, _ in seen] == [1, 2]
