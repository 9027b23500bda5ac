"""What is stored about learning: people, classes, sittings, what was seen and what was done about it."""

from tutor.models.affect import AffectAudience, AffectLesson, AffectMember, AffectSlot
from tutor.models.audit import AuditEntry
from tutor.models.boards import GroupPlace, GroupPrompt, Post, TalkGroup
from tutor.models.classes import Classroom, Enrolment, TeacherInvitation
from tutor.models.comparison import ArmStanding, HelpChoice, RuleTrial
from tutor.models.helping import HelpGiven
from tutor.models.line_items import LineItem, RosterPull, ScoreLine
from tutor.models.lti import LtiAccount, LtiClass, LtiLink, LtiPlatform, LtiRegistrationLink
from tutor.models.mastery import Mastery, ReviewFit
from tutor.models.people import Consent, User
from tutor.models.pretests import PreTest, PreTestAnswer, SkippedStep
from tutor.models.reports import CourseFigures
from tutor.models.rosters import (
    PastEnrolment,
    RosterChange,
    RosterClass,
    RosterPerson,
    RosterRun,
    RosterSource,
)
from tutor.models.sessions import ClassSession, RaisedHand, Seat, Suggestion
from tutor.models.sign_in import (
    AccountMerge,
    AccountNotice,
    AccountState,
    OpenDevice,
    PictureSecret,
    SignInCard,
    YearEnd,
)
from tutor.models.sittings import (
    Answer,
    GivenUp,
    HintAnswer,
    HintUse,
    IdempotencyKey,
    SelfReport,
    Sitting,
    StepVisit,
)
from tutor.models.statements import Statement
from tutor.models.support import Adaptation, Reading

__all__ = [
    "AccountMerge",
    "AccountNotice",
    "AccountState",
    "Adaptation",
    "AffectAudience",
    "AffectLesson",
    "AffectMember",
    "AffectSlot",
    "Answer",
    "ArmStanding",
    "AuditEntry",
    "ClassSession",
    "Classroom",
    "Consent",
    "CourseFigures",
    "Enrolment",
    "GivenUp",
    "GroupPlace",
    "GroupPrompt",
    "HelpChoice",
    "HelpGiven",
    "HintAnswer",
    "HintUse",
    "IdempotencyKey",
    "LineItem",
    "LtiAccount",
    "LtiClass",
    "LtiLink",
    "LtiPlatform",
    "LtiRegistrationLink",
    "Mastery",
    "OpenDevice",
    "PastEnrolment",
    "PictureSecret",
    "Post",
    "PreTest",
    "PreTestAnswer",
    "RaisedHand",
    "Reading",
    "ReviewFit",
    "RosterChange",
    "RosterClass",
    "RosterPerson",
    "RosterPull",
    "RosterRun",
    "RosterSource",
    "RuleTrial",
    "ScoreLine",
    "Seat",
    "SelfReport",
    "SignInCard",
    "Sitting",
    "SkippedStep",
    "Statement",
    "StepVisit",
    "Suggestion",
    "TalkGroup",
    "TeacherInvitation",
    "User",
    "YearEnd",
]
