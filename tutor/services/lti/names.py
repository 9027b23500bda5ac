"""What our columns are called in an LMS's gradebook."""

HIGHEST = 100
# Open edX takes no longer one.
LONGEST_LABEL = 100
OURS = "attune-"
LESSON_TAG = "attune-lesson"
COURSE_TAG = "attune-course"


def lesson_resource_id(lesson_id: int) -> str:
    """Return by which name a lesson's column is found again (`resourceId`)."""
    return f"{LESSON_TAG}-{lesson_id}"


def course_resource_id(course_id: int) -> str:
    """Return by which name a whole course's column is found again."""
    return f"{COURSE_TAG}-{course_id}"
