"""Courses and questions in and out: import, export, GIFT, and the child process that reads files."""
