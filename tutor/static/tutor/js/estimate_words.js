/* A guess in one line: what stands out, and how sure that is. Each share is a probability of its own, 0 to 1. */
const STATES = { engaged: "engaged", bored: "bored", confused: "puzzled", frustrated: "frustrated" };
const EMOTIONS = {
  neutral: "calm", happiness: "happy", surprise: "surprised", sadness: "sad",
  anger: "angry", disgust: "disgusted", fear: "afraid", contempt: "scornful",
};
const SURENESS = [[0.85, "quite sure"], [0.7, "fairly sure"], [0.5, "not very sure"]];
/* Two states that are nearly as likely: neither is sure. */
const CLOSE = 0.15;

/** Return the line, for shares by state, or by expression where nothing reads states. */
export function describe({ states = {}, emotions = {} }) {
  return tell("You look", STATES, states) ?? tell("Your face looks", EMOTIONS, emotions) ?? "Nothing stands out just now.";
}

function tell(begin, words, shares) {
  const known = Object.keys(words).filter((name) => typeof shares[name] === "number");
  if (!known.length) return null;
  const [first, second] = known.sort((one, other) => shares[other] - shares[one]);
  const how = SURENESS.find(([least]) => shares[first] >= least)?.[1];
  if (!how) return "Nothing stands out just now.";
  const isClose = second && shares[first] - shares[second] < CLOSE;
  return `${begin} ${words[first]}; ${isClose ? "not very sure" : how}.`;
}
