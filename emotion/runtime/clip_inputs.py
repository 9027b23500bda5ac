"""What the clip network reads, built in one place: a network meets in a lesson what it met in training."""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from emotion.frames import CLIP_LENGTH
from emotion.runtime.face import CROP_SIZE, Face, Image
from emotion.runtime.mesh import GEOMETRY_SIZE, geometry_inputs, normalised_mesh

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class ClipInputs:
    """The network's named inputs for N clips; zeros where a frame shows no readable face.

    Attributes:
        crops: grey, 0 to 1, shape (N, 8, 1, 48, 48).
        present: 1 where a frame has a face, shape (N, 8).
        geometry: what the mesh head reads, shape (N, 8, 1489).
        located: 1 where the finder laid landmarks, shape (N, 8).
    """

    crops: Floats
    present: Floats
    geometry: Floats
    located: Floats

    @classmethod
    def empty(cls, clips: int = 1) -> "ClipInputs":
        """Return clips without a face."""
        return cls(
            np.zeros((clips, CLIP_LENGTH, 1, CROP_SIZE, CROP_SIZE), dtype=np.float32),
            np.zeros((clips, CLIP_LENGTH), dtype=np.float32),
            np.zeros((clips, CLIP_LENGTH, GEOMETRY_SIZE), dtype=np.float32),
            np.zeros((clips, CLIP_LENGTH), dtype=np.float32),
        )

    def fill(
        self,
        places: NDArray[np.int64] | slice,
        crops: NDArray[Any],
        *,
        geometry: Floats | None = None,
        located: NDArray[np.bool_] | None = None,
    ) -> None:
        """Put M faces into the frames at `places`, which count through all clips.

        Args:
            places: M frames, 0 to 8 N - 1.
            crops: grey, shape (M, 48, 48): uint8, or float32 from 0 to 1.
            geometry: from `geometry_inputs`, shape (M, 1489); without it the crops speak alone.
            located: which of the faces have landmarks, shape (M,).
        """
        shares = crops / np.float32(255) if crops.dtype == np.uint8 else crops
        self.crops.reshape(-1, CROP_SIZE, CROP_SIZE)[places] = shares
        self.present.reshape(-1)[places] = 1
        if geometry is not None and located is not None:
            self.geometry.reshape(-1, GEOMETRY_SIZE)[places] = geometry
            self.located.reshape(-1)[places] = located

    def fill_face(self, place: int, crop: Image, face: Face) -> None:
        """Put one frame's face into its place."""
        places = slice(place, place + 1)
        if face.landmarks is None:
            self.fill(places, crop[None])
            return
        geometry = geometry_inputs(normalised_mesh(face.landmarks), face.blendshapes, face.pose)
        self.fill(places, crop[None], geometry=geometry[None], located=np.ones(1, dtype=bool))

    def feed(self) -> dict[str, Floats]:
        """Return the arrays under the names that the network gives them."""
        return dict(vars(self))


CLIP_INPUTS: Final = tuple(field.name for field in fields(ClipInputs))
"""The network's inputs by name, in the order in which it takes them."""
