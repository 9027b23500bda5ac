"""What the site may do with cameras, and where the networks are that read them."""

from pathlib import Path

from emotion.finders import FINDERS, SERVED
from tutor.settings.environment import BASE_DIR, env, read_choice, read_number, read_switch

# The camera part of the product. It must be off where the law forbids it: see docs/privacy.md.
CAMERA_AFFECT = read_switch("CAMERA_AFFECT", default=True)
# What is told of a class's affect: bounds, or at most one coarse word a lesson: see docs/privacy.md.
CLASS_AFFECT_DETAIL = read_choice("CLASS_AFFECT_DETAIL", "figures", choices=("figures", "words"))
# Where a face is read: by a worker, in the student's browser, or there where it is fast enough. Consent names
# it, so a change asks everybody anew.
CAMERA_READS = read_choice("CAMERA_READS", "server", choices=("server", "device", "auto"))
CAMERA_FPS = read_number("CAMERA_FPS", 4, low=0.5, high=10)
# Workers look here for the networks, and take new ones when the manifest is replaced.
EMOTION_WEIGHTS = Path(env.str("EMOTION_WEIGHTS", default=str(BASE_DIR / "emotion" / "weights")))
# What finds faces, and whether MediaPipe's own library may, which reports its use: see docs/privacy.md.
EMOTION_FINDER = read_choice("EMOTION_FINDER", SERVED, choices=FINDERS)
MEDIAPIPE_MAY_REPORT = read_switch("MEDIAPIPE_MAY_REPORT", default=False)
