"""From the JPEG frames of one clip to one estimate. One engine a process, opened once."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from emotion.estimate import EMOTIONS, STATES, ClipEstimate
from emotion.finders import SERVED
from emotion.frames import CLIP_LENGTH
from emotion.runtime.clip_frames import assess_clip
from emotion.runtime.clip_inputs import ClipInputs
from emotion.runtime.face import CROP_SIZE, FaceFinder, Image
from emotion.runtime.finder import open_finder
from emotion.runtime.frame_quality import FrameQuality, decode_frame
from emotion.runtime.weights import WEIGHTS, Weights, load_weights

Floats = NDArray[np.float32]

# A clip speaks when at least this share of its frames shows one usable face.
MIN_SHARE: Final = 0.6


class Engine:
    """Reads clips. Holds no frame after `estimate` returns, and nothing from one clip to the next.

    Attributes:
        model: short content hash of the weights.
        stage_s: seconds spent so far in each stage, for benchmarks.
    """

    def __init__(
        self, weights: Weights, finder: FaceFinder, *, threads: int = 1, follows: bool = True
    ) -> None:
        self.model = weights.model
        self._follows = follows
        self.finder = finder
        self.stage_s: defaultdict[str, float] = defaultdict(float)
        self._calibration = weights.calibration
        self._clip = _session(weights.clip, threads)
        self._states = _session(weights.states, threads) if weights.states else None

    def estimate(self, frames: Sequence[bytes]) -> ClipEstimate:
        """Return what the newest eight JPEG frames say. A frame that cannot be read counts as unseen."""
        return self.estimate_images([self._decode(frame) for frame in frames[-CLIP_LENGTH:]])

    def estimate_images(self, images: Sequence[Image | None]) -> ClipEstimate:
        """Return what up to eight RGB pictures say, oldest first; None is a frame that was lost."""
        assessed = self._assess(images[-CLIP_LENGTH:])
        seen = [quality for quality in assessed if quality.reason is None]
        share = len(seen) / max(len(assessed), 1)
        if share < MIN_SHARE:
            return ClipEstimate.unknown(_main_reason(assessed), faces_share=share, model=self.model)
        emotions, features = self._read(assessed)
        states = self._read_states(seen, features)
        return ClipEstimate(
            known=True, reason=None, faces_share=share, states=states, emotions=emotions, model=self.model
        )

    def warm_up(self) -> None:
        """Run what the first clip would otherwise wait for: the finder, and each network on blank input."""
        self.estimate_images([np.zeros((240, 320, 3), dtype=np.uint8)])
        clip = ClipInputs.empty()
        clip.fill(slice(None), np.zeros((CLIP_LENGTH, CROP_SIZE, CROP_SIZE), dtype=np.uint8))
        _, features = self.read_clips(clip.feed())
        if self._states is not None:
            blank = {
                given.name: np.zeros((1, *given.shape[1:]), dtype=np.float32)
                for given in self._states.get_inputs()
            }
            self._states.run(["state_logits"], blank | {"features": features[:, 0]})

    def _decode(self, frame: bytes) -> Image | None:
        with self._timed("decode"):
            return decode_frame(frame)

    def _assess(self, images: Sequence[Image | None]) -> list[FrameQuality]:
        return assess_clip(images, self.finder, self._timed, follows=self._follows)

    def inputs_of(self, frames: Sequence[bytes]) -> ClipInputs:
        """Return what the clip network reads of JPEG frames."""
        return _to_inputs(self._assess([self._decode(frame) for frame in frames[-CLIP_LENGTH:]]))

    def read_clips(self, feed: dict[str, Floats]) -> tuple[Floats, Floats]:
        """Return emotion logits (N, 8) and the frames' features (N, T, D) of several clips' inputs."""
        logits, features = self._clip.run(["emotion_logits", "features"], feed)
        return logits, features

    def _read(self, assessed: Sequence[FrameQuality]) -> tuple[dict[str, float], Floats]:
        """Return the clip's emotions, and the encoder's features averaged over the frames seen."""
        clip = _to_inputs(assessed)
        with self._timed("emotions"):
            logits, features = self.read_clips(clip.feed())
        shares = _softmax(logits[0] / self._calibration.emotion_temperature)
        present = clip.present[0, :, None]
        return _named(EMOTIONS, shares), (features[0] * present).sum(axis=0, keepdims=True) / present.sum()

    def _read_states(self, seen: Sequence[FrameQuality], features: Floats) -> dict[str, float]:
        """Return the states; none without the states network, or from a finder that reads no pose."""
        if self._states is None or not self.finder.reads_pose:
            return {}
        faces = [quality.face for quality in seen if quality.face is not None]
        blendshapes = np.mean([face.blendshapes for face in faces], axis=0, keepdims=True)
        pose = np.mean([face.pose for face in faces], axis=0, keepdims=True)
        feed = {
            "features": features.astype(np.float32),
            "blendshapes": blendshapes.astype(np.float32),
            "pose": pose.astype(np.float32),
        }
        with self._timed("states"):
            (logits,) = self._states.run(["state_logits"], feed)
        scaled = logits[0] / self._calibration.state_temperatures + self._calibration.state_biases
        return _named(STATES, 1 / (1 + np.exp(-np.clip(scaled, -50, 50))))

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        start = perf_counter()
        try:
            yield
        finally:
            self.stage_s[stage] += perf_counter() - start


def open_engine(
    folder: Path = WEIGHTS, *, finder: str = SERVED, threads: int = 1, follows: bool = True
) -> Engine:
    """Return an engine on the weights in `folder`, warmed up, with every library on `threads` threads.

    Args:
        folder: where the manifest lies.
        finder: what finds faces, by its name.
        threads: of each library.
        follows: False has the face finder read every frame, to compare with.

    Raises:
        WeightsError: the weights are missing or altered, or the finder of that name does not load.
    """
    cv2.setNumThreads(threads)
    engine = Engine(load_weights(folder), open_finder(finder), threads=threads, follows=follows)
    engine.warm_up()
    return engine


def _to_inputs(assessed: Sequence[FrameQuality]) -> ClipInputs:
    clip = ClipInputs.empty()
    # A short clip stands at the end, as in training (`sequence_inputs`).
    for place, quality in enumerate(assessed, start=CLIP_LENGTH - len(assessed)):
        if quality.crop is not None and quality.face is not None and quality.reason is None:
            clip.fill_face(place, quality.crop, quality.face)
    return clip


def _session(network: bytes, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    # It keeps the file's bytes, 4 MiB, to open the network anew on another kind of processor.
    session._model_bytes = b""
    return session


def _main_reason(assessed: Sequence[FrameQuality]) -> str:
    reasons = Counter(quality.reason for quality in assessed if quality.reason)
    return reasons.most_common(1)[0][0] if reasons else "bad_frames"


def _softmax(logits: Floats) -> NDArray[np.float64]:
    powers = np.exp(logits.astype(np.float64) - logits.max())
    return np.asarray(powers / powers.sum())


def _named(names: Sequence[str], values: NDArray[Any]) -> dict[str, float]:
    return {name: float(value) for name, value in zip(names, values, strict=True)}
