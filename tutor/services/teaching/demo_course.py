"""The course that comes with the product, for a site that has none yet."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command

from content.models import Course, Rule
from tutor.models import User

SLUG = "fractions"


def load_demo_course(*, owner: User) -> bool:
    """Publish the course that comes along, with the site's rules where there are none; say whether it is new.

    What is there stays as its authors left it. Twice is once: the command leaves a course that it finds.
    """
    courses = settings.BASE_DIR / "content" / "courses"
    if Course.objects.filter(slug=SLUG).exists():
        return False
    if not Rule.objects.filter(course__isnull=True).exists():
        call_command("load_rules", str(courses / "default_rules.yaml"), verbosity=0, stdout=StringIO())
    call_command(
        "import_course",
        str(courses / SLUG),
        **{"owner": owner.username, "publish": True, "if_missing": True, "verbosity": 0},
        stdout=StringIO(),
    )
    return True
