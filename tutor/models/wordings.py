"""The words that people say yes or no to, one text for each purpose.

A yes counts only while the words it was said to are still in place: whoever changes a line here, or a number
that a line names, has everybody asked again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from django.conf import settings

from content import figures
from content.language import gettext, gettext_noop, ngettext


@dataclass(frozen=True)
class Wording:
    """What is asked for one purpose, and what the answer means.

    Attributes:
        title: the purpose in a few words.
        question: what is asked.
        parts: headings and what is said under each.
        version: a short hash of the words in English: a yes said in one language holds in all.
    """

    title: str
    question: str
    parts: tuple[tuple[str, str], ...]
    version: str = ""

    @property
    def words(self) -> str:
        """All of it as plain text, the way it is kept with a yes."""
        return "\n".join([self.question, *(f"{heading}: {text}" for heading, text in self.parts)])


# What is shown of a group, and what that cannot promise, for each value of `CLASS_AFFECT_DETAIL`.
_TOLD_OF_GROUPS = {
    "figures": (
        gettext_noop(
            "Of at least {group} students together: at least so many look engaged, bored, puzzled or "
            "frustrated, a few times in a lesson at most. Never a name beside it, and never one "
            "student alone. Who has no camera and who said no look the same."
        ),
        gettext_noop(
            "A figure about a group says a little about each one in it. Somebody who knows how all "
            "the others feel, or who sits there with several accounts, may work out how you feel."
        ),
    ),
    "words": (
        gettext_noop(
            "Once in a lesson at most, and only of a large class: that about so many may be lost, in "
            "words such as “about half”. Chance is mixed in, so that the words would very likely be "
            "the same without you."
        ),
        gettext_noop(
            "The words say a little about each one in the class. Even somebody who knows how all the "
            "others feel can never be surer of you than nine to one after a lesson; over many "
            "lessons that grows."
        ),
    ),
}
# Who reads the camera's pictures, for each value of `CAMERA_READS`.
_READERS = {
    "server": gettext_noop(
        "The server that runs these lessons for your school. No person looks at the pictures."
    ),
    "device": gettext_noop(
        "The device in front of you. The pictures never leave it: only the guesses, as numbers, go to the "
        "server that runs these lessons for your school. Where a device is too slow, its camera stays off."
    ),
    "auto": gettext_noop(
        "The device in front of you, where it is fast enough. Then the pictures never leave it: only the "
        "guesses, as numbers, go to the server that runs these lessons for your school. Where it is too "
        "slow, that server can read the pictures, and does so only if you say yes to that as well, in a "
        "question of its own. No person looks at the pictures."
    ),
}
_NOTHING_CHANGES = (
    gettext_noop("If you say no"),
    gettext_noop("Nothing changes. Nobody is told, and nothing is harder to reach."),
)
_WORDINGS = {
    "camera": Wording(
        gettext_noop("Camera in lessons"),
        gettext_noop("May a lesson use your camera?"),
        (
            (
                gettext_noop("What it is for"),
                gettext_noop(
                    "Now and then a face shows that something stopped making sense. The lesson can "
                    "then offer a picture or an easier example sooner. You can also just tap “I’m "
                    "lost”."
                ),
            ),
            (
                gettext_noop("What is read"),
                gettext_noop(
                    "A few small pictures a second, looked at for two seconds at a time. Two things "
                    "are guessed from them: whether you seem engaged, bored, puzzled or frustrated, "
                    "and whether your face looks calm, happy, surprised, sad, angry, disgusted, "
                    "afraid or scornful. They are guesses, and often wrong."
                ),
            ),
            (
                gettext_noop("Who reads it"),
                "{reader}",
            ),
            (
                gettext_noop("What is never kept"),
                gettext_noop(
                    "The pictures. They are forgotten as soon as they have been read, and are never "
                    "saved, shown to anyone, or used to find out who you are."
                ),
            ),
            (
                gettext_noop("What is kept"),
                gettext_noop("The guesses, as numbers, for {days}. They never count towards a grade."),
            ),
            (
                gettext_noop("What you see"),
                gettext_noop(
                    "While the camera is on, one line says what is guessed and how sure that is. All "
                    "the numbers behind it, for each of the words above, are one click away under "
                    "“Details”."
                ),
            ),
            (
                gettext_noop("Who else sees it"),
                gettext_noop(
                    "No page shows your guesses to anybody but you: not to your teacher, not to "
                    "other students, not to those who write the lessons. Whether they count in "
                    "figures about groups is a question of its own."
                ),
            ),
            _NOTHING_CHANGES,
            (
                gettext_noop("How to stop"),
                gettext_noop(
                    "There is a switch at the top of every lesson. Here you can take back your yes, "
                    "at any time and at once."
                ),
            ),
        ),
    ),
    "frames": Wording(
        gettext_noop("Pictures read by the server"),
        gettext_noop("Where this device is too slow, may the camera’s pictures go to the server?"),
        (
            (
                gettext_noop("What it is for"),
                gettext_noop(
                    "So that the camera can help on a device that cannot read a face by itself. Where a "
                    "device can, its pictures stay on it, whatever you say here. A line beside the "
                    "picture says where it is read."
                ),
            ),
            (
                gettext_noop("What is sent"),
                gettext_noop(
                    "A few small pictures a second, while your camera is on, to the server that runs these "
                    "lessons for your school. Only with a yes to the camera as well."
                ),
            ),
            (
                gettext_noop("What is never kept"),
                gettext_noop(
                    "The pictures. The server forgets them as soon as it has read them, and no person "
                    "looks at them."
                ),
            ),
            (
                gettext_noop("If you say no"),
                gettext_noop(
                    "On a device that is too slow the camera stays off. Nobody is told, and nothing is "
                    "harder to reach."
                ),
            ),
            (
                gettext_noop("How to stop"),
                gettext_noop("Take back your yes here, and from that moment no picture is sent."),
            ),
        ),
    ),
    "figures": Wording(
        gettext_noop("Counting in figures about groups"),
        gettext_noop("May the camera’s guesses about you count in figures about groups?"),
        (
            (
                gettext_noop("What it is for"),
                gettext_noop(
                    "Your teacher sees how a whole class is doing. Those who write lessons see which "
                    "help works."
                ),
            ),
            (
                gettext_noop("What is shown"),
                "{told}",
            ),
            (gettext_noop("What it cannot promise"), "{limit}"),
            (
                gettext_noop("What your teacher sees either way"),
                gettext_noop(
                    "Your name, when you tap “I’m lost”, raise your hand, are stuck on a question, stop "
                    "for some minutes, or fall behind your class. That comes from what you do, not "
                    "from a camera, and it is the same with a yes and with a no."
                ),
            ),
            _NOTHING_CHANGES,
            (
                gettext_noop("How to stop"),
                gettext_noop(
                    "Take back your yes here, and from that moment no figure counts you. The reports "
                    "of lessons that have ended stay, without names."
                ),
            ),
        ),
    ),
    "research": Wording(
        gettext_noop("Numbers for research"),
        gettext_noop("May numbers about how you learn be used for research?"),
        (
            (
                gettext_noop("What it is for"),
                gettext_noop(
                    "To find out which ways of teaching help, and to make this software guess less wrongly."
                ),
            ),
            (
                gettext_noop("What is handed on"),
                gettext_noop(
                    "Only numbers, for each step of a lesson: how long it took, how many tries and "
                    "hints, how often you said that you were lost, which help came{seen}. The "
                    "numbers are rounded, and each row looks like those of at least {group} students."
                ),
            ),
            (
                gettext_noop("What is never handed on"),
                gettext_noop(
                    "Your name, what you wrote, dates, pictures, or anything of a lesson that fewer "
                    "than {group} agreeing students took."
                ),
            ),
            (
                gettext_noop("What it cannot promise"),
                gettext_noop(
                    "Somebody who knows exactly how you did at a step may find your numbers among the others."
                ),
            ),
            _NOTHING_CHANGES,
            (
                gettext_noop("How to stop"),
                gettext_noop(
                    "Take back your yes here, and nothing more is handed on. What researchers "
                    "already have can no longer be told to be yours, so it stays with them."
                ),
            ),
        ),
    ),
    "comparison": Wording(
        gettext_noop("Comparing explanations"),
        gettext_noop("May chance choose which explanation you get, to find out which one helps?"),
        (
            (
                gettext_noop("What it is for"),
                gettext_noop(
                    "Sometimes there are two ways to explain a step, and nobody knows which one helps more, "
                    "or whether help should come sooner or later. Chance then chooses one for you and "
                    "another for somebody else: evenly at first, later more often the one that helped. So "
                    "those who write the lessons learn which one to keep."
                ),
            ),
            (
                gettext_noop("What is kept"),
                gettext_noop(
                    "At which step and when, what there was to choose from and what you got, whether your "
                    "next answer was right without a hint and how long that took, and what you seemed to "
                    "know of it then and a week later. It never counts towards a grade."
                ),
            ),
            (
                gettext_noop("What is shown"),
                gettext_noop(
                    "Those who write the lessons and your teacher see only how all together did, with "
                    "the numbers of at least {group} students. Never a name beside it."
                ),
            ),
            (
                gettext_noop("What it cannot promise"),
                gettext_noop(
                    "You may get the explanation that turns out to help less. All of them were written "
                    "for this step, and one that does worse for sure is chosen no more. Where your "
                    "teacher chooses, chance does not."
                ),
            ),
            (
                gettext_noop("If you say no"),
                gettext_noop(
                    "You get the explanation that its author put first. Nobody is told, and nothing is "
                    "harder to reach."
                ),
            ),
            (
                gettext_noop("How to stop"),
                gettext_noop(
                    "Take back your yes here: from that moment chance chooses nothing for you, and what "
                    "was kept is deleted and counted no more."
                ),
            ),
        ),
    ),
}


def wording_of(purpose: str) -> Wording:
    """Return today's words for a purpose in the reader's language, with this deployment's numbers in them."""
    words = _filled(purpose, gettext)
    return replace(words, version=version_of(purpose))


def version_of(purpose: str) -> str:
    """Return a short hash of today's words in English."""
    return sha256(_filled(purpose, str).words.encode()).hexdigest()[:12]


def _filled(purpose: str, translate: Callable[[str], str]) -> Wording:
    days = settings.READING_DAYS
    seen = gettext_noop(", and what the camera guessed if you allowed it")
    told, limit = _TOLD_OF_GROUPS[settings.CLASS_AFFECT_DETAIL]
    numbers = {
        "days": _days(days, translate),
        "group": figures.number(settings.MIN_GROUP) if translate is gettext else settings.MIN_GROUP,
        "seen": translate(seen) if settings.CAMERA_AFFECT else "",
    }
    numbers["reader"] = translate(_READERS[settings.CAMERA_READS])
    numbers |= {"told": translate(told).format(**numbers), "limit": translate(limit).format(**numbers)}
    raw = _WORDINGS[purpose]
    parts = tuple((translate(head), translate(text).format(**numbers)) for head, text in raw.parts)
    return Wording(translate(raw.title), translate(raw.question), parts)


def _days(days: int, translate: Callable[[str], str]) -> str:
    if translate is gettext:
        return ngettext("{days} day", "{days} days", days).format(days=figures.number(days))
    return f"{days} day" if days == 1 else f"{days} days"


def is_asked(purpose: str) -> bool:
    """Say whether this deployment asks for a purpose at all."""
    switches = {
        "research": settings.RESEARCH_EXPORT,
        "comparison": settings.HELP_COMPARISON,
        "frames": settings.CAMERA_AFFECT and settings.CAMERA_READS == "auto",
    }
    return bool(switches.get(purpose, settings.CAMERA_AFFECT))
