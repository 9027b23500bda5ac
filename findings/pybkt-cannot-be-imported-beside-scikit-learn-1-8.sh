#!/usr/bin/env bash
# pyBKT 1.4.3: beside scikit-learn 1.8 and later it cannot be imported.
#
# Guessed: `pip install pyBKT` brings a package that can be imported; it asks for scikit-learn of any version.
# Seen: while it is imported, pyBKT calls every loss, score and error in two modules of scikit-learn once, with two
# lists, to see which of them it can offer, and expects no error but TypeError. Since 1.8, `log_loss` reads the dtype
# of what it is given, so a list ends in an AttributeError, and with it the import. With 1.7.2 it is imported.
# Whoever compares with pyBKT has to pin `scikit-learn<1.8`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
install() { "$folder/venv/bin/pip" install -q --disable-pip-version-check "$@"; }
install pyBKT==1.4.3 numpy==2.2.6 pandas==2.3.3

cat > "$folder/look.py" <<'PY'
import sys
import warnings
from importlib.metadata import version

warnings.simplefilter("ignore")
try:
    import pyBKT.models  # noqa: F401

    seen = "is imported"
except AttributeError as error:
    seen = f"AttributeError: {error}"
print(f"pyBKT {version('pyBKT')} beside scikit-learn {version('scikit-learn')}: {seen}")
sys.exit(0 if seen == sys.argv[1] else "behaves differently now")
PY
install scikit-learn==1.7.2
"$folder/venv/bin/python" "$folder/look.py" "is imported"
install scikit-learn==1.8.0
"$folder/venv/bin/python" "$folder/look.py" "AttributeError: 'list' object has no attribute 'dtype'"
