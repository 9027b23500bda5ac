"""Signing in: second factors, other services' accounts, e-mail. All of it is off unless it is asked for."""

from django.core.exceptions import ImproperlyConfigured

from tutor.settings.environment import env, read_choice, read_switch
from tutor.settings.providers import read_providers

# Always installed, whatever is switched on: their tables refer to people, and no account could be erased
# whose rows an app held that Django no longer knows. The app `allauth` itself stays out, and so do the pages
# it brings: those of ours are the only ones there are.
SIGN_ON_APPS = ["allauth.account", "allauth.socialaccount", "allauth.mfa"]

# off; on: whoever likes; staff-must: teachers, authors and administrators cannot go on without one.
SECOND_FACTOR = read_choice("SECOND_FACTOR", "off", choices=("off", "on", "staff-must"))
# With it off whoever forgot a password asks a teacher or the administrator.
PASSWORD_RESET = read_switch("PASSWORD_RESET", default=False)
# With it on people may give an e-mail address themselves, and it counts once they have confirmed it.
EMAIL_CONFIRMATION = read_switch("EMAIL_CONFIRMATION", default=False)

for _name, _is_on in (("PASSWORD_RESET", PASSWORD_RESET), ("EMAIL_CONFIRMATION", EMAIL_CONFIRMATION)):
    if _is_on and not env.str("EMAIL_URL", default=""):
        raise ImproperlyConfigured(f"{_name} sends letters: EMAIL_URL must be set")

ACCOUNT_ADAPTER = "tutor.views.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_SESSION_REMEMBER = None
# Guesses at passwords are slowed down by tutor.throttling alone. `login_failed` holds codes of a second
# factor, which are counted by person.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 2
# Of a link that sets a new password (s).
PASSWORD_RESET_TIMEOUT = 3600

MFA_ADAPTER = "tutor.views.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A clock that is half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Attune"

SOCIALACCOUNT_ADAPTER = "tutor.views.accounts.providers.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# Other services by whose accounts people may come: see tutor/settings/providers.py.
SIGN_ON_PROVIDERS = read_providers()
