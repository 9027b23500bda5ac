#!/bin/sh
# Fail if a tracked file holds what looks like a key. Tests may hold words that only pretend to be one.
set -eu
if git grep -nIE -e '-----BEGIN [A-Z ]*PRIVATE KEY' -e '(AKIA|ASIA)[0-9A-Z]{16}' -e 'gh[pousr]_[A-Za-z0-9]{36}' \
    -e 'xox[abprs]-[A-Za-z0-9-]{10,}' -e 'sk-[A-Za-z0-9]{32,}' \
    -e '(SECRET_KEY|PASSWORD|TOKEN) *= *["'"'"'][A-Za-z0-9+/_-]{24,}["'"'"']' \
    -e '[a-z]+://[^/ :@"]+:[^/ :@"{<$]{8,}@[a-z0-9.-]+\.[a-z]' -- ':!tests' ':!tools/check-secrets.sh' ':!*.example'; then
  echo "These lines look like secrets." >&2
  exit 1
fi
