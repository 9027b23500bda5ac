"""How a class's affect is disclosed: cohort, ledger, and the two ways of putting it."""
