#!/usr/bin/env bash
# latex2mathml 3.81.0 and speech-rule-engine 4.1.5: an angle of 90^\circ is spoken as a power.
#
# Guessed: "90 degrees": `^\circ` is how every text writes degrees, and the speech rules are made for schools.
# Seen: the converter writes the ring operator U+2218 as a superscript, and ClearSpeak says "90 raised to the
# composed with power" ("90 hoch verknüpft mit", "90 à la puissance opérateur rond"). The degree sign as a
# superscript is no better ("raised to the degrees power"). Only the sign beside the number is: "90 degrees".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check latex2mathml==3.81.0
(cd "$folder" && npm install --silent --no-fund --no-audit speech-rule-engine@4.1.5 >/dev/null)

export RING SIGN
RING=$("$folder/venv/bin/python" -c 'import latex2mathml.converter as c; print(c.convert(r"90^\circ"))')
SIGN='<math xmlns="http://www.w3.org/1998/Math/MathML"><mn>90</mn><mi>&#xB0;</mi></math>'
cat > "$folder/speak.cjs" <<'JS'
const engine = require("speech-rule-engine");
const json = `${__dirname}/node_modules/speech-rule-engine/lib/mathmaps`;
(async () => {
  const heard = {};
  for (const locale of ["en", "de", "fr"]) {
    await engine.setupEngine({ locale, domain: "clearspeak", json });
    await engine.engineReady();
    heard[locale] = [process.env.RING, process.env.SIGN].map((math) => engine.toSpeech(math));
    console.log(`${locale}: 90^\\circ -> "${heard[locale][0]}"; the sign beside the number -> "${heard[locale][1]}"`);
  }
  const ok = heard.en[0] === "90 raised to the composed with power" && heard.en[1] === "90 degrees"
    && heard.de[0] === "90 hoch verknüpft mit" && heard.fr[0] === "90 à la puissance opérateur rond";
  process.exit(ok ? 0 : 1);
})();
JS
node "$folder/speak.cjs"
