"""The content policy of the one script that may compile WebAssembly, which comes as a static file of its own.

A worker goes by the policy of its own file and not by that of the page that started it: so pages stay without
`wasm-unsafe-eval`, and the worker asks nobody but this site. Settings import this module, which imports none.
"""

import re
from collections.abc import MutableMapping
from typing import Final

POLICY: Final = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
_WORKER: Final = re.compile(r"tutor/js/device/worker(\.[0-9a-f]+)?\.js$")


def bound_worker(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """Give the file of the worker its policy."""
    if _WORKER.search(url):
        headers["Content-Security-Policy"] = POLICY
