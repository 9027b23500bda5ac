"""Questions as authors fill them in: a form for every kind, its preview, and rows that the server adds."""
