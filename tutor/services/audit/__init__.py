"""Who looked at whom: noting it, telling it, letting it age."""
