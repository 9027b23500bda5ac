"""Every kind of thing that is held about a person, in words a student knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emotion.estimate import STATES
from tutor.models import (
    AccountMerge,
    AccountNotice,
    AccountState,
    Adaptation,
    AffectMember,
    Answer,
    AuditEntry,
    Consent,
    Enrolment,
    GivenUp,
    GroupPlace,
    HelpGiven,
    HintAnswer,
    HintUse,
    IdempotencyKey,
    Mastery,
    PastEnrolment,
    PictureSecret,
    Post,
    PreTest,
    PreTestAnswer,
    RaisedHand,
    Reading,
    RosterChange,
    RosterPerson,
    Seat,
    SelfReport,
    SignInCard,
    Sitting,
    SkippedStep,
    StepVisit,
    TeacherInvitation,
    User,
)
from tutor.models.mastery import CARD_FIELDS
from tutor.services.audit import trail


@dataclass(frozen=True)
class Holding:
    """One kind of thing that is held, in words a student knows.

    Attributes:
        path: leads from the model to the student.
        fields: what a download tells, under the name it has there.
        stays_with_account: kept when the learning is erased and the account is not.
        affect_at: where a camera or a tap may have a part in it, the field that says when it was kept.
        tell: gives the rows in words, where they are not the person's alone.
    """

    key: str
    title: str | Promise
    why: str | Promise
    model: type[Model]
    path: str
    fields: dict[str, str]
    stays_with_account: bool = False
    affect_at: str = ""
    tell: Callable[[User], list[dict[str, Any]]] | None = None


_AT = {"lesson": "sitting__lesson__title"}
_STEP = {**_AT, "step": "step__title"}
_QUESTION = {**_AT, "question": "question__prompt"}
_STATES = {name: name for name in (*STATES, "emotions")}

HOLDINGS = (
    Holding(
        "classes",
        _("Your classes"),
        _("So that your teacher finds you on the list."),
        Enrolment,
        "student",
        {"class": "classroom__name", "joined_at": "joined_at"},
        stays_with_account=True,
    ),
    Holding(
        "past_classes",
        _("Classes you were in"),
        _("So that you can be put back on a list that you left by mistake."),
        PastEnrolment,
        "student",
        {"class": "classroom__name", **{name: name for name in ("joined_at", "left_at", "reason")}},
        stays_with_account=True,
    ),
    Holding(
        "roster_ids",
        _("Your number on the school’s list"),
        _("So that the list finds your account again."),
        RosterPerson,
        "person",
        {"list": "source__name", "number": "key"},
        stays_with_account=True,
    ),
    Holding(
        "roster_changes",
        _("What the school’s list changed about you"),
        _("So that a mistake in the list can be taken back. Gone after 90 days."),
        RosterChange,
        "person",
        {
            "list": "run__source__name",
            **{name: name for name in ("kind", "before", "after")},
            "class": "classroom__name",
            "at": "run__ended_at",
        },
        stays_with_account=True,
    ),
    Holding(
        "account_notices",
        _("What was done to how you sign in"),
        _("So that you know when somebody gave you a password, a card or pictures, or you changed it."),
        AccountNotice,
        "person",
        {"what": "kind", "by": "by_name", "at": "at"},
        stays_with_account=True,
    ),
    Holding(
        "account_state",
        _("How your account stands"),
        _("To ask you for a password of your own after you were given one."),
        AccountState,
        "person",
        {name: name for name in ("must_change_password", "affect_hidden_before", "closed_at")},
        stays_with_account=True,
    ),
    Holding(
        "cards",
        _("Your sign-in cards"),
        _("So that a card works, and only the newest. What is printed on it is kept only scrambled."),
        SignInCard,
        "student",
        {name: name for name in ("printed_at", "expires_at", "revoked_at", "used_at")},
        stays_with_account=True,
    ),
    Holding(
        "pictures",
        _("Your three pictures"),
        _("So that they sign you in. They are kept only scrambled."),
        PictureSecret,
        "student",
        {"set_at": "set_at"},
        stays_with_account=True,
    ),
    Holding(
        "merges",
        _("Accounts of yours that became one"),
        _("So that nobody loses what they learned under another name."),
        AccountMerge,
        "kept",
        {"made_at": "made_at"},
        stays_with_account=True,
    ),
    Holding(
        "class_invitations",
        _("Classes you were asked to teach"),
        _("So that nobody teaches a class unasked."),
        TeacherInvitation,
        "invited",
        {"class": "classroom__name", "made_at": "made_at", "answered_at": "answered_at"},
        stays_with_account=True,
    ),
    Holding(
        "consents",
        _("What you agreed to"),
        _("To show when you said yes, to which wording, and when you took it back."),
        Consent,
        "student",
        {name: name for name in ("purpose", "words", "given_at", "confirmed_at", "withdrawn_at")},
    ),
    Holding(
        "lessons",
        _("Lessons you began"),
        _("So that you can carry on where you left off."),
        Sitting,
        "student",
        {
            "course": "lesson__course__title",
            "lesson": "lesson__title",
            "step": "step__title",
            **{name: name for name in ("started_at", "seen_at", "touched_at", "finished_at")},
        },
    ),
    Holding(
        "steps",
        _("Steps you visited"),
        _("To show how far you are."),
        StepVisit,
        "sitting__student",
        {**_STEP, "entered_at": "entered_at", "finished_at": "finished_at"},
    ),
    Holding(
        "answers",
        _("Your answers"),
        _("To tell you what was right, and what to practise."),
        Answer,
        "sitting__student",
        {
            **_QUESTION,
            **{name: name for name in ("response", "is_correct", "parts", "feedback")},
            **{name: name for name in ("misconceptions", "variables", "created_at")},
        },
    ),
    Holding(
        "hints",
        _("Hints you took"),
        _("So that they are open when you come back."),
        HintUse,
        "sitting__student",
        {**_QUESTION, "number": "number", "created_at": "created_at"},
    ),
    Holding(
        "hint_answers",
        _("Your answers within hints"),
        _("So that they are there when you come back. They are not counted."),
        HintAnswer,
        "sitting__student",
        {
            **_QUESTION,
            **{name: name for name in ("number", "response", "is_correct")},
            **{name: name for name in ("parts", "feedback", "created_at")},
        },
    ),
    Holding(
        "given_up",
        _("Questions you left open"),
        _("So that they are not asked for when you end a lesson."),
        GivenUp,
        "sitting__student",
        {**_QUESTION, "created_at": "created_at"},
    ),
    Holding(
        "taps",
        _("Your taps, such as “I’m lost”"),
        _("So that the lesson can answer them."),
        SelfReport,
        "sitting__student",
        {**_STEP, "feeling": "feeling", "created_at": "created_at"},
        affect_at="created_at",
    ),
    Holding(
        "help",
        _("Help the lesson brought"),
        _("So that you can see why, and go back."),
        Adaptation,
        "sitting__student",
        {
            **_STEP,
            **{name: name for name in ("kind", "rule_name", "sentence", "evidence", "state", "helped")},
            **{name: name for name in ("next_answer_right", "confusion_ended", "created_at", "undone_at")},
        },
        affect_at="created_at",
    ),
    Holding(
        "readings",
        _("The camera’s guesses"),
        _("For the lesson to notice when you are stuck. Numbers only; they go after some days."),
        Reading,
        "sitting__student",
        {**_STEP, "at": "at", "known": "known", "reason": "reason", "faces_share": "faces_share", **_STATES},
        affect_at="at",
    ),
    Holding(
        "skills",
        _("What you seem to know"),
        _("To choose what to practise, and when. It is worked out from your answers alone."),
        Mastery,
        "student",
        {"skill": "skill__title", **{name: name for name in ("p_known", *CARD_FIELDS, "updated_at")}},
    ),
    Holding(
        "pretests",
        _("Pre-tests you took"),
        _("To start where you stand. What they showed is in them."),
        PreTest,
        "student",
        {"course": "course__title", **{name: name for name in ("started_at", "finished_at", "outcome")}},
    ),
    Holding(
        "pretest_answers",
        _("Your answers in pre-tests"),
        _("To work out what you know already. Nobody is shown them."),
        PreTestAnswer,
        "pretest__student",
        {
            "course": "pretest__course__title",
            "question": "question__prompt",
            **{name: name for name in ("response", "is_correct", "created_at")},
        },
    ),
    Holding(
        "skipped",
        _("Steps you skip"),
        _("So that you need not do what you know. You can take any of it all the same."),
        SkippedStep,
        "student",
        {"lesson": "step__lesson__title", "step": "step__title", "skipped_at": "skipped_at"},
    ),
    Holding(
        "class_lessons",
        _("Lessons you took together with a class"),
        _("For the report of the class as a whole."),
        Seat,
        "sitting__student",
        {
            "class": "session__classroom__name",
            "lesson": "session__lesson__title",
            "taken_at": "taken_at",
        },
    ),
    Holding(
        "groups",
        _("Groups you talked in"),
        _("So that you find your group again."),
        GroupPlace,
        "sitting__student",
        {
            "class": "prompt__session__classroom__name",
            "talked_over": "prompt__words",
            "group": "group__number",
            "started_at": "prompt__started_at",
        },
    ),
    Holding(
        "posts",
        _("What you wrote on boards"),
        _("For your group, and then for your class, to read."),
        Post,
        "sitting__student",
        {
            "class": "group__prompt__session__classroom__name",
            "talked_over": "group__prompt__words",
            "group": "group__number",
            **{name: name for name in ("words", "created_at", "removed_at")},
        },
    ),
    Holding(
        "hand",
        _("Your raised hand"),
        _("So that your teacher comes to you. Gone once it is lowered."),
        RaisedHand,
        "sitting__student",
        {**_AT, "raised_at": "raised_at"},
    ),
    Holding(
        "teachers_help",
        _("Help that your teachers noted"),
        _("So that the next teacher knows, and to see what helps. Why the list named you is in it."),
        HelpGiven,
        "student",
        {
            "class": "classroom__name",
            "step": "step__title",
            "teacher": "helper__username",
            **{name: name for name in ("reasons", "at", "undone_at")},
        },
    ),
    Holding(
        "class_looks",
        _("The lesson in which you count for your class"),
        _("So that you count in no other at the same time. Gone when the lesson is over."),
        AffectMember,
        "student",
        {"since_slot": "lesson__began"},
    ),
    Holding(
        "presses",
        _("Buttons you pressed lately"),
        _("So that a press that arrives twice counts once. Gone after a day."),
        IdempotencyKey,
        "sitting__student",
        {**_AT, "used_at": "used_at"},
    ),
    Holding(
        "looked",
        _("Who opened or changed what about you"),
        _("So that nobody looks unseen. It is kept for a time that your school sets."),
        AuditEntry,
        "whose",
        {name: name for name in ("on", "who", "role", "what", "fields", "times")},
        stays_with_account=True,
        tell=trail.tell,
    ),
)
