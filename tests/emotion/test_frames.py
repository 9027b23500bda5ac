"""A frame is judged by its bytes before any codec sees it."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emotion.frames import MAX_FRAME_BYTES, InvalidFrame, check_frame


def jpeg(width: int = 320, height: int = 240, *options: int) -> bytes:
    picture = np.random.default_rng(0).integers(90, 120, (height // 8, width // 8, 3), dtype=np.uint8)
    written, content = cv2.imencode(".jpg", cv2.resize(picture, (width, height)), list(options))
    assert written
    return content.tobytes()


FRAME = jpeg()


def code_of(data: bytes) -> str:
    with pytest.raises(InvalidFrame) as refusal:
        check_frame(data)
    return refusal.value.code


def size_at(data: bytes) -> int:
    """Return where the height stands in the start of frame."""
    return data.index(b"\xff\xc0") + 5


@pytest.mark.parametrize("size", [(320, 240), (640, 480), (480, 640), (64, 64)])
def test_a_camera_frame_passes_with_its_size(size: tuple[int, int]) -> None:
    assert check_frame(jpeg(*size)) == size


def test_a_progressive_frame_passes() -> None:
    assert check_frame(jpeg(320, 240, cv2.IMWRITE_JPEG_PROGRESSIVE, 1)) == (320, 240)


@pytest.mark.parametrize("size", [(648, 480), (640, 488), (56, 64), (64, 56), (640, 640)])
def test_a_frame_of_another_size_is_refused(size: tuple[int, int]) -> None:
    assert code_of(jpeg(*size)) == "bad_dimensions"


def test_a_frame_that_claims_to_be_huge_is_refused() -> None:
    at = size_at(FRAME)
    assert code_of(FRAME[:at] + b"\xff\xff\xff\xff" + FRAME[at + 4 :]) == "bad_dimensions"


def test_a_frame_over_the_limit_is_refused_unread() -> None:
    assert code_of(bytes(MAX_FRAME_BYTES + 1)) == "too_large"


@pytest.mark.parametrize("data", [b"", b"\xff", b"GIF89a" * 20, b"\x89PNG\r\n\x1a\n" * 9, FRAME[2:]])
def test_what_is_no_jpeg_is_refused(data: bytes) -> None:
    assert code_of(data) == "not_jpeg"


def test_a_second_start_of_frame_is_refused() -> None:
    start = FRAME.index(b"\xff\xc0")
    length = int.from_bytes(FRAME[start + 2 : start + 4]) + 2
    segment = FRAME[start : start + length]
    assert code_of(FRAME[: start + length] + segment + FRAME[start + length :]) == "not_jpeg"


def test_bytes_after_the_end_are_refused() -> None:
    assert code_of(FRAME + b"<script>") == "truncated"


@pytest.mark.parametrize("component", ["depth", "components"])
def test_an_unusual_start_of_frame_is_refused(component: str) -> None:
    at = size_at(FRAME) + (-1 if component == "depth" else 4)
    assert code_of(FRAME[:at] + b"\x0c" + FRAME[at + 1 :]) == "not_jpeg"


@given(st.integers(min_value=0, max_value=len(FRAME) - 1))
def test_a_frame_cut_anywhere_is_refused(length: int) -> None:
    assert code_of(FRAME[:length]) in {"not_jpeg", "truncated"}


def verdict(data: bytes) -> tuple[int, int] | str:
    try:
        return check_frame(data)
    except InvalidFrame as refusal:
        return str(refusal)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_sane_size_or_a_code(tail: bytes) -> None:
    for data in (tail, b"\xff\xd8" + tail, FRAME[:200] + tail):
        found = verdict(data)
        if isinstance(found, str):
            assert found in {"too_large", "not_jpeg", "bad_dimensions", "truncated"}
        else:
            assert 64 <= min(found) <= max(found) <= 640


@given(st.integers(min_value=2, max_value=600), st.integers(min_value=0, max_value=255))
def test_one_changed_header_byte_never_yields_a_size_out_of_bounds(at: int, value: int) -> None:
    found = verdict(FRAME[:at] + bytes([value]) + FRAME[at + 1 :])
    assert isinstance(found, str) or found[0] * found[1] <= 640 * 480
