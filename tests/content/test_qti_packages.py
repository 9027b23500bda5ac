"""Packages of QTI and Common Cartridge: tests and modules are lessons, and nothing comes twice."""

from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command

from content.coursefiles import BadCourseFiles
from content.exchange.readers import Source, open_upload, read_source
from content.exchange.readers.documents import Wanted
from content.exchange.readers.formats import FORMATS
from content.models import Question, Step
from tests.content.moodlebank import PNG, quiz
from tests.content.moodlebank import question as moodle_question
from tests.content.qtibank import as_version_3, choices, item, read, response
from tests.growth import LINEAR, cost_of_doubling


def question(name, *, body="", prompt="Which?"):
    return item(body + choices("One", "Two", prompt=prompt), response("A"), name=name, title=name.title())


def manifest(resources, *, contents="", title="My package"):
    lom = f"<lom><general><title><string>{title}</string></title></general></lom>"
    organization = f"<organization><item>{contents}</item></organization>" if contents else ""
    return (
        f"<manifest><metadata>{lom}</metadata><organizations>{organization}</organizations>"
        f"<resources>{resources}</resources></manifest>"
    )


def resource(name, *files, kind="imsqti_item_xmlv2p1", metadata=""):
    listed = "".join(f'<file href="{file}"/>' for file in files)
    given = f'identifier="{name}" type="{kind}" href="{files[0]}"'
    return f"<resource {given}><metadata>{metadata}</metadata>{listed}</resource>"


def section(title, *refs, inside=""):
    items = "".join(f'<assessmentItemRef identifier="{ref}" href="items/{ref}.xml"/>' for ref in refs)
    return f'<assessmentSection identifier="s" title="{title}">{inside}{items}</assessmentSection>'


def exam(*sections, title="Exam"):
    return (
        f'<assessmentTest identifier="t" title="{title}">'
        f'<testPart identifier="p">{"".join(sections)}</testPart></assessmentTest>'
    )


def lessons(reading):
    return {lesson.title: [step.slug for step in lesson.steps] for lesson in reading.course.lessons}


def test_sections_of_a_test_are_lessons_in_its_order():
    rubric = '<rubricBlock view="candidate"><p>No calculators.</p></rubricBlock>'
    reading = read({
        "test.xml": exam(section("Sums", "b", "a", inside=rubric), section("Words", "c")),
        **{f"items/{name}.xml": question(name) for name in "abc"},
    })  # fmt: skip
    assert lessons(reading) == {"Exam / Sums": ["id-b", "id-a"], "Exam / Words": ["id-c"]}
    assert reading.course.lessons[0].summary == "No calculators."
    assert (reading.course.title, reading.skipped) == ("Exam", ())


def test_a_section_in_a_file_of_its_own_is_followed():
    inner = section("Far", "a").replace("items/", "../items/")
    reading = read({
        "test.xml": exam('<assessmentSectionRef identifier="x" href="parts/s.xml"/>'),
        "parts/s.xml": inner,
        "items/a.xml": question("a"),
    })  # fmt: skip
    assert lessons(reading) == {"Exam / Far": ["id-a"]}


def test_version_3_has_tests_too():
    reading = read(
        {"t.xml": as_version_3(exam(section("Sums", "a"))), "items/a.xml": as_version_3(question("a"))}
    )
    assert lessons(reading) == {"Exam": ["id-a"]}


def test_a_package_without_a_test_is_one_lesson_with_skills_by_its_keywords():
    keywords = "<lom><general><keyword><string>Counting</string></keyword></general></lom>"
    reading = read({
        "imsmanifest.xml": manifest(resource("r", "a.xml", metadata=keywords) + resource("s", "b.xml")),
        "a.xml": question("a"),
        "b.xml": question("b"),
    })  # fmt: skip
    assert (reading.course.title, reading.counts()["steps"]) == ("My package", 2)
    assert [(skill.slug, skill.title) for skill in reading.course.skills] == [("counting", "Counting")]
    assert [step.skills for step in reading.steps()] == [("counting",), ()]


def test_an_item_is_known_by_its_identifier_and_comes_once():
    files = {"one.xml": exam(section("1", "a"), title="One"), "two.xml": exam(section("2", "a"), title="Two")}
    reading = read({**files, "items/a.xml": question("a_1.b")})
    assert lessons(reading) == {"One": ["id-a-1b"]}
    assert "an item that several tests have comes once" in reading.notes


def test_what_a_package_lists_and_lacks_is_named():
    reading = read({
        "imsmanifest.xml": manifest(resource("r", "gone.xml") + resource("s", "a.xml")),
        "a.xml": question("a"),
        "test.xml": exam(section("S", "missing"), '<assessmentSectionRef identifier="x" href="no.xml"/>'),
    })  # fmt: skip
    reasons = " ".join(skipped.reason for skipped in reading.skipped)
    assert reading.counts()["steps"] == 1
    assert all(f"'{name}'" in reasons for name in ("gone.xml", "items/missing.xml", "no.xml"))


def test_an_item_that_is_alone_in_a_zip_keeps_its_name():
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        archive.writestr("item.xml", question("a"))
    source = open_upload("bank.zip", data.getvalue())
    reading = read_source(source, Wanted())
    assert (list(source.files), reading.counts()["questions"]) == (["item.xml"], 1)


def test_a_broken_file_costs_the_others_nothing():
    reading = read({"a.xml": question("a"), "b.xml": "<assessmentItem>\n<p>"})
    assert reading.counts()["steps"] == 1
    assert (reading.skipped[0].where, "no sound XML" in reading.skipped[0].reason) == ("b.xml:2", True)


@pytest.mark.parametrize(
    "address", ["../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://x.test/a.png"]
)
def test_a_picture_from_outside_the_package_is_named_and_its_words_stand_in(address):
    reading = read(
        question("a", body=f'<p>See <img src="{address}" alt="a pie">.</p>'.replace('pie">', 'pie"/>'))
    )
    assert reading.steps()[0].questions[0].prompt == "See a pie.\n\nWhich?"
    assert "does not come with the file" in reading.skipped[0].reason
    assert reading.course.images == ()


@pytest.mark.parametrize("address", ["img/p%20q.png", "../img/p q.png", "p%20q.png"])
def test_a_picture_comes_along_once_wherever_its_item_lies(address):
    folder = "img" if "/" not in address else "x"
    base = "" if address.startswith("img") else f"{folder}/"
    shown = f'<p><img src="{address}" alt="a point"/></p>'
    reading = read({
        f"{base}a.xml": question("a", body=shown),
        f"{base}b.xml": question("b", body=shown),
        "img/p q.png": PNG,
    })  # fmt: skip
    (image,) = reading.course.images
    assert (image.alt, reading.skipped) == ("a point", ())
    assert f"![a point](images/{image.name})" in reading.steps()[0].questions[0].prompt


def test_a_text_that_items_share_stands_before_each():
    shared = '<assessmentStimulusRef identifier="s" href="stimulus.xml"/>'
    stimulus = "<assessmentStimulus><stimulusBody><p>A long tale.</p></stimulusBody></assessmentStimulus>"
    reading = read({
        "a.xml": question("a").replace("<itemBody>", f"{shared}<itemBody>"),
        "b.xml": question("b", body='<object data="tale.html" type="text/html"/>'),
        "stimulus.xml": stimulus,
        "tale.html": "<html><head><title>T</title></head><body><p>A tale & more.</body></html>",
    })  # fmt: skip
    prompts = [step.questions[0].prompt for step in reading.steps()]
    assert prompts == ["A long tale.\n\nWhich?", "A tale & more.\n\nWhich?"]


def test_formats_do_not_take_each_others_files():
    moodle = Source("m.xml", {"m.xml": quiz(moodle_question("essay", "assessmentItem"))})
    canvas = Source("c.zip", {
        "imsmanifest.xml": manifest("").encode(),
        "q/assessment_meta.xml": b'<quiz identifier="i"><title>T</title></quiz>',
    })  # fmt: skip
    known = [
        [name for name in FORMATS if FORMATS[name].reader().looks_like_it(source)]
        for source in (moodle, canvas)
    ]
    assert (known[0], known[1][0]) == (["moodle"], "qti")


def test_a_source_without_items_is_refused_when_it_is_asked_for():
    with pytest.raises(BadCourseFiles, match="no item, test or package of QTI"):
        FORMATS["qti"].reader().read(Source("x.zip", {"a.xml": b"<other/>"}), None)


PAGE = "<html><head><title>Own</title></head><body><p>Some <b>words</b>.</p></body></html>"


def cartridge():
    contents = (
        "<item><title>Week 1</title>"
        '<item identifierref="page"><title>Read me</title></item>'
        '<item identifierref="quiz"><title>Quiz</title></item>'
        '<item identifierref="link"><title>A site</title></item></item>'
    )
    resources = (
        resource("page", "pages/a.html", kind="webcontent")
        + resource("quiz", "q/quiz.xml", kind="imsqti_xmlv1p2/imscc_xmlv1p1/assessment")
        + resource("link", "l.xml", kind="imswl_xmlv1p1")
        + resource("notes", "notes.pdf", kind="webcontent")
    )
    return manifest(resources, contents=contents, title="A course")


OLD_QUIZ = """<questestinterop><assessment ident="i1" title="Quiz"><section ident="root_section">
<item ident="x1"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>cc_profile</fieldlabel>
<fieldentry>cc.multiple_choice.v0p1</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>
<presentation><material><mattext texttype="text/html">&lt;p&gt;1+1?&lt;/p&gt;</mattext></material>
<response_lid ident="r" rcardinality="Single"><render_choice>
<response_label ident="a"><material><mattext>2</mattext></material></response_label>
<response_label ident="b"><material><mattext>3</mattext></material></response_label>
</render_choice></response_lid></presentation>
<resprocessing><outcomes><decvar/></outcomes><respcondition continue="No"><conditionvar>
<varequal respident="r">a</varequal></conditionvar><setvar>100</setvar></respcondition></resprocessing>
</item></section></assessment></questestinterop>"""


def test_a_module_of_a_cartridge_is_a_lesson_of_pages_and_questions():
    reading = read({
        "imsmanifest.xml": cartridge(),
        "pages/a.html": PAGE,
        "q/quiz.xml": OLD_QUIZ,
        "l.xml": "<webLink><title>A site</title><url href='https://x.test'/></webLink>",
        "notes.pdf": b"%PDF",
    }, name="course.imscc")  # fmt: skip
    assert reading.course.title == "A course"
    assert lessons(reading) == {"Week 1": ["id-page", "id-x1"]}
    page, asked = reading.steps()
    assert (page.title, page.kind, page.body) == ("Read me", "explanation", "Some **words**.")
    assert (asked.title, asked.questions[0].prompt) == ("1+1?", "1+1?")
    assert [skipped.where for skipped in reading.skipped] == ["imsmanifest.xml: A site"]
    assert "a link to another site" in reading.skipped[0].reason


def test_what_canvas_keeps_beside_a_cartridges_quiz_stands_in_its_place():
    fuller = OLD_QUIZ.replace("1+1?", "2+2?")
    reading = read({
        "imsmanifest.xml": cartridge(),
        "pages/a.html": PAGE,
        "q/quiz.xml": OLD_QUIZ,
        "non_cc_assessments/i1.xml.qti": fuller,
    })  # fmt: skip
    assert [step.title for step in reading.steps()] == ["Read me", "2+2?"]


@pytest.mark.parametrize("path", ["i1/i1.xml", "non_cc_assessments/i1.xml.qti"])
def test_canvas_says_beside_a_quiz_whether_it_mixes_and_what_it_is_about(path):
    about = "<description>&lt;p&gt;Sums &lt;b&gt;only&lt;/b&gt;.&lt;/p&gt;</description>"
    settings = f'<quiz identifier="i1"><shuffle_answers>false</shuffle_answers>{about}</quiz>'
    reading = read({
        "imsmanifest.xml": manifest(resource("q", path, kind="imsqti_xmlv1p2")),
        path: OLD_QUIZ,
        "i1/assessment_meta.xml": settings,
    })  # fmt: skip
    assert [(lesson.title, lesson.summary) for lesson in reading.course.lessons] == [
        ("Quiz", "Sums **only**.")
    ]
    assert reading.steps()[0].questions[0].spec["keep_order"] is True


def test_signs_of_a_formula_that_have_names_in_html_stay():
    formula = (
        "<math><munderover><mo>&int;</mo><mn>0</mn><mi>&pi;</mi></munderover><mo>&lt;</mo><mi>x</mi></math>"
    )
    reading = read({"imsmanifest.xml": cartridge(), "pages/a.html": f"<body><p>Is {formula}?</p></body>"})
    assert reading.steps()[0].body == r"Is $\int_{0}^{\pi} < x$?"


def test_addresses_and_formulas_of_canvas_are_known():
    body = (
        '<p><img src="$IMS-CC-FILEBASE$/img/p.png" alt="a point"> '
        '<img src="/equation_images/%255Cfrac%257B1%257D%257B2%257D" alt="a half"> '
        '<img src="/equation_images/20%5C%25?scale=1" alt="LaTeX: 20\\%"></p>'
        '<p><a href="$WIKI_REFERENCE$/pages/other">Other</a></p>'
    )
    reading = read({
        "imsmanifest.xml": cartridge(),
        "pages/a.html": f"<html><body>{body}</body></html>",
        "web_resources/img/p.png": PNG,
    })  # fmt: skip
    (image,) = reading.course.images
    assert reading.steps()[0].body == f"![a point](images/{image.name}) $\\frac{{1}}{{2}}$ $20\\%$\n\nOther"


def test_what_stands_in_no_module_is_named_unless_it_is_a_setting():
    settings = resource(
        "s", "course_settings/canvas_export.txt", "course_settings/x.xml", kind="associatedcontent/x"
    )
    assignment = resource("a", "a/essay.html", "a/assignment_settings.xml", kind="associatedcontent/x")
    others = (
        resource("t", "topic.xml", kind="imsdt_xmlv1p1")
        + resource("p", "p.html")
        + resource("f", "notes.pdf")
    )
    reading = read({
        "imsmanifest.xml": manifest(settings + assignment + others),
        "course_settings/canvas_export.txt": "x",
        "a/essay.html": PAGE,
        "a/assignment_settings.xml": "<assignment/>",
        "topic.xml": "<topic><title>T</title></topic>",
        "notes.pdf": b"%PDF",
        "p.html": PAGE,
    })  # fmt: skip
    reasons = {skipped.where.rpartition(": ")[2]: skipped.reason for skipped in reading.skipped}
    assert sorted(reasons) == ["a/essay.html", "p.html", "topic.xml"]
    assert "an assignment" in reasons["a/essay.html"]
    assert reading.notes == ("1 file that no step shows is left out",)


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "<math " * n,
        lambda n: "<head " * n,
        lambda n: "<body " * n,
        lambda n: "<!DOCTYPE " * n,
        lambda n: "<title>" * n,
        lambda n: "$A_" * n,
    ],
    ids=["math", "head", "body", "doctype", "title", "dollars"],
)
def test_a_page_of_twice_the_size_costs_twice_as_much(make):
    def page(text):
        return read({"imsmanifest.xml": cartridge(), "pages/a.html": f"<p>Words</p>{text}"})

    assert cost_of_doubling(page, make, size=2000) < LINEAR


@pytest.mark.process
def test_importing_an_item_again_updates_its_step_wherever_it_stands_now(tmp_path, db):
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "a.xml").write_text(question("a", prompt="Before?"))
    call_command("import_course", str(folder), stdout=StringIO())
    before = Step.objects.get()
    (folder / "a.xml").rename(folder / "z.xml")
    (folder / "z.xml").write_text(question("a", prompt="After?"))
    (folder / "b.xml").write_text(question("b"))
    call_command("import_course", str(folder), stdout=StringIO())
    assert Step.objects.count() == 2
    assert Step.objects.get(slug="id-a").pk == before.pk
    assert Question.objects.get(step=before).prompt == "After?"
