"""The words that people say yes or no to, one text for each purpose.

A yes counts only while the words it was said to are still in place: whoever changes a line here, or a number
that a line names, has everybody asked again.
"""

from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings


@dataclass(frozen=True)
class Wording:
    """What is asked for one purpose, and what the answer means.

    Attributes:
        title: the purpose in a few words.
        question: what is asked.
        parts: headings and what is said under each.
    """

    title: str
    question: str
    parts: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """All of it as plain text, the way it is kept with a yes."""
        return "\n".join([self.question, *(f"{heading}: {text}" for heading, text in self.parts)])

    @property
    def version(self) -> str:
        """A short hash of the words."""
        return sha256(self.words.encode()).hexdigest()[:12]


# What is shown of a group, and what that cannot promise, for each value of `CLASS_AFFECT_DETAIL`.
_TOLD_OF_GROUPS = {
    "figures": (
        "Of at least {group} students together: at least so many look engaged, bored, puzzled or frustrated, "
        "a few times in a lesson at most. Never a name beside it, and never one student alone. Who has no "
        "camera and who said no look the same.",
        "A figure about a group says a little about each one in it. Somebody who knows how all the others "
        "feel, or who sits there with several accounts, may work out how you feel.",
    ),
    "words": (
        "Once in a lesson at most, and only of a large class: that about so many may be lost, in words such "
        "as “about half”. Chance is mixed in, so that the words would very likely be the same without you.",
        "The words say a little about each one in the class. Even somebody who knows how all the others feel "
        "can never be surer of you than nine to one after a lesson; over many lessons that grows.",
    ),
}
_NOTHING_CHANGES = ("If you say no", "Nothing changes. Nobody is told, and nothing is harder to reach.")
_WORDINGS = {
    "camera": Wording(
        "Camera in lessons",
        "May a lesson use your camera?",
        (
            (
                "What it is for",
                "Now and then a face shows that something stopped making sense. The lesson can then offer a "
                "picture or an easier example sooner. You can also just tap “I’m lost”.",
            ),
            (
                "What is read",
                "A few small pictures a second, looked at for two seconds at a time. Two things are guessed "
                "from them: whether you seem engaged, bored, puzzled or frustrated, and whether your face "
                "looks calm, happy, surprised, sad, angry, disgusted, afraid or scornful. They are guesses, "
                "and often wrong.",
            ),
            (
                "Who reads it",
                "The server that runs these lessons for your school. No person looks at the pictures.",
            ),
            (
                "What is never kept",
                "The pictures. They are forgotten as soon as they have been read, and are never saved, shown "
                "to anyone, or used to find out who you are.",
            ),
            ("What is kept", "The guesses, as numbers, for {days}. They never count towards a grade."),
            (
                "What you see",
                "While the camera is on, one line says what is guessed and how sure that is. All the numbers "
                "behind it, for each of the words above, are one click away under “Details”.",
            ),
            (
                "Who else sees it",
                "No page shows your guesses to anybody but you: not to your teacher, not to other students, "
                "not to those who write the lessons. Whether they count in figures about groups is a "
                "question of its own.",
            ),
            _NOTHING_CHANGES,
            (
                "How to stop",
                "There is a switch at the top of every lesson. Here you can take back your yes, at any time "
                "and at once.",
            ),
        ),
    ),
    "figures": Wording(
        "Counting in figures about groups",
        "May the camera’s guesses about you count in figures about groups?",
        (
            (
                "What it is for",
                "Your teacher sees how a whole class is doing. Those who write lessons see which help works.",
            ),
            (
                "What is shown",
                "{told}",
            ),
            ("What it cannot promise", "{limit}"),
            (
                "What your teacher sees either way",
                "Your name, when you tap “I’m lost”, raise your hand, or are stuck on a question. That comes "
                "from what you do, not from a camera, and it is the same with a yes and with a no.",
            ),
            _NOTHING_CHANGES,
            (
                "How to stop",
                "Take back your yes here, and from that moment no figure counts you. The reports of lessons "
                "that have ended stay, without names.",
            ),
        ),
    ),
    "research": Wording(
        "Numbers for research",
        "May numbers about how you learn be used for research?",
        (
            (
                "What it is for",
                "To find out which ways of teaching help, and to make this software guess less wrongly.",
            ),
            (
                "What is handed on",
                "Only numbers, for each step of a lesson: how long it took, how many tries and hints, how "
                "often you said that you were lost, which help came{seen}. The numbers are "
                "rounded, and each row looks like those of at least {group} students.",
            ),
            (
                "What is never handed on",
                "Your name, what you wrote, dates, pictures, or anything of a lesson that fewer than {group} "
                "agreeing students took.",
            ),
            (
                "What it cannot promise",
                "Somebody who knows exactly how you did at a step may find your numbers among the others.",
            ),
            _NOTHING_CHANGES,
            (
                "How to stop",
                "Take back your yes here, and nothing more is handed on. What researchers already have can "
                "no longer be told to be yours, so it stays with them.",
            ),
        ),
    ),
}


def wording_of(purpose: str) -> Wording:
    """Return today's words for a purpose, with this deployment's numbers in them."""
    days = settings.READING_DAYS
    seen = ", and what the camera guessed if you allowed it" if settings.CAMERA_AFFECT else ""
    told, limit = _TOLD_OF_GROUPS[settings.CLASS_AFFECT_DETAIL]
    numbers = {"days": f"{days} day{'' if days == 1 else 's'}", "group": settings.MIN_GROUP, "seen": seen}
    numbers |= {"told": told.format(**numbers), "limit": limit}
    raw = _WORDINGS[purpose]
    return Wording(raw.title, raw.question, tuple((head, text.format(**numbers)) for head, text in raw.parts))


def is_asked(purpose: str) -> bool:
    """Say whether this deployment asks for a purpose at all."""
    return bool(settings.RESEARCH_EXPORT if purpose == "research" else settings.CAMERA_AFFECT)
