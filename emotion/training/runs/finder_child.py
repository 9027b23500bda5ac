"""One face finder in a process of its own, which `finder_process.py` starts and asks.

Finders whose libraries cannot live in one environment are asked the same thing in the same way, and memory,
start and connections are each one's own. Standard input holds pictures (`send`), one after another, then an
empty one. A picture is answered by five arrays: anchors (F, 3, 2), landmarks (F, 478 or 0, 3), blendshapes
(F, 52), pose (F, 3), and what the search took, (2,): processor and wall time in ms. The first answer of all,
before any picture, is JSON as bytes: what finds, and how long it took to be ready.
"""

from time import perf_counter

STARTED = perf_counter()

# The clock above must start before the libraries load.
import io  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from importlib import metadata  # noqa: E402
from time import process_time  # noqa: E402
from typing import IO, Any, Final, Protocol, runtime_checkable  # noqa: E402

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from emotion.runtime.face import BLENDSHAPES, Face, FaceFinder, Image  # noqa: E402

PACKAGE: Final = {
    "landmarks": "ai-edge-litert",
    "haar": "opencv-python-headless",
    "mediapipe": "mediapipe",
    "mtcnn": "mtcnn",
}


@runtime_checkable
class Closable(Protocol):
    """A finder that wants to be told when it is no longer needed."""

    def close(self) -> None:
        """Free what the finder holds."""
        ...


class MtcnnFinder:
    """MTCNN of the package `mtcnn`, on TensorFlow: only measured, and no part of what serves.

    Source: Zhang et al. (2016), "Joint face detection and alignment using multitask cascaded convolutional
    networks", IEEE Signal Processing Letters 23.
    """

    name = "mtcnn"
    reads_pose = False

    def __init__(self) -> None:
        # TensorFlow takes its settings when it is imported.
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
        from mtcnn import MTCNN

        self._network = MTCNN()

    def find(self, image: Image, *, near: Face | None = None) -> list[Face]:
        """Return the two surest faces of an RGB picture."""
        found = sorted(self._network.detect_faces(image), key=lambda one: -float(one["confidence"]))
        return [self._face(one["keypoints"]) for one in found[:2]]

    @staticmethod
    def _face(points: dict[str, Any]) -> Face:
        mouth = np.mean([points["mouth_left"], points["mouth_right"]], axis=0)
        anchors = np.array([points["left_eye"], points["right_eye"], mouth], dtype=np.float32)
        return Face(anchors, None, np.zeros(BLENDSHAPES, np.float32), np.zeros(3, np.float32))


def open_by_name(name: str) -> FaceFinder:
    """Return MTCNN, or a finder that can serve."""
    if name == MtcnnFinder.name:
        return MtcnnFinder()
    from emotion.runtime.finder import open_finder

    return open_finder(name)


def main(name: str) -> None:
    """Answer pictures until an empty one comes."""
    # Libraries write to standard output what they like: that joins the errors, and answers go another way.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    finder = open_by_name(name)
    ready = {
        "name": finder.name,
        "reads_pose": finder.reads_pose,
        "package": f"{PACKAGE[finder.name]} {metadata.version(PACKAGE[finder.name])}",
        "start_s": perf_counter() - STARTED,
    }
    send(answers, np.frombuffer(json.dumps(ready).encode(), dtype=np.uint8))
    while (image := receive(sys.stdin.buffer)).size:
        used, at = process_time(), perf_counter()
        faces = finder.find(image)
        took = np.array([process_time() - used, perf_counter() - at]) * 1000
        for part in (*parts_of(faces), took):
            send(answers, part)
    if isinstance(finder, Closable):
        finder.close()


def parts_of(faces: list[Face]) -> tuple[NDArray[np.float32], ...]:
    """Return faces as arrays: anchors, landmarks (none where a finder lays none), blendshapes, pose."""
    laid = [face.landmarks for face in faces if face.landmarks is not None]
    count = len(faces)
    return (
        np.array([face.anchors for face in faces], np.float32).reshape(count, 3, 2),
        np.array(laid, np.float32).reshape(count, -1 if laid else 0, 3),
        np.array([face.blendshapes for face in faces], np.float32).reshape(count, BLENDSHAPES),
        np.array([face.pose for face in faces], np.float32).reshape(count, 3),
    )


def send(pipe: IO[bytes], values: NDArray[Any]) -> None:
    """Write an array: the number of bytes, eight of them, and then those of `.npy`."""
    content = io.BytesIO()
    np.save(content, values, allow_pickle=False)
    pipe.write(content.tell().to_bytes(8, "big") + content.getvalue())
    pipe.flush()


def receive(pipe: IO[bytes]) -> NDArray[Any]:
    """Read an array that `send` wrote.

    Raises:
        EOFError: the other side ended before.
    """
    size = int.from_bytes(pipe.read(8), "big")
    if not size:
        raise EOFError("no array came")
    content: NDArray[Any] = np.load(io.BytesIO(pipe.read(size)), allow_pickle=False)
    return content


if __name__ == "__main__":
    main(sys.argv[1])
