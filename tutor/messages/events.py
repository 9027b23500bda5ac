"""Every message between the server's processes and the open sockets: its shape and its sender."""

import logging
from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Any, Literal, TypedDict

from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer

from emotion.estimate import ClipEstimate
from tutor.messages.channel_layer import LoopBoundLayer
from tutor.messages.outage import LOST_CONNECTION, OUTAGE_ERRORS
from tutor.messages.sender_loop import SenderLoop

logger = logging.getLogger(__name__)
_sender = SenderLoop()


class SignedOutEvent(TypedDict):
    """A person signed out in one browser; what is open there closes."""

    type: Literal["person.signed_out"]
    session: str


class EstimateEvent(TypedDict):
    """A clip was read. Goes to the sitting's own sockets, so that only this student sees it."""

    type: Literal["sitting.estimate"]
    estimate: dict[str, Any]


class KeptEvent(TypedDict):
    """Which clips of a batch that devices read are kept, by their place; to the process that sent it."""

    type: Literal["clips.kept"]
    batch: int
    kept: list[int]


class AdaptationEvent(TypedDict):
    """An adaptation is there, has changed or is gone; the socket renders it."""

    type: Literal["sitting.adaptation"]
    adaptation_id: int


class ConsentEvent(TypedDict):
    """The student gave or withdrew consent, perhaps in another tab."""

    type: Literal["sitting.consent"]
    camera: bool
    frames: bool


class ErasedEvent(TypedDict):
    """The student had everything erased; what is open is about nothing now."""

    type: Literal["student.erased"]


class ClassesEvent(TypedDict):
    """The student came into a class or left one; each open lesson page goes by the classes there are now."""

    type: Literal["student.classes"]


class ClassEvent(TypedDict):
    """Something a teacher's page shows has changed."""

    type: Literal["classroom.changed"]


class TeacherLeftEvent(TypedDict):
    """Somebody teaches a class no more; what that teacher has open of it closes."""

    type: Literal["classroom.left"]
    teacher_id: int


class SessionEvent(TypedDict):
    """A class session began, moved, paused or ended, or a hand changed; each student's socket renders it."""

    type: Literal["class.session"]


class BoardEvent(TypedDict):
    """A group prompt, its timer, its groups or a board has changed; each student's socket renders it."""

    type: Literal["class.board"]


def person_group(person_id: int) -> str:
    """Return the name of the group of all one person's sockets, whatever they do here."""
    return f"person.{person_id}"


def sitting_group(sitting_id: int) -> str:
    """Return the name of the group of one sitting's sockets."""
    return f"sitting.{sitting_id}"


def student_group(student_id: int) -> str:
    """Return the name of the group of all one student's lesson pages."""
    return f"student.{student_id}"


def classroom_group(classroom_id: int) -> str:
    """Return the name of the group of one class's teacher pages."""
    return f"classroom.{classroom_id}"


def students_group(classroom_id: int) -> str:
    """Return the name of the group of the lesson pages of one class's students."""
    return f"students.{classroom_id}"


def boards_group(classroom_id: int) -> str:
    """Return the name of the group of the teacher pages that show one class's boards."""
    return f"boards.{classroom_id}"


AnyEvent = (
    SignedOutEvent
    | EstimateEvent
    | KeptEvent
    | AdaptationEvent
    | ConsentEvent
    | ErasedEvent
    | ClassesEvent
    | ClassEvent
    | TeacherLeftEvent
    | SessionEvent
    | BoardEvent
)


def _send(group: str, event: AnyEvent) -> None:
    """Send, if there is a way: an open page that hears nothing now catches up when it connects again."""
    layer = get_channel_layer()
    # In one process, by way of the sender's loop, a message would wake four threads in place of one.
    if isinstance(layer, LoopBoundLayer) and layer.hand_over(group, dict(event)):
        return
    _try_to_send(lambda: layer.group_send(group, event), event)


def _try_to_send(send: Callable[[], Coroutine[Any, Any, None]], event: AnyEvent) -> None:
    try:
        try:
            _sender.run(send())
        except LOST_CONNECTION:
            # That Redis died and is back shows at the first message over each connection that stayed open.
            _sender.run(send())
    except OUTAGE_ERRORS as error:
        name = type(error).__name__
        logger.warning("the channel layer is away (%s); %s was not sent", name, event["type"])
    except ChannelFull:
        logger.warning("a process listens no more; %s was not sent", event["type"])


def session_digest(session_key: str) -> str:
    """Return by what a session is known in messages: its key would let whoever reads them in."""
    return sha256(session_key.encode()).hexdigest()


def send_signed_out(*, person_id: int, session_key: str) -> None:
    """Tell all a person's sockets that a session ended."""
    event = SignedOutEvent(type="person.signed_out", session=session_digest(session_key))
    _send(person_group(person_id), event)


def send_estimate(*, sitting_id: int, estimate: ClipEstimate, captured_at: float) -> None:
    """Tell a sitting's sockets what a clip said whose last frame came at `captured_at` (epoch seconds)."""
    told = {**estimate.to_message(), "captured_at": captured_at}
    _send(sitting_group(sitting_id), EstimateEvent(type="sitting.estimate", estimate=told))


def send_kept(*, channel: str, batch: int, kept: list[int]) -> None:
    """Tell the web process that listens on a channel which clips of its batch are kept."""
    event = KeptEvent(type="clips.kept", batch=batch, kept=kept)
    _try_to_send(lambda: get_channel_layer().send(channel, event), event)


def send_adaptation(*, sitting_id: int, adaptation_id: int) -> None:
    """Tell a sitting's sockets to show an adaptation as it is now, or to take it away."""
    event = AdaptationEvent(type="sitting.adaptation", adaptation_id=adaptation_id)
    _send(sitting_group(sitting_id), event)


def send_consent(*, student_id: int, camera: bool, frames: bool) -> None:
    """Tell all a student's sockets that consent changed."""
    event = ConsentEvent(type="sitting.consent", camera=camera, frames=frames)
    _send(student_group(student_id), event)


def send_erased(*, student_id: int) -> None:
    """Tell all a student's sockets to close."""
    _send(student_group(student_id), ErasedEvent(type="student.erased"))


def send_classes_changed(*, student_id: int) -> None:
    """Tell a student's lesson pages that the student came into a class or left one."""
    _send(student_group(student_id), ClassesEvent(type="student.classes"))


def send_class_changed(*, classroom_id: int) -> None:
    """Tell a class's teacher pages to refresh."""
    _send(classroom_group(classroom_id), ClassEvent(type="classroom.changed"))


def send_teacher_left(*, classroom_id: int, teacher_id: int) -> None:
    """Tell a class's teacher pages to close, those of one teacher."""
    for group in (classroom_group(classroom_id), boards_group(classroom_id)):
        _send(group, TeacherLeftEvent(type="classroom.left", teacher_id=teacher_id))


def send_session_changed(*, classroom_id: int) -> None:
    """Tell the lesson pages of a class's students how the session stands."""
    _send(students_group(classroom_id), SessionEvent(type="class.session"))


def send_hand_changed(*, sitting_id: int) -> None:
    """Tell a sitting's own pages that its hand went up or down."""
    _send(sitting_group(sitting_id), SessionEvent(type="class.session"))


def send_prompt_changed(*, classroom_id: int) -> None:
    """Tell all students of a class and its teachers how its group prompt stands."""
    _send(students_group(classroom_id), BoardEvent(type="class.board"))
    _send(boards_group(classroom_id), ClassEvent(type="classroom.changed"))
    send_class_changed(classroom_id=classroom_id)


def send_board_changed(*, classroom_id: int, sitting_ids: list[int]) -> None:
    """Tell the members of one group, and the teachers who look at the boards, what is on it now."""
    for sitting_id in sitting_ids:
        _send(sitting_group(sitting_id), BoardEvent(type="class.board"))
    _send(boards_group(classroom_id), ClassEvent(type="classroom.changed"))
