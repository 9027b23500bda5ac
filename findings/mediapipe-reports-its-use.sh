#!/usr/bin/env bash
# mediapipe 1.2.2: the Python wheel's library knows where to report its use, and no option says not to.
#
# Guessed: a library that finds faces in pictures on this machine talks to nobody.
# Seen: `libmediapipe.so` holds the address `play.googleapis.com/log`, and of the options of a task none
# switches reporting off. The wheels of 0.10 hold no such address. Where faces must not leave a house, that is
# a reason to run the models by LiteRT alone. Nothing is sent here: the files are searched and the options read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for pinned in mediapipe==0.10.21 mediapipe==1.2.2; do
    version=${pinned#*==}
    python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: \
        --python-version 3.11 --platform manylinux_2_28_x86_64 -d "$folder" "$pinned"
    python3 -m zipfile -e "$folder"/mediapipe-"$version"-*.whl "$folder/$version"
done

addresses() { { grep -raoh "play\.googleapis\.com[/a-z]*" "$folder/$1" || true; } | sort -u | tr '\n' ' '; }
echo "0.10.21: \"$(addresses 0.10.21)\"; 1.2.2: \"$(addresses 1.2.2)\""
options=$(sed -n '/^class BaseOptions/,/^  def /p' "$folder/1.2.2/mediapipe/tasks/python/core/base_options.py")
echo "$options" | grep -oE '^  [a-z_]+:' | tr -d ' \n'; echo
[ -z "$(addresses 0.10.21)" ]
[ "$(addresses 1.2.2)" = "play.googleapis.com/log " ]
[ -n "$options" ] && ! echo "$options" | grep -qiE 'log|usage|telemetry|analytic'
