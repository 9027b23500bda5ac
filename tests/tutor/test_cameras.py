"""The cameras of one process: what one student does breaks nothing for another."""

import asyncio
import time

from tutor.live.cameras import Cameras


class SlowCamera:
    """A camera whose clip takes a moment to be handed over."""

    def __init__(self) -> None:
        self.sent = 0

    async def send_clip(self, length: int) -> bool:
        await asyncio.sleep(0.01)
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
    await asyncio.sleep(0.005)
    cameras.leave("ben")
    await frame
    assert {name: camera.sent for name, camera in everybody.items()} == {"amira": 1, "ben": 0, "carl": 1}
