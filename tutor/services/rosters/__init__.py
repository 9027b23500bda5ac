"""Lists of people and classes: looked at, followed, undone; from files and from roster servers."""
