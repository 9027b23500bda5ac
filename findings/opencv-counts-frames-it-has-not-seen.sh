#!/usr/bin/env bash
# opencv-python-headless 4.14: CAP_PROP_FRAME_COUNT of a Matroska or WebM file is duration x stated rate.
#
# Guessed: the number of frames that the file holds, as it is for AVI and MP4.
# Seen: the container has no such number, so one is made up: 12 pictures over 26 s that state 30 a second are
# "780 frames". Browsers record at a varying rate, so whoever spreads samples over the count reads the first pictures
# alone, and whoever divides it by the rate is told the stated duration whatever the file holds. Read to the end and
# ask each frame for CAP_PROP_POS_MSEC, which is true.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check opencv-python-headless==4.14.0.94

"$folder/venv/bin/python" - "$folder/film.mkv" <<'PY'
import struct
import sys

import cv2
import numpy as np

PICTURES, SECONDS, STATED = 12, 26.0, 30


def element(name, content):
    return bytes.fromhex(name) + (len(content) | 1 << 56).to_bytes(8, "big") + content


def number(name, value):
    return element(name, value.to_bytes(8, "big"))


jpeg = bytes(cv2.imencode(".jpg", np.full((48, 64, 3), 90, np.uint8))[1])
times_ms = [round(at * SECONDS * 1000 / PICTURES) for at in range(PICTURES)]
info = number("2AD7B1", 1_000_000) + element("4489", struct.pack(">d", SECONDS * 1000))
track = number("D7", 1) + number("73C5", 1) + number("83", 1) + element("86", b"V_MJPEG")
track += number("23E383", round(1e9 / STATED)) + element("E0", number("B0", 64) + number("BA", 48))
clusters = b"".join(
    element("1F43B675", number("E7", at) + element("A3", b"\x81" + struct.pack(">hB", 0, 0x80) + jpeg))
    for at in times_ms
)
head = number("4286", 1) + number("42F7", 1) + element("4282", b"matroska") + number("4287", 4)
body = element("1549A966", info) + element("1654AE6B", element("AE", track)) + clusters
with open(sys.argv[1], "wb") as film:
    film.write(element("1A45DFA3", head) + element("18538067", body))

capture = cv2.VideoCapture(sys.argv[1])
told = capture.get(cv2.CAP_PROP_FRAME_COUNT)
seen = []
while capture.read()[0]:
    seen.append(round(capture.get(cv2.CAP_PROP_POS_MSEC)))
print(f"told {told:g} frames; held {len(seen)}, the last at {seen[-1] / 1000:.1f} s")
assert seen == times_ms, seen
assert told == STATED * SECONDS, told
PY
