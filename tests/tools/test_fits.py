"""What is installed fits together, but for packages that another stands in for."""

from tools.fits import misfits

ALONE = "django-lti 0.10.1 requires pylti1p3, which is not installed."


def test_a_package_that_another_stands_in_for_may_be_missing():
    assert misfits(ALONE, replaced=["pylti1p3"]) == []
    assert misfits(ALONE.replace("pylti1p3", "PyLTI1p3"), replaced=["pylti1p3"]) == []


def test_any_other_misfit_is_told():
    other = "celery 5.7.0 has requirement kombu<5.8, but you have kombu 6.0."
    assert misfits(f"{ALONE}\n{other}\n", replaced=["pylti1p3"]) == [other]
    assert misfits(ALONE, replaced=[]) == [ALONE]
