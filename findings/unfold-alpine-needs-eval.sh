#!/usr/bin/env bash
# django-unfold 0.91.0 carries the build of Alpine that makes functions from strings.
#
# Guessed: the admin works under `script-src 'self'`, as Django's own has since 1.10.
# Seen: Alpine turns each `x-` attribute into a function with the constructor of async functions, so a policy
# without `unsafe-eval` leaves the menus, tabs and filters dead, with an EvalError each. Alpine's own build for
# such policies is not in the package, and no setting names another file. Node's switch against code from
# strings shows the same without a browser.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-deps django-unfold==0.91.0
(cd "$folder" && npm install --silent --no-fund --no-audit linkedom@0.18.12 >/dev/null)

export SCRIPTS
SCRIPTS=$(echo "$folder"/venv/lib/python3*/site-packages/unfold/static/unfold/js)
cat > "$folder/page.cjs" <<'JS'
const { readFileSync } = require("node:fs");
const { runInThisContext } = require("node:vm");
const { parseHTML } = require("linkedom");
const { window } = parseHTML('<div x-data="{ seen: 6 * 7 }"><span x-text="seen"></span></div>');
const names = ["document", "MutationObserver", "Element", "HTMLElement", "Node", "CustomEvent", "ShadowRoot"];
for (const name of names) globalThis[name] = window[name];
Object.assign(globalThis, { window: globalThis, addEventListener() {}, requestAnimationFrame: setImmediate });
const errors = new Set();
process.on("uncaughtException", (error) => errors.add(error.name));
setTimeout(() => console.log(`${document.querySelector("span").textContent}|${[...errors]}`), 300);
runInThisContext(readFileSync(`${process.env.SCRIPTS}/alpine/alpine.js`, "utf8"));
JS
allowed=$(node "$folder/page.cjs" 2>/dev/null)
refused=$(node --disallow-code-generation-from-strings "$folder/page.cjs" 2>/dev/null)
echo "code from strings allowed: the page shows \"${allowed%|*}\"; refused: \"${refused%|*}\", ${refused#*|}"
echo "files of a build without eval: $(find "$SCRIPTS" -iname '*csp*' | wc -l)"
[ "$allowed" = "42|" ] && [ "$refused" = "|EvalError" ] && [ -z "$(find "$SCRIPTS" -iname '*csp*')" ]
