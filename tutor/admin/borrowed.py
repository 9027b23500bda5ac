"""What the admin shows of django-lti, which brings no catalogue: it stands in ours then."""

from content.language import gettext_noop

LTI = (
    gettext_noop("LTI tool"),
    gettext_noop("LTI registration"),
    gettext_noop("LTI registrations"),
    gettext_noop("LTI deployment"),
    gettext_noop("LTI deployments"),
    gettext_noop("LTI users"),
    gettext_noop("issuer"),
    gettext_noop("client ID"),
    gettext_noop("auth URL"),
    gettext_noop("access token URL"),
    gettext_noop("keyset URL"),
    gettext_noop("audience"),
    gettext_noop("is active"),
    gettext_noop("created"),
    gettext_noop("deployment ID"),
)
