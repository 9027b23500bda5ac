"""A tiny CK+ in its own layout."""

from pathlib import Path

import cv2
import numpy as np

from tests import faces

SEQUENCES = (("S010", "smiling", 5, 30), ("S011", "surprised", 7, 6), ("S012", "frowning", 1, 1))


def write_ckplus(root: Path) -> Path:
    """Write three sequences of 30, 6 and 1 pictures; each begins with an empty room. Return the folder."""
    for subject, name, code, length in SEQUENCES:
        folder = root / "cohn-kanade-images" / subject / "001"
        folder.mkdir(parents=True)
        face = cv2.cvtColor(faces.frame(name), cv2.COLOR_RGB2GRAY)
        for number in range(1, length + 1):
            picture = face if number > 1 or length == 1 else np.full_like(face, 120)
            cv2.imwrite(str(folder / f"{subject}_001_{number:08}.png"), picture)
        label = root / "Emotion" / subject / "001" / f"{subject}_001_{length:08}_emotion.txt"
        label.parent.mkdir(parents=True)
        label.write_text(f"   {code}.0000000e+00\n")
    return root
