#!/usr/bin/env bash
# mediapipe 1.2.2 beside opencv-python-headless 4: `import cv2` becomes OpenCV 5, and pip says that all is well.
#
# Guessed: a pin `opencv-python-headless==4.14.0.94` holds whatever else is installed.
# Seen: mediapipe asks for opencv-contrib-python of any version. Its 5.1 brings the same folder `cv2` and lies over
# that of the pin: `cv2.__version__` is 5.1.0 where pip lists 4.14.0.94, files of both are mixed, and `pip check`
# finds nothing. Name `opencv-contrib-python<5` beside mediapipe; then `cv2` is version 4 again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
headless=opencv-python-headless==4.14.0.94
try() { # name, requirements
    python3 -m venv "$folder/$1"
    "$folder/$1/bin/pip" install -q --disable-pip-version-check "$headless"
    "$folder/$1/bin/pip" install -q --disable-pip-version-check "${@:2}"
    "$folder/$1/bin/python" -c "
import cv2
from importlib.metadata import version
print('$1: cv2', cv2.__version__, 'where pip lists headless', version('opencv-python-headless'))" | tee "$folder/$1.said"
}
try plain mediapipe==1.2.2 opencv-contrib-python==5.1.0.95
"$folder/plain/bin/pip" check --disable-pip-version-check
try pinned mediapipe==1.2.2 "opencv-contrib-python==4.14.0.94"
"$folder/plain/bin/python" - <<'ASKED'
from importlib.metadata import requires
assert "opencv-contrib-python" in requires("mediapipe"), "it names a version now"
ASKED
grep -q "cv2 5.1.0 where pip lists headless 4.14.0.94" "$folder/plain.said"
grep -q "cv2 4.14.0 where" "$folder/pinned.said"
