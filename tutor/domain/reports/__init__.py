"""The figures of reports: of a session, a term, a course."""
