"""A learner's open socket: camera frames in, adaptations out."""

import json
import time
from contextlib import suppress
from datetime import datetime
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings

from emotion.frames import MAX_FRAME_BYTES, InvalidFrame, check_frame
from emotion.tasks import analyse_clip
from tutor import tasks
from tutor.domain.device_clips import DeviceClip, InvalidClip
from tutor.domain.frames import RateGate
from tutor.live.broker import publish
from tutor.live.cameras import cameras
from tutor.live.device_batches import HandedIn, device_batches
from tutor.live.limits import MAX_WORD_CHARACTERS
from tutor.live.looks import looks
from tutor.live.sockets import CLOSE_FORBIDDEN, CountedConsumer
from tutor.messages import events
from tutor.messages.outage import OUTAGE_ERRORS
from tutor.models import Adaptation, ClassSession, Sitting, User
from tutor.ops import metrics
from tutor.presenters.boards import render_group
from tutor.presenters.lessons import render_adaptation, render_class_bar
from tutor.queries import selectors
from tutor.services import consents, sittings
from tutor.services.consents import CameraConsent
from tutor.services.locks import Gone
from tutor.services.people.standing import hidden_before, is_held
from tutor.services.teaching import classes, sessions

# As often as an open page shows life (`HEARTBEAT_MS` in live.js).
CONSIDER_EVERY_S = 10.0
COMPLAIN_EVERY_S = 1.0
SEND_PACE_EVERY_S = 2.0
LONGEST_TOUCH_S = 24 * 3600
# A browser that reads by itself says what it read every two seconds, or two at once after a hitch.
DEVICE_CLIPS_PER_S, DEVICE_BURST = 0.75, 2.0


class LearnerConsumer(CountedConsumer):
    """One student's page at one sitting."""

    page = "lesson"

    sitting_id: int

    async def connect(self) -> None:
        """Let in the student whose sitting it is."""
        user = await self.admit()
        if user is None:
            return
        self.sitting_id = int(self.scope["url_route"]["kwargs"]["sitting_id"])
        classroom_ids = await _let_in(user, self.sitting_id)
        if classroom_ids is None:
            await self.refuse(CLOSE_FORBIDDEN)
            return
        self.agreed = CameraConsent(camera=False, frames=False)
        self.camera_on = False
        # Loaded with the person, so that reading it asks no database.
        self.is_held = is_held(self.scope["session"])
        self.hidden_before = hidden_before(self.scope["session"])
        self.gate = RateGate(per_s=settings.CAMERA_FPS * 1.5)
        self.device_gate = RateGate(per_s=DEVICE_CLIPS_PER_S, burst=DEVICE_BURST)
        self.told_fps, self.paced_at = settings.CAMERA_FPS, time.monotonic()
        self.considered_at = self.complained_at = self.estimated_at = float("-inf")
        # Before it catches up: what comes between the two then arrives twice, which the page sorts out by id,
        # instead of not at all.
        await self._join(classroom_ids)
        await self.accept()
        # After it has joined as well: consent that is withdrawn in between must not stay unheard.
        self.agreed, missed = await _catch_up(self.sitting_id, self.hidden_before)
        await self._tell_consent()
        await self.send_json({"type": "pace", "fps": self.told_fps})
        for message in missed:
            await self.send_json(message)

    async def _join(self, classroom_ids: list[int]) -> None:
        await self.join(
            events.sitting_group(self.sitting_id),
            events.student_group(self.scope["user"].pk),
            *(events.students_group(classroom_id) for classroom_id in classroom_ids),
        )

    def may_be_here(self, person: User) -> bool:
        """Say whether the sitting is still there, and its course open to the student."""
        return _is_open(person, self.sitting_id)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take a frame or a word from the page."""
        if not self.joined:
            return
        if bytes_data is not None:
            await self._take_frame(bytes_data)
        else:
            await self._take_word(text_data or "")

    async def _take_word(self, text: str) -> None:
        try:
            word: Any = json.loads(text) if len(text) <= MAX_WORD_CHARACTERS else None
            kind = word["type"] if isinstance(word, dict) else None
        except (ValueError, KeyError, RecursionError):
            kind = None
        if kind == "camera" and isinstance(word.get("on"), bool):
            self.camera_on = word["on"]
            self.forget()
        elif kind == "clip":
            await self._take_clip(word, len(text))
        elif kind == "here":
            await self._note_presence(_read_touch(word.get("touched_s")))
        else:
            await self._complain("bad_message")

    async def _note_presence(self, touched_s: float | None) -> None:
        now = time.monotonic()
        # The page's own timer is not exact: a sign that comes a little early is still the next one.
        if now - self.considered_at < CONSIDER_EVERY_S * 0.9:
            return
        self.considered_at = now
        # The next sign of life makes up for one that is missed, so the socket outlives the database.
        with suppress(*OUTAGE_ERRORS):
            await database_sync_to_async(sittings.note_presence)(
                sitting_id=self.sitting_id, touched_s=touched_s
            )
        if now - self.estimated_at < CONSIDER_EVERY_S:
            return  # With that estimate the policy was asked already.
        looks.ask(self.sitting_id)

    async def _take_frame(self, frame: bytes) -> None:
        refusal = self._refusal_of(frame)
        metrics.FRAMES.labels(refusal or "taken").inc()
        if refusal:
            await self._complain(refusal)
            return
        cameras.add_frame(self.channel_name, frame, sitting_id=self.sitting_id)
        await _send_due_clips()
        await self._send_pace()

    async def _take_clip(self, word: dict[str, Any], length: int) -> None:
        """Take what the student's own browser read: once it is kept, it is as if a worker had read it."""
        refusal = self._refusal_of_clip()
        clip = None
        if refusal is None:
            try:
                clip = DeviceClip.from_word(word, length=length)
            except InvalidClip:
                refusal = "bad_estimate"
        metrics.DEVICE_CLIPS.labels(refusal or "taken").inc()
        if clip is None:
            await self._complain(refusal or "bad_estimate")
            return
        device_batches.add(
            HandedIn(
                page=self.channel_name,
                sitting_id=self.sitting_id,
                estimate=clip.estimate,
                captured_at=time.time() - clip.age_s,
                tell=self._tell_estimate,
            )
        )

    def _refusal_of_clip(self) -> str | None:
        if not settings.CAMERA_AFFECT:
            return "camera_off"
        if settings.CAMERA_READS == "server":
            return "read_here"
        if not self.agreed.camera:
            return "no_consent"
        return None if self.device_gate.allow(time.monotonic()) else "too_fast"

    async def _tell_consent(self) -> None:
        await self.send_json({"type": "consent", "camera": self.agreed.camera, "frames": self.agreed.frames})

    async def _send_pace(self) -> None:
        now = time.monotonic()
        if now - self.paced_at < SEND_PACE_EVERY_S:
            return
        self.paced_at = now
        fps = cameras.new_pace(told=self.told_fps)
        if fps is not None:
            self.told_fps = fps
            await self.send_json({"type": "pace", "fps": fps})

    def forget(self) -> None:
        """Forget the frames and estimates that waited."""
        cameras.leave(self.channel_name)
        device_batches.leave(self.channel_name)

    def _refusal_of(self, frame: bytes) -> str | None:
        if not settings.CAMERA_AFFECT:
            return "camera_off"
        if not self.agreed.camera:
            return "no_consent"
        if not self.agreed.frames:
            return "stays_on_device"
        # What costs least is looked at first: to refuse a flood of frames must not cost a look into each.
        if len(frame) > MAX_FRAME_BYTES:
            return "too_large"
        if not self.gate.allow(time.monotonic()):
            return "too_fast"
        try:
            check_frame(frame)
        except InvalidFrame as error:
            return error.code
        return None

    async def _complain(self, code: str) -> None:
        now = time.monotonic()
        if now - self.complained_at >= COMPLAIN_EVERY_S:
            self.complained_at = now
            await self.send_json({"type": "error", "code": code})

    async def sitting_estimate(self, event: events.EstimateEvent) -> None:
        """Pass on what the last clip said."""
        cameras.settle(self.channel_name)
        await _send_due_clips()
        await self._tell_estimate(event["estimate"])

    async def _tell_estimate(self, estimate: dict[str, Any]) -> None:
        """Tell the page, if it is open, what a clip said that is kept; have the rules asked about it."""
        if not self.joined or self.is_closed_now:
            return
        self.estimated_at = time.monotonic()
        looks.ask(self.sitting_id)
        metrics.ESTIMATES.observe(max(0.0, time.time() - estimate.get("captured_at", 0.0)))
        # The clip may be of another window, in which the student sits while a teacher holds this one.
        if not self.is_held:
            await self.send_json({"type": "estimate", **estimate})

    async def sitting_adaptation(self, event: events.AdaptationEvent) -> None:
        """Render an adaptation and push it; where it is gone, say so."""
        html = await _render_adaptation(event["adaptation_id"], self.hidden_before)
        message = {"type": "adaptation", "html": html} if html else {"type": "adaptation_gone"}
        await self.send_json({**message, "id": event["adaptation_id"]})

    async def sitting_consent(self, event: events.ConsentEvent) -> None:
        """Start or stop taking frames, at once."""
        # A process of the release before names no pictures: there a yes to the camera was one to them.
        frames = event.get("frames", event["camera"])
        self.agreed = CameraConsent(camera=event["camera"], frames=frames)
        self.forget()
        await self._tell_consent()

    async def class_session(self, event: events.SessionEvent) -> None:
        """Take part in what the class does, and say how it stands."""
        await self.send_json(await _join_in(self.sitting_id))

    async def class_board(self, event: events.BoardEvent) -> None:
        """Say how the student's group stands."""
        await self.send_json(await _see_group(self.sitting_id))

    async def student_classes(self, event: events.ClassesEvent) -> None:
        """Hear the classes that the student is in now, take part in what one does, and say how it stands."""
        # Before it looks, as on connecting: what happens in between is heard.
        await self._join(await _classrooms_now(self.scope["user"].pk))
        for message in await _take_part(self.sitting_id):
            await self.send_json(message)

    async def student_erased(self, event: events.ErasedEvent) -> None:
        """Close: the sitting is gone, and the frames that waited go with it."""
        await self.close_now(CLOSE_FORBIDDEN)


def _read_touch(value: object) -> float | None:
    """Return how many seconds ago the page was touched; `None` for what cannot be."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= LONGEST_TOUCH_S else None  # type: ignore[arg-type, operator]


async def _send_due_clips() -> None:
    """Send the clips for which there is room, whoever brought the news that made it."""
    for clip in cameras.due_clips():
        metrics.CLIPS.inc()
        await publish(
            analyse_clip.apply_async,
            args=(clip.frames,),
            expires=tasks.FRESH_S,
            link=tasks.observe.s(clip.sitting_id, clip.captured_at).set(expires=tasks.FRESH_S),
            # What Celery may write into a log about the arguments: never the frames.
            argsrepr="<clip>",
            kwargsrepr="",
        )


# Each of these is one trip to the database's thread: a class whose pages all come back at once waits for it.


@database_sync_to_async
def _let_in(user: User, sitting_id: int) -> list[int] | None:
    """Return the student's classes; `None` to whose sitting it is not."""
    return classes.classroom_ids_of(user.pk) if _is_open(user, sitting_id) else None


def _is_open(user: User, sitting_id: int) -> bool:
    own = selectors.sittings_of(user).filter(pk=sitting_id)
    # A plain question that is mostly enough; who writes the course is the dear one.
    if own.filter(lesson__archived_at=None, lesson__course__is_published=True).exists():
        return True
    return own.filter(lesson__in=selectors.lessons_open_to(user)).exists()


@database_sync_to_async
def _catch_up(sitting_id: int, hidden: datetime | None) -> tuple[CameraConsent, list[dict[str, Any]]]:
    """Return what the camera may do, and whatever arrived while the connection was away.

    The page replaces what it has by id.
    """
    sitting = _load(sitting_id)
    here = sitting.adaptations.filter(step=sitting.step_id).select_related("variant", "step__lesson__course")
    messages: list[dict[str, Any]] = [
        {
            "type": "adaptation",
            "id": adaptation.pk,
            "html": render_adaptation(adaptation, hidden_before=hidden),
        }
        for adaptation in here
    ]
    session = sessions.take_seat(sitting=sitting)
    if session is not None:
        messages.append(_session_message(sitting, session))
        talks, html = render_group(sitting, session)
        if talks:
            messages.append({"type": "group", "html": html})
    return consents.camera_consent(sitting.student), messages


@database_sync_to_async
def _join_in(sitting_id: int) -> dict[str, Any]:
    sitting = _load(sitting_id)
    return _session_message(sitting, sessions.take_seat(sitting=sitting))


@database_sync_to_async
def _classrooms_now(student_id: int) -> list[int]:
    return classes.classroom_ids_of(student_id)


@database_sync_to_async
def _take_part(sitting_id: int) -> list[dict[str, Any]]:
    sitting = _load(sitting_id)
    session = sessions.take_seat(sitting=sitting)
    _, html = render_group(sitting, session)
    return [_session_message(sitting, session), {"type": "group", "html": html}]


@database_sync_to_async
def _see_group(sitting_id: int) -> dict[str, Any]:
    sitting = _load(sitting_id)
    _, html = render_group(sitting, sessions.take_seat(sitting=sitting))
    return {"type": "group", "html": html}


@database_sync_to_async
def _render_adaptation(adaptation_id: int, hidden: datetime | None) -> str | None:
    found = Adaptation.objects.select_related("variant", "step__lesson__course")
    adaptation = found.filter(pk=adaptation_id).first()
    return render_adaptation(adaptation, hidden_before=hidden) if adaptation else None


def _load(sitting_id: int) -> Sitting:
    sitting = Sitting.objects.select_related("student", "lesson__course").filter(pk=sitting_id).first()
    if sitting is None:
        raise Gone("sitting")
    return sitting


def _session_message(sitting: Sitting, session: ClassSession | None) -> dict[str, Any]:
    html, lead_number = render_class_bar(sitting, session)
    return {"type": "session", "html": html, "lead_number": lead_number}
