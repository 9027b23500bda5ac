"""Chance chooses among variants, and what came of it is settled and counted."""
