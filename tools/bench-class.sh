#!/bin/sh
# Start a demo of its own, let a simulated class learn in it, write the figures, and take it down.
#   tools/bench-class.sh PYTHON STUDENTS FPS SECONDS OUT
set -eu
python=$1 students=$2 fps=$3 seconds=$4 out=$5
port=${BENCH_PORT:-8790}
folder=$(mktemp -d)
export DATA_DIR="$folder" LOG_LEVEL=WARNING
unset DATABASE_URL REDIS_URL

"$python" manage.py run_demo --port "$port" >"$folder/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || :; rm -rf "$folder"' EXIT

tries=0
until "$python" -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/healthz', timeout=2)" \
    2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 60 ] || ! kill -0 "$server" 2>/dev/null; then
        cat "$folder/server.log" >&2
        exit 1
    fi
    sleep 0.5
done
"$python" manage.py simulate_class --students "$students" --fps "$fps" --seconds "$seconds" \
    --url "http://127.0.0.1:$port" --json "$out"
