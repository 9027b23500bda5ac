"""The cameras of one process: what one student does breaks nothing for another."""

import asyncio
import time

from tutor.live.cameras import Cameras


class SlowCamera:
    """A camera whose clip takes until somebody lets it go to be handed over."""

    def __init__(self) -> None:
        self.sent = 0
        self.is_sending, self.may_go_on = asyncio.Event(), asyncio.Event()

    async def send_clip(self, length: int) -> bool:
        self.is_sending.set()
        await self.may_go_on.wait()
        self.sent += 1
        return True

    def repeat_clip(self) -> None:
        """Nothing is lost here."""


async def test_a_student_who_leaves_while_clips_are_sent_stops_nobody_elses():
    cameras = Cameras()
    everybody = {name: SlowCamera() for name in ("amira", "ben", "carl")}
    for name, camera in everybody.items():
        cameras._open[name] = camera
        cameras.turns.see(name, time.monotonic(), has_clip=True)
    frame = asyncio.ensure_future(cameras.see("carl", everybody["carl"], has_clip=True))
    await everybody["amira"].is_sending.wait()
    cameras.leave("ben")
    for camera in everybody.values():
        camera.may_go_on.set()
    await frame
    assert {name: camera.sent for name, camera in everybody.items()} == {"amira": 1, "ben": 0, "carl": 1}
