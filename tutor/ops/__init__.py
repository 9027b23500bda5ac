"""Running the site: logs, figures for operators, middleware, servers and workers, the database backend."""
