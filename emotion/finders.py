"""Names of the face finders that can serve; `emotion.runtime.finder` opens them."""

from typing import Final

SERVED: Final = "landmarks"
FINDERS: Final = (SERVED, "haar", "mediapipe")
