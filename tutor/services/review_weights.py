"""The weights by which this site's reviews are planned: keeping a fit, and going back."""

from django.db import transaction

from tutor.domain.learning.review_fit import WeightsFit
from tutor.models import ReviewFit


@transaction.atomic
def keep_fit(fit: WeightsFit) -> ReviewFit:
    """Plan reviews by these weights from now on; cards go on from where they stand."""
    return ReviewFit.objects.create(
        weights=list(fit.weights),
        students=fit.students,
        reviews=fit.reviews,
        log_loss_before=fit.log_loss_before,
        log_loss_after=fit.log_loss_after,
    )


@transaction.atomic
def forget_fits() -> int:
    """Go back to the default weights; return how many fits there were."""
    count = ReviewFit.objects.count()
    ReviewFit.objects.all().delete()
    return count
