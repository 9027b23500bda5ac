"""Looks at the rules that are due: of all open pages of this process together, every two seconds."""

import asyncio
import time

from tutor import tasks
from tutor.live.broker import publish

# About one learner or about thirty, a look takes as many queries. The first one waits for nobody. A face says
# something new every two seconds at most, and for tens of seconds before a rule acts; a press is looked at by
# itself (`tutor.views.lesson`).
TOGETHER_EVERY_S = 2.0
# As often as an open page shows life (`HEARTBEAT_MS` in live.js): its next sign asks again.
WORTHLESS_AFTER_S = 10.0


class Looks:
    """Learners about whom the policy is to be asked; whoever is asked about twice meanwhile is one."""

    def __init__(self) -> None:
        self._due: set[int] = set()
        self._sent_at = float("-inf")
        self._sending: asyncio.Task[None] | None = None

    def ask(self, sitting_id: int) -> None:
        """Have the policy asked about a learner soon. To be called on the event loop."""
        self._due.add(sitting_id)
        if self._sending is None or self._sending.done() or self._sending.get_loop().is_closed():
            self._sending = asyncio.get_running_loop().create_task(self._send())

    async def sent(self) -> None:
        """Wait until whatever is due is on its way."""
        if self._sending is not None:
            await self._sending

    async def _send(self) -> None:
        while self._due:
            await asyncio.sleep(self._sent_at + TOGETHER_EVERY_S - time.monotonic())
            due, self._due = sorted(self._due), set()
            self._sent_at = time.monotonic()
            await publish(tasks.consider.apply_async, args=(due,), expires=WORTHLESS_AFTER_S)


looks = Looks()
