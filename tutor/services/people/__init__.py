"""Accounts and memberships: made, changed, merged, retired."""
