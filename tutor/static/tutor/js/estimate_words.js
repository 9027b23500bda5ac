/* A guess in one line: what stands out, and how sure that is. Each share is a probability of its own, 0 to 1. */
import { gettext, interpolate, pgettext } from "../../content/gettext.js";

const STATES = {
  engaged: pgettext("you look", "engaged"), bored: pgettext("you look", "bored"),
  confused: pgettext("you look", "puzzled"), frustrated: pgettext("you look", "frustrated"),
};
const EMOTIONS = {
  neutral: pgettext("your face looks", "calm"), happiness: pgettext("your face looks", "happy"),
  surprise: pgettext("your face looks", "surprised"), sadness: pgettext("your face looks", "sad"),
  anger: pgettext("your face looks", "angry"), disgust: pgettext("your face looks", "disgusted"),
  fear: pgettext("your face looks", "afraid"), contempt: pgettext("your face looks", "scornful"),
};
const UNSURE = gettext("not very sure");
const SURENESS = [[0.85, gettext("quite sure")], [0.7, gettext("fairly sure")], [0.5, UNSURE]];
const NOTHING = gettext("Nothing stands out just now.");
/* Two states that are nearly as likely: neither is sure. */
const CLOSE = 0.15;

/** Return the line, for shares by state, or by expression where nothing reads states. */
export function describe({ states = {}, emotions = {} }) {
  return (
    tell(gettext("You look %(word)s; %(sureness)s."), STATES, states) ??
    tell(gettext("Your face looks %(word)s; %(sureness)s."), EMOTIONS, emotions) ??
    NOTHING
  );
}

function tell(line, words, shares) {
  const known = Object.keys(words).filter((name) => typeof shares[name] === "number");
  if (!known.length) return null;
  const [first, second] = known.sort((one, other) => shares[other] - shares[one]);
  const how = SURENESS.find(([least]) => shares[first] >= least)?.[1];
  if (!how) return NOTHING;
  const isClose = second && shares[first] - shares[second] < CLOSE;
  return interpolate(line, { word: words[first], sureness: isClose ? UNSURE : how });
}
