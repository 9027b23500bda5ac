"""The rules of the live loop as plain functions on values: no Django, no database, no clock."""
