"""Pictures of pixels: what they declare, they must hold, and it must not be too much for a page."""

import warnings
from io import BytesIO

from content.language import Text, gettext, gettext_noop

MOST_PIXELS = 16_000_000
"""The most pixels of a picture, those of all its frames together: 4,000 x 4,000."""
MOST_FRAMES = 200
_TOO_MANY = Text(
    gettext_noop("it declares more than %(pixels)s million pixels, or %(frames)s frames"),
    pixels=str(MOST_PIXELS // 1_000_000),
    frames=str(MOST_FRAMES),
)
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def pixel_problem(data: bytes) -> str | None:
    """Return what is wrong with a picture's pixels, for its author, or None.

    Nothing is decoded before the declared size is known to be within bounds.
    """
    # Only where there is such a picture: most courses draw theirs, and reading them starts sooner without.
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=_FORMATS) as picture:
                pixels = picture.width * picture.height
                if pixels > MOST_PIXELS:
                    return str(_TOO_MANY)
                frames = getattr(picture, "n_frames", 1)
                if frames > MOST_FRAMES or pixels * frames > MOST_PIXELS:
                    return str(_TOO_MANY)
                for frame in range(frames):
                    picture.seek(frame)
                    picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return str(_TOO_MANY)
    except UnidentifiedImageError:
        return gettext("it cannot be read as a picture")
    # Pillow's readers raise more than `OSError` for damaged data: `SyntaxError` for a broken PNG, say.
    except (OSError, EOFError, SyntaxError, ValueError, IndexError):
        return gettext("it does not hold all the pixels that it declares, or it is damaged")
    return None
