"""One simulated student, over the same HTTP and WebSocket front door that browsers use."""

import asyncio
import json
import math
import random
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import websockets
from websockets.typing import Origin

from emotion.frames import CLIP_LENGTH
from tutor.simulation.device import make_clip_word
from tutor.simulation.forms import (
    ANSWER_FORM,
    HAND_FORM,
    HINT_FORM,
    STEP,
    fresh_id,
    make_answer,
    put_in_place,
    react,
)
from tutor.simulation.measures import longest_gap

# What a browser's page does too: a server that is away is asked again, with the same submission_id.
AWAY = frozenset({502, 503, 504})
TRY_AGAIN_S = 1.0
GIVE_UP_S = 15.0
CONNECT_S = 30.0
# The site learns in the first seconds how much it can read; gaps that end later count.
SETTLE_S = 20.0


@dataclass
class Tally:
    """What all students together counted; times in milliseconds."""

    frames_sent: int = 0
    clips_sent: int = 0
    """By devices that read faces themselves."""
    estimates: int = 0
    adaptations: int = 0
    errors: int = 0
    page_ms: list[float] = field(default_factory=list)
    estimate_age_ms: list[float] = field(default_factory=list)
    complaints: dict[str, int] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    """The `submission_id` of each answer and tap that the site said it has."""
    told: list[tuple[float, float, str]] = field(default_factory=list)
    """Of each estimate: when it came (Unix time, s), how old it was (ms), and whose it is."""
    longest_gaps_s: list[float] = field(default_factory=list)
    """Of each student with a camera: the longest time without an estimate."""
    paces: list[float] = field(default_factory=list)
    """Of each student with a camera: the frames a second that the site asked for at the end."""

    def begin(self) -> None:
        """Count from now on: everybody is there."""
        self.frames_sent = self.clips_sent = self.estimates = 0
        self.page_ms.clear()
        self.estimate_age_ms.clear()
        self.told.clear()

    def note_error(self, kind: str) -> None:
        """Count something that went wrong."""
        self.errors += 1
        self.complaints[kind] = self.complaints.get(kind, 0) + 1


@dataclass(frozen=True)
class Plan:
    """What every student does.

    Attributes:
        url: where the site is.
        lesson_path: the lesson they take.
        fps: frames a second to each socket; 0 leaves the camera off.
        frames: what their cameras show, over and over.
        on_device: their devices read it, and send what they read.
        act_every_s: mean pause between two acts (an answer, a tap, a page).
        quiet_sockets: with any, students only hold so many open sockets each, and do nothing.
    """

    url: str
    lesson_path: str
    fps: float
    frames: list[bytes]
    on_device: bool = False
    act_every_s: float = 12.0
    quiet_sockets: int = 0


class Student:
    """Signs in, opens the lesson, holds a socket, and acts now and then."""

    def __init__(
        self,
        username: str,
        password: str,
        plan: Plan,
        tally: Tally,
        seed: int,
        signed_in: Mapping[str, str] | None = None,
    ) -> None:
        self.username, self.password, self.signed_in = username, password, signed_in
        self.plan, self.tally = plan, tally
        self.chance = random.Random(seed)  # noqa: S311  (behaviour, not a secret)
        self.browser = httpx.AsyncClient(base_url=plan.url, timeout=30, follow_redirects=True)
        self.page = self.sitting = ""
        self.pace = plan.fps
        self.until = 0.0
        # What the socket brought and the student has not turned to yet.
        self.arrived: list[str] = []
        self.led_to: int | None = None
        self.estimated_at: list[float] = []
        self.connected = 0
        self._sockets: list[asyncio.Task[None]] = []

    async def arrive(self) -> None:
        """Sign in, say yes to what the camera asks if there is one, and open the lesson."""
        with self._counting_errors():
            if self.signed_in:
                self.browser.cookies.update(dict(self.signed_in))
                await self._get("/learn/")
            else:
                await self._get("/accounts/login/")
                await self._post("/accounts/login/", {"username": self.username, "password": self.password})
            for purpose in ("camera", "figures") if self.plan.fps else ():
                await self._post("/choices/", {"purpose": purpose, "decision": "give", "next": "/learn/"})
            await self._get(self.plan.lesson_path)
            found = re.search(r'data-socket="/ws/sittings/(\d+)/"', self.page)
            self.sitting = found[1] if found else ""
            if not found:
                self.tally.note_error("no-lesson")

    @property
    def cookies(self) -> str:
        """What the browser would send with a request, its session among it."""
        return "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())

    async def connect(self) -> None:
        """Open the lesson's socket, as its page does once it is there, and leave it open."""
        if not self.sitting:
            return
        self.until = math.inf
        count = max(1, self.plan.quiet_sockets)
        self._sockets = [asyncio.create_task(self._hold_socket()) for _ in range(count)]
        with suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_S):
                while self.connected < count:
                    await asyncio.sleep(0.05)

    async def learn(self, *, seconds: float) -> None:
        """Take the lesson for so many seconds, then leave."""
        began = time.monotonic()
        self.until = began + seconds
        with self._counting_errors():
            acts = [self._act()] if self.sitting and not self.plan.quiet_sockets else []
            await asyncio.gather(*acts, *self._sockets)
        if self.plan.fps:
            left = min(self.until, time.monotonic())
            self.tally.longest_gaps_s.append(longest_gap(self.estimated_at, began, left, settle_s=SETTLE_S))
            self.tally.paces.append(min(self.pace, self.plan.fps))
        await self.browser.aclose()

    @contextmanager
    def _counting_errors(self) -> Iterator[None]:
        try:
            yield
        except (httpx.HTTPError, OSError, websockets.WebSocketException) as error:
            self.tally.note_error(type(error).__name__)

    async def _get(self, path: str) -> None:
        await self._request("GET", path)

    async def _post(self, path: str, data: dict[str, object], **more: str) -> None:
        headers = {"X-CSRFToken": self.browser.cookies.get("csrftoken", ""), "Referer": self.plan.url}
        await self._request("POST", path, data=data, headers=headers | more)

    async def _post_from_page(self, path: str, data: dict[str, object]) -> None:
        """Send a form as htmx does, and put the part of the page that comes back into its place."""
        page = self.page
        await self._post(path, data, **{"HX-Request": "true"})
        self.page = put_in_place(page, self.page)

    async def _request(self, method: str, path: str, **options: object) -> None:
        """Ask, and ask again while the site is away, until some time after the lesson."""
        while not await self._try_request(method, path, **options):
            await asyncio.sleep(TRY_AGAIN_S * (0.5 + self.chance.random()))
        self.page = self.last.text
        if "/accounts/login/" in str(self.last.url) and self.sitting:
            self.tally.note_error("signed-out")

    async def _try_request(self, method: str, path: str, **options: object) -> bool:
        started = time.perf_counter()
        try:
            self.last = await self.browser.request(method, path, **options)  # type: ignore[arg-type]
        except httpx.TransportError as error:
            if time.monotonic() > self.until + GIVE_UP_S:
                raise
            self.tally.note_error(type(error).__name__)
            return False
        if self.last.status_code >= 400 and self.last.status_code != 404:
            self.tally.note_error(f"http-{self.last.status_code}")
        else:
            self.tally.page_ms.append((time.perf_counter() - started) * 1000)
        return self.last.status_code not in AWAY or time.monotonic() > self.until + GIVE_UP_S

    async def _submit(self, path: str, data: dict[str, object]) -> None:
        """Send what counts once, however often it is sent."""
        await self._post_from_page(path, data)
        if self.last.status_code == 200 and "/accounts/login/" not in str(self.last.url):
            self.tally.taken.append(str(data["submission_id"]))

    async def _act(self) -> None:
        while time.monotonic() < self.until:
            pause = self.chance.expovariate(1 / self.plan.act_every_s)
            await asyncio.sleep(min(pause, max(0.0, self.until - time.monotonic())))
            if time.monotonic() >= self.until:
                return
            if self.led_to is not None:
                number, self.led_to = self.led_to, None
                await self._get(f"/sittings/{self.sitting}/steps/{number}/")
            elif self.arrived:
                await self._turn_to(self.arrived.pop())
            else:
                await self._do_something(self.chance.random())

    async def _turn_to(self, adaptation: str) -> None:
        """Look at help that came, and mostly say what one thinks of it."""
        reaction = react(adaptation, self.chance)
        if reaction is not None:
            await self._post_from_page(*reaction)

    async def _do_something(self, act: float) -> None:
        """Tap, raise or lower a hand, take a hint, answer, or go on."""
        if act < 0.2:
            feeling = self.chance.choice(("lost", "fine", "fine", "got_it"))
            if step := STEP.search(self.page):
                data: dict[str, object] = {"feeling": feeling, "step": step[1], "submission_id": fresh_id()}
                await self._submit(f"/sittings/{self.sitting}/report/", data)
        elif act < 0.24 and (hand := HAND_FORM.search(self.page)):
            data = {"session": hand[2], "raised": hand[3], "submission_id": fresh_id()}
            await self._post_from_page(hand[1], data)
        elif act < 0.34 and (hint := HINT_FORM.search(self.page)):
            await self._post_from_page(hint["action"], {"rung": hint["rung"], "submission_id": fresh_id()})
        elif form := ANSWER_FORM.search(self.page):
            await self._submit(form[1], make_answer(form[0], self.chance))
            if self.chance.random() < 0.6:
                await self._advance()
        else:
            await self._advance()

    async def _advance(self) -> None:
        if step := STEP.search(self.page):
            data: dict[str, object] = {"step": step[1], "submission_id": fresh_id()}
            await self._post_from_page(f"/sittings/{self.sitting}/advance/", data)
        else:
            await self._get(f"/sittings/{self.sitting}/steps/1/")

    async def _hold_socket(self) -> None:
        parts = urlsplit(self.plan.url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        address = f"{scheme}://{parts.netloc}/ws/sittings/{self.sitting}/"
        while time.monotonic() < self.until:
            try:
                async with websockets.connect(
                    address,
                    additional_headers={"Cookie": self.cookies},
                    origin=Origin(self.plan.url),
                    compression=None,
                ) as socket:
                    self.connected += 1
                    await self._use_socket(socket)
            except (OSError, websockets.WebSocketException) as error:
                self.tally.note_error(type(error).__name__)
                await asyncio.sleep(1 + self.chance.random())

    async def _use_socket(self, socket: websockets.ClientConnection) -> None:
        senders = [] if self.plan.quiet_sockets else [self._describe_here(socket)]
        if self.plan.fps:
            senders.append(self._send_clips(socket) if self.plan.on_device else self._send_frames(socket))
        tasks = [asyncio.create_task(sender) for sender in senders]
        try:
            while time.monotonic() < self.until:
                with suppress(TimeoutError):
                    self._note(json.loads(await asyncio.wait_for(socket.recv(), timeout=1)))
        finally:
            for task in tasks:
                task.cancel()

    async def _describe_here(self, socket: websockets.ClientConnection) -> None:
        while True:
            await socket.send('{"type": "here"}')
            await asyncio.sleep(10)

    async def _send_frames(self, socket: websockets.ClientConnection) -> None:
        await socket.send('{"type": "camera", "on": true}')
        await asyncio.sleep(self.chance.random() * CLIP_LENGTH / self.plan.fps)
        number = self.chance.randrange(len(self.plan.frames))
        due = time.monotonic()
        while True:
            await socket.send(self.plan.frames[number % len(self.plan.frames)])
            self.tally.frames_sent += 1
            number += 1
            due = max(due + 1 / min(self.pace, self.plan.fps), time.monotonic() - 1)
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _send_clips(self, socket: websockets.ClientConnection) -> None:
        await socket.send('{"type": "camera", "on": true}')
        every_s = CLIP_LENGTH / self.plan.fps
        due = time.monotonic() + self.chance.random() * every_s
        while True:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await socket.send(make_clip_word(self.chance))
            self.tally.clips_sent += 1
            due = max(due + every_s, time.monotonic() - 1)

    def _note(self, message: dict[str, object]) -> None:
        kind = message.get("type")
        if kind == "estimate":
            self.tally.estimates += 1
            self.estimated_at.append(time.monotonic())
            now = time.time()
            age_ms = (now - float(str(message["captured_at"]))) * 1000
            self.tally.estimate_age_ms.append(age_ms)
            self.tally.told.append((now, age_ms, self.username))
        elif kind == "adaptation":
            self.tally.adaptations += 1
            self.arrived.append(str(message["html"]))
        elif kind == "session" and message.get("lead_number"):
            self.led_to = int(str(message["lead_number"]))
        elif kind == "pace":
            self.pace = float(str(message["fps"]))
        elif kind == "error":
            self.tally.note_error(str(message["code"]))
