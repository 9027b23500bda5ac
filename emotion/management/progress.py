"""Progress bars for commands that take longer than two seconds."""

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class ProgressLines:
    """One bar for each kind of work, with a remark and the time left."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f} {task.fields[remark]}"),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True))
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "ProgressLines":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, what: str, done: int, total: int, remark: str) -> None:
        """Move the bar of `what`; a bar that starts over is a new epoch."""
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=total, remark="")
        if done == 1:
            self._progress.reset(self._tasks[what], total=total)
        self._progress.update(self._tasks[what], completed=done, total=total, remark=remark)
