"""Lists of a school for tests: so many people in so many classes, as a file."""

from tutor.models import RosterRun, User
from tutor.services.rosters.runs import apply_run, check_file

HEAD = "id,given name,family name,role,class\n"
SMALL = (
    HEAD + "1,Ann,Able,student,6a\n2,Bob,Bell,student,6a\n3,Cleo,Cole,student,6b\n9,Tom,Teach,teacher,6a|6b\n"
)


def school(students: int = 600, classes: int = 30, *, skip: int = 0, moved: int = 0) -> str:
    """Return a file of so many students and one teacher a class.

    Args:
        students: how many.
        classes: how many.
        skip: leave out so many students at the beginning.
        moved: seat so many of the others in the next class.
    """
    lines = [f"t{n},Teacher{n},Of Class,teacher,Class {n}" for n in range(classes)]
    for n in range(skip, students):
        room = (n + (1 if n < skip + moved else 0)) % classes
        lines.append(f"s{n},Given{n % 97},Family{n % 89},student,Class {room}")
    return HEAD + "\n".join(lines) + "\n"


def look(text: str, by: User, scope: str = "adding") -> RosterRun:
    return check_file(content=text.encode(), name="list.csv", scope=scope, by=by)


def bring(
    text: str, by: User, scope: str = "adding", *, others: bool = False, sure: bool = True
) -> RosterRun:
    """Look at a file and follow it."""
    run = look(text, by, scope)
    apply_run(run=run, by=by, take_others=others, sure=sure)
    run.refresh_from_db()
    return run
