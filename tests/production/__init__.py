"""The product as an operator runs it: every process on its own, with a Redis and a PostgreSQL of our own."""
