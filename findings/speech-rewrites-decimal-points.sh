#!/usr/bin/env bash
# speech-rule-engine 4.1.5 changes the points in numbers to commas in Spanish and French, but not in German.
#
# Guessed: a number in MathML is spoken as it is written.
# Seen: `<mn>1.000</mn>`, a thousand in a Spanish text, is given to the voice as "1,000", which a Spanish
# voice reads as one. French does the same; German, with the same decimal comma, leaves the point. A number
# with a decimal comma passes unchanged in all three, and is read as two numbers ("3 comma 14") in English.
# So whoever speaks formulas has to write the numbers for the language before they go in, and only there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && npm install --silent --no-fund --no-audit speech-rule-engine@4.1.5 >/dev/null)

cat > "$folder/speak.cjs" <<'JS'
const engine = require("speech-rule-engine");
const json = `${__dirname}/node_modules/speech-rule-engine/lib/mathmaps`;
const number = (text) => `<math xmlns="http://www.w3.org/1998/Math/MathML"><mn>${text}</mn></math>`;
const expected = {
  es: ["1,000", "3,14"], fr: ["1,000", "3,14"], de: ["1.000", "3,14"], en: ["1.000", "3 comma 14"],
};
(async () => {
  let ok = true;
  for (const [locale, [point, comma]] of Object.entries(expected)) {
    await engine.setupEngine({ locale, domain: "clearspeak", json });
    await engine.engineReady();
    const heard = ["1.000", "3,14"].map((text) => engine.toSpeech(number(text)));
    console.log(`${locale}: 1.000 -> "${heard[0]}", 3,14 -> "${heard[1]}"`);
    ok = ok && heard[0] === point && heard[1] === comma;
  }
  process.exit(ok ? 0 : 1);
})();
JS
node "$folder/speak.cjs"
