"""How long what is no longer used is kept: accounts, classes, and the log of who looked at whom."""

from tutor.settings.environment import read_days

# Entries of the audit log; it is the one thing that goes unless told otherwise.
AUDIT_DAYS = read_days("AUDIT_DAYS", 365, low=30)
# Students' accounts that nobody has signed in to for so long are closed; 0 is never.
ACCOUNT_DAYS = read_days("ACCOUNT_DAYS", 0, low=90)
# How long a closed account waits before it is erased, and can be opened again.
CLOSED_DAYS = read_days("CLOSED_DAYS", 30, low=7)
# Classes that have been archived for so long are deleted with their reports; 0 is never.
CLASS_DAYS = read_days("CLASS_DAYS", 0, low=30)
