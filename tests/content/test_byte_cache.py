"""What is remembered counts by its bytes, however large one text is."""

import tracemalloc

from content.texts.byte_cache import ByteCache
from content.texts.rendering import _render, render_markdown


def fill(cache, *, entries, letters):
    for number in range(entries):
        cache.get_or_make((f"key {number}",), lambda: "x" * letters)


def test_few_large_texts_take_no_more_than_many_small_ones():
    for entries, letters in ((2000, 100), (100, 20_000)):
        cache = ByteCache(100_000)
        tracemalloc.start()
        fill(cache, entries=entries, letters=letters)
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert 50_000 < cache.held_bytes <= 100_000
        assert held < 4 * 100_000


def test_what_was_asked_for_last_is_remembered():
    cache, made = ByteCache(10_000), []

    def ask(key):
        return cache.get_or_make(key, lambda: made.append(key) or "x" * 2000)

    for key in ("a", "b", "c", "a", "d", "e", "a"):
        ask(key)
    assert made == ["a", "b", "c", "d", "e"]
    ask("b")
    assert made[-1] == "b"


def test_what_is_too_large_drives_nothing_out():
    cache = ByteCache(10_000)
    cache.get_or_make("small", lambda: "x")
    assert len(cache.get_or_make("large", lambda: "x" * 5000)) == 5000
    assert cache.get_or_make("small", lambda: "made again") == "x"


def test_keys_count_too():
    cache = ByteCache(10_000)
    for number in range(20):
        cache.get_or_make(("x" * 2000 + str(number), ("y",)), lambda: "x")
    assert cache.held_bytes <= 10_000


def test_rendered_texts_are_remembered_by_their_bytes():
    before = _render.cache.held_bytes
    text = "A text that no other test renders. " * 20
    first = render_markdown(text)
    assert _render.cache.held_bytes - before > 2 * len(text)
    assert render_markdown(text) is first
