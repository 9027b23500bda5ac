"""A real LTI 1.3 platform for tests: Open edX's own consumer, in a small site of ours.

`site/` runs in an environment of its own, on `lti-consumer-xblock` (AGPL), and imports nothing of the
product; `running.py` starts it, and is how tests speak to it.
"""
