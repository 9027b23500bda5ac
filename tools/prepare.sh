#!/bin/sh
# Prepare a machine that has nothing but Python 3.11+ and make. Used by the Makefile.
#   tools/prepare.sh environment   make .venv with the first Python that will do
#   tools/prepare.sh test-libraries  see that Playwright finds the system libraries it links to
set -eu

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

install_packages() {
    echo "Installing $* from this system's packages."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

is_python_3_11() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Debian ships Python without the two modules that make environments.
can_make_environments() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

make_environment() {
    for python in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14 python; do
        is_python_3_11 "$python" || continue
        if ! can_make_environments "$python"; then
            may_install && install_packages python3-venv
            can_make_environments "$python" || { lacking=$python; continue; }
        fi
        echo "Making .venv with $("$python" --version)."
        "$python" -m venv --clear .venv
        return
    done
    if [ -n "${lacking:-}" ]; then
        echo "$lacking cannot make virtual environments: install its venv module (Debian: python3-venv)." >&2
    else
        echo "Attune needs Python 3.11 or newer; none was found. Name one with: make PYTHON=/path/to/python3" >&2
    fi
    exit 1
}

# Arguments: pairs of a library and the Debian package that holds it.
check_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    lacking=$(.venv/bin/python - "$@" <<'CHECK'
import ctypes, sys
for library, package in zip(sys.argv[1::2], sys.argv[2::2]):
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
CHECK
    )
    [ -n "$lacking" ] || return 0
    # shellcheck disable=SC2086  # one word a package
    if may_install; then
        install_packages $lacking
    else
        echo "Please install these from your system's packages:" $lacking
        echo "Until then browser tests cannot run."
    fi
}

for_playwright="libatomic.so.1 libatomic1"

# shellcheck disable=SC2086  # one word a name
case "${1:-}" in
    environment) make_environment ;;
    test-libraries) check_libraries $for_playwright ;;
    *) sed -n '2,4s/^# //p' "$0"; exit 2 ;;
esac
