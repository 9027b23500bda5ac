"""What the admin calls things and their fields is in the reader's language, whatever is registered there."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import Group
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import trans_real

from content.models import Image, Misconception, Question, Skill, Version
from tests.lti.rows import account_of, registration
from tests.tutor.bracketed import unmarked
from tutor.models import LtiAccount

OURS = ("content", "tutor")
TRANSLATED = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@pytest.fixture
def admin_request(rf, admin_user):
    request = rf.get("/admin/")
    request.user = admin_user
    return request


def message_of(text):
    """Return the id of a lazy text; of any other, what no catalogue has."""
    # A form begins a name with a capital, and leaves it lazy.
    while isinstance(text, Promise) and isinstance(text._args[0], Promise):
        text = text._args[0]
    if not isinstance(text, Promise):
        return f"{text} (not marked)"
    return trans_real.CONTEXT_SEPARATOR.join(map(str, text._args))


def fields_shown(model_admin, request):
    """Yield each name that a form, a list or a filter shows, with what it is called."""
    is_inline = not hasattr(model_admin, "list_display")
    form = model_admin.get_formset(request).form if is_inline else model_admin.get_form(request)
    names = [*flatten_fieldsets(model_admin.get_fieldsets(request)), *form.base_fields]
    if model_admin.opts.app_label in OURS:
        # Some are shown where somebody may look, and change nothing.
        names += [field.name for field in model_admin.opts.fields if field.editable and not field.primary_key]
    if not is_inline:
        filters = (one[0] if isinstance(one, tuple) else one for one in model_admin.list_filter)
        names += [*model_admin.list_display, *(one for one in filters if isinstance(one, str))]
    for name in dict.fromkeys(names):
        field = form.base_fields.get(name)
        try:
            called = model_admin.model._meta.get_field(name).verbose_name
        except (FieldDoesNotExist, AttributeError):
            called = getattr(getattr(model_admin, name, None), "short_description", None)
        if called is not None:
            yield name, called
        if field is not None and field.label != "":
            yield name, field.label


def names_shown(request):
    """Yield the place and the id of every name in the admin."""
    for model_admin in admin.site._registry.values():
        for one in (model_admin, *(inline(model_admin.model, admin.site) for inline in model_admin.inlines)):
            options = one.model._meta
            yield options.label, message_of(options.verbose_name)
            yield options.label, message_of(options.verbose_name_plural)
            for name, called in fields_shown(one, request):
                yield f"{options.label}.{name}", message_of(called)


def test_each_language_has_what_the_admin_calls_things_and_their_fields(admin_request):
    shown = list(names_shown(admin_request))
    assert len(shown) > 150
    for code in TRANSLATED:
        known = trans_real.translation(code)._catalog
        assert [(place, message) for place, message in shown if not known.get(message)] == [], code


def test_each_model_of_ours_has_a_name_in_each_language():
    """The page that asks before somebody is deleted names the kind of everything that goes too."""
    ours = [model._meta for app in OURS for model in apps.get_app_config(app).get_models()]
    assert len(ours) > 50
    for code in TRANSLATED:
        known = trans_real.translation(code)._catalog
        names = [name for one in ours for name in (one.verbose_name, one.verbose_name_plural)]
        assert [message for message in map(message_of, names) if not known.get(message)] == [], code


@pytest.fixture
def rows(lesson, classroom, sitting, tariq):
    """One row of each kind that the admin shows, with something in each of its inlines."""
    course, student = lesson.course, sitting.student
    Skill.objects.create(course=course, slug="half", title="Half")
    Misconception.objects.create(course=course, slug="bigger", title="Bigger")
    rule = course.rules.create(slug="own", name="Own", effects=["visual"])
    rule.conditions.create(signal="said.lost", enter=1, leave=1)
    picture = Image.objects.create(course=course, name="pie.svg", alt="A pie", data=b"-")
    # A hash would be shown, which is in no language.
    student.set_unusable_password()
    student.save()
    of_content = [course, lesson, lesson.steps.get(slug="ask"), rule, picture]
    of_people = [student, classroom, Group.objects.create(name="Helpers")]
    return [*of_content, *of_people, registration(), account_of(tariq)]


# Models of django-lti and allauth that these left unmarked; they stand among the permissions alone.
UNMARKED_ELSEWHERE = ["lti line item", "authenticator"]


def data_of(rows):
    """Return what people called things, and how the admin writes it."""
    said = [value for row in rows for value in vars(row).values() if isinstance(value, str) and value]
    question = Question.objects.first()
    answers = [*question.hints, *(wrong["feedback"] for wrong in question.spec["wrong"])]
    # The last one is the letter in the place of a picture of whoever is signed in.
    return [*said, *map(capfirst, said), *answers, str(rows[-1].lti_user), *UNMARKED_ELSEWHERE, "A"]


HAS_KEY = {"changelist": False, "add": False, "change": True, "history": True}


@pytest.mark.parametrize("page", HAS_KEY)
def test_each_page_of_the_admin_is_all_in_another_language(client, admin_user, rows, brackets, page):
    client.force_login(admin_user)
    assert {type(row) for row in rows} == set(admin.site._registry)
    found = {}
    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}"
        shown = client.get(reverse(name, args=[row.pk] if HAS_KEY[page] else []))
        # Nobody adds the account that a launch makes.
        if (page, type(row)) != ("add", LtiAccount):
            found[row._meta.label] = unmarked(shown, data_of(rows))
    assert len(found) > 8
    assert {label: words for label, words in found.items() if words} == {}


def test_what_django_says_of_a_step_is_whole_in_arabic(client, admin_user, lesson):
    client.force_login(admin_user)
    step = lesson.steps.get(slug="ask")
    arabic = {"headers": {"accept-language": "ar"}}
    change = client.get(reverse("admin:content_step_change", args=[step.pk]), **arabic).content.decode()
    delete = client.get(reverse("admin:content_step_delete", args=[step.pk]), **arabic).content.decode()
    for words in ("أضِف بديل آخر", "أضِف سؤال آخر", "قد تُحيّر", "النوع"):
        assert words in unescape(change)
    assert not re.search(r"(حذف|أضِف)\s+[A-Za-z]", unescape(change + delete))


def test_the_history_of_a_course_tells_what_was_changed_in_the_authors_language(client, noor, lesson):
    client.force_login(noor)
    address = reverse("admin:content_lesson_delete", args=[lesson.pk])
    client.post(address, {"post": "yes"}, headers={"accept-language": "ar"})
    note = Version.objects.first().note
    assert note.startswith("إزالة: درس «")
    assert "A half" in note
