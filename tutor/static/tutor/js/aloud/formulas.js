/* A formula in words: MathML as content/texts/formulas.py writes it, in the language of a vocabulary. */
import { interpolate } from "../../../content/gettext.js";

const UNHEARD = new Set(["\u2061", "\u2062", "\u2063", "\u2064", ""]);
const NAMED_FUNCTIONS = /^[fghFGP]$/;
/* Marks above, some of which combine with a letter before them. The converter writes a line above as one below. */
const LINES = new Set(["\u00af", "\u0305", "\u0332", "\u203e", "_"]);
const ARROWS = new Set(["\u20d7", "→", "⟶"]);
const HATS = new Set(["ˆ", "^", "\u0302"]);
const THIN_EM = 0.2;

/** Return what a voice says for a `<math>` element. */
export function speechOf(math, vocabulary) {
  return tidied(new Speaker(vocabulary).all(math));
}

function tidied(words) {
  return words.trim().replace(/\s+/g, " ").replace(/ ([,;:.،，；：])/g, "$1").replace(/([,:;])[,;]/g, "$1").replace(/[,;]$/, "");
}

const nameOf = (element) => element?.localName ?? "";
const textOf = (element) => element?.textContent.replace(/\ufe00/g, "").trim() ?? "";
const isNumber = (element) => nameOf(element) === "mn";
const isWhole = (element) => isNumber(element) && /^\d+$/.test(textOf(element));
const isSign = (element, sign) => ["mo", "mi"].includes(nameOf(element)) && textOf(element) === sign;
const isTable = (element) => nameOf(element) === "mtable";

/* Groups that mean nothing by themselves are opened, and what cannot be heard is left out. */
function termsOf(element) {
  return [...element.children].flatMap((child) => {
    if (nameOf(child) === "mspace") return isThin(child) ? [child] : [];
    if (nameOf(child) === "mphantom" || (nameOf(child) === "mo" && UNHEARD.has(textOf(child)))) return [];
    return ["mrow", "mpadded"].includes(nameOf(child)) && !isOne(child) ? termsOf(child) : [child];
  });
}

/* Groups that are said as one: what is crossed out, a matrix in its brackets, one number over another. */
function isOne(group) {
  return group.className.includes?.("math-strike") || isFenced(group, isTable) || isFenced(group, isStack);
}

const isStack = (element) => nameOf(element) === "mfrac" && element.getAttribute("linethickness") === "0";
const isFenced = (group, test) => group.children.length === 3 && test(group.children[1]) && nameOf(group.children[0]) === "mo";
const isRepeating = (element) => nameOf(element) === "mover" && /^\d+$/.test(textOf(element.children[0])) && LINES.has(textOf(element.children[1]));
/* After nothing, or after a sign that wants something: a minus is then part of its number. */
const isOpen = (before) => !before || (nameOf(before) === "mo" && !/^[)\]}|!∣′?]$/.test(textOf(before)));
const isThin = (space) => parseFloat(space.getAttribute("width")) < THIN_EM;

class Speaker {
  constructor(vocabulary) {
    this.words = vocabulary;
  }

  say(name, values) {
    return interpolate(this.words[name], values);
  }

  /* Of what has an end of its own, the end is heard as one. */
  sayLong(name, values) {
    return `${this.say(name, values)},`;
  }

  all(element) {
    return this.list(termsOf(element));
  }

  /* Each rule takes some terms from the front, and says how many and in which words. */
  list(terms) {
    const said = [];
    for (let at = 0; at < terms.length; ) {
      const rest = terms.slice(at);
      const [taken, words] = this.number(rest) ?? this.money(rest) ?? this.absolute(rest) ?? this.applied(rest) ?? this.blank(rest) ?? this.dots(rest) ?? [1, this.one(rest[0], terms, at)];
      said.push(words);
      at += taken;
    }
    return said.filter(Boolean).join(" ");
  }

  number(rest) {
    if (!isNumber(rest[0])) return this.degrees(rest);
    const [taken, written] = joined(rest);
    const next = rest[taken];
    if (isRepeating(next)) return [taken + 1, this.say("repeating", { start: written.replace(/\.$/, ` ${this.words.point}`), digits: textOf(next.children[0]) })];
    if (isSign(next, "%")) return [taken + 1, this.say("percent", { number: written })];
    const part = isWhole(rest[0]) && taken === 1 && this.part(next);
    return part ? [2, this.say("mixed", { whole: written, part })] : [taken, written];
  }

  money(rest) {
    return /^[$€£¥]$/.test(textOf(rest[0])) && isNumber(rest[1]) ? [2, `${textOf(rest[0])}${textOf(rest[1])}`] : null;
  }

  degrees(rest) {
    const [power, next] = rest;
    if (nameOf(power) !== "msup" || !/^[∘°]$/.test(textOf(power.children[1]))) return null;
    const n = this.argument(power.children[0]);
    if (!n) return isSign(next, "C") || isSign(next, "F") ? [2, this.scale(this.words.signs.get("°"), next)] : null;
    const degrees = interpolate(this.words.degrees(/^\d+$/.test(n) ? Number(n) : 2), { n });
    return isSign(next, "C") || isSign(next, "F") ? [2, this.scale(degrees, next)] : [1, degrees];
  }

  scale(degrees, letter) {
    return this.say(textOf(letter) === "C" ? "celsius" : "fahrenheit", { degrees });
  }

  absolute(rest) {
    if (!isSign(rest[0], "|")) return null;
    const end = rest.findIndex((term, at) => at > 1 && isSign(term, "|"));
    if (end < 0) return null;
    const inside = rest.slice(1, end);
    const values = { inside: this.list(inside) };
    return [end + 1, inside.length === 1 ? this.say("absolute", values) : this.sayLong("longAbsolute", values)];
  }

  applied(rest) {
    const [name, open, inside, close] = rest;
    const bare = nameOf(name) === "msup" && /^[′″]$/.test(textOf(name.children[1])) ? name.children[0] : name;
    const fits = nameOf(bare) === "mi" && NAMED_FUNCTIONS.test(textOf(bare)) && isSign(open, "(") && isSign(close, ")");
    return fits && this.isShort(inside) ? [4, this.say("applied", { function: this.one(name), inside: this.one(inside) })] : null;
  }

  blank(rest) {
    const count = rest.findIndex((term) => !isSign(term, "_"));
    const taken = count < 0 ? rest.length : count;
    return taken ? [taken, this.words.blank] : null;
  }

  /* The converter writes dots one by one. */
  dots(rest) {
    return [0, 1, 2].every((at) => isSign(rest[at], ".")) ? [3, this.words.signs.get("…")] : null;
  }

  one(term, around = [], at = 0) {
    const rule = RULES[nameOf(term)];
    return rule ? rule.call(this, term, around, at) : this.all(term);
  }

  /* One argument: a group of several terms, or a single one. */
  argument(element) {
    return nameOf(element) === "mrow" ? this.all(element) : this.list([element]);
  }

  isShort(element) {
    const terms = nameOf(element) === "mrow" ? termsOf(element) : [element];
    const bare = isSign(terms[0], "−") && terms.length === 2 ? terms.slice(1) : terms;
    return bare.length === 1 && (["mi", "mn", "mtext", "mo"].includes(nameOf(bare[0])) || Boolean(this.part(bare[0])));
  }

  /* A fraction of two whole numbers as so many parts of a kind, or one over the other. */
  part(element) {
    if (nameOf(element) !== "mfrac" || isStack(element)) return "";
    const [top, bottom] = [...element.children].map((child) => (nameOf(child) === "mrow" ? termsOf(child) : [child]));
    if (top.length !== 1 || bottom.length !== 1 || !isWhole(top[0]) || !isWhole(bottom[0])) return "";
    const [n, whole] = [Number(textOf(top[0])), Number(textOf(bottom[0]))];
    const words = n > 0 && this.words.parts.get(whole)?.(n);
    return words ? interpolate(words, { n }) : this.say("over", { top: n, bottom: whole });
  }

  letter(term) {
    const written = textOf(term).replace(/\s+/g, "");
    const found = this.words.signs.get(written) ?? this.words.functions.get(written);
    if (found) return found;
    const plain = written.normalize("NFKC");
    /* Voices take a small a for a word. */
    return plain === "a" ? "A" : this.words.signs.get(plain) ?? this.words.signs.get(plain.toLowerCase()) ?? plain;
  }

  sign(term, around, at) {
    const written = textOf(term);
    if (written === "−" && around.length > 1 && isOpen(around[at - 1])) return this.words.negative;
    if (written === "∣" && around.some((other) => isSign(other, "{"))) return this.words.suchThat;
    return this.words.signs.get(written) ?? written;
  }

  fraction(term) {
    const [top, bottom] = term.children;
    const values = { top: this.argument(top), bottom: this.argument(bottom) };
    if (isStack(term)) return this.say("choose", values);
    return this.part(term) || (this.isShort(top) && this.isShort(bottom) ? this.say("over", values) : this.sayLong("fraction", values));
  }

  root(term) {
    const isSquare = nameOf(term) === "msqrt";
    const content = isSquare ? termsOf(term) : termsOf({ children: [term.children[0]] });
    const inside = this.list(content);
    const index = isSquare ? "2" : this.argument(term.children[1]);
    const name = { 2: "squareRoot", 3: "cubeRoot" }[index] ?? "root";
    const root = this.say(name, { inside, index });
    return content.length === 1 && this.isShort(content[0]) ? root : this.sayLong("longRoot", { root });
  }

  power(base, exponent) {
    const written = textOf(exponent);
    if (written === "′") return this.say("prime", { base });
    if (written === "″" || written === "′′") return this.say("doublePrime", { base });
    if (written === "2") return this.say("squared", { base });
    if (written === "3") return this.say("cubed", { base });
    const values = { base, exponent: this.argument(exponent) };
    return this.isShort(exponent) ? this.say("power", values) : this.sayLong("longPower", values);
  }

  index(base, index) {
    return this.say("index", { base, index: this.argument(index) });
  }

  /* Sums, integrals, limits and logarithms say what stands below and above them in sentences of their own. */
  bounds(core, under, over) {
    const sign = textOf(core).replace(/\s+/g, "");
    const name = { "∑": "sum", "∏": "product", "∫": "integral" }[sign];
    if (name && under && over) return this.say(name, { from: this.argument(under), to: this.argument(over) });
    if (sign === "∑" && under) return this.say("sumOver", { under: this.argument(under) });
    if (sign === "lim" && under) return this.say("limit", { way: this.argument(under) });
    return sign === "log" && under && !over ? this.say("logarithm", { base: this.argument(under) }) : "";
  }

  scripts(term) {
    const [core, first, second] = term.children;
    const name = nameOf(term);
    const [under, over] = /sup|munderover/.test(name) && !second ? [null, first] : [first, second];
    const bounded = this.bounds(core, under, over);
    if (bounded) return bounded;
    const base = under ? this.index(this.argument(core), under) : this.argument(core);
    return over ? this.power(base, over) : base;
  }

  above(term) {
    const [core, mark] = term.children;
    const written = textOf(mark);
    const inside = this.argument(core);
    if (LINES.has(written)) return this.say("line", { inside });
    if (ARROWS.has(written)) return this.say("vector", { inside });
    if (HATS.has(written)) return this.say("hat", { inside });
    return written === "⏞" ? inside : this.say("above", { base: inside, note: this.argument(mark) });
  }

  below(term) {
    const [core, mark] = term.children;
    const bounded = this.bounds(core, mark, null);
    if (bounded) return bounded;
    return textOf(mark) === "⏟" ? this.argument(core) : this.say("below", { base: this.argument(core), note: this.argument(mark) });
  }

  aroundBoth(term) {
    const [core, under, over] = term.children;
    return this.bounds(core, under, over) || this.power(this.index(this.argument(core), under), over);
  }

  group(term) {
    if (isFenced(term, isStack)) return this.one(term.children[1]);
    if (isFenced(term, isTable)) return textOf(term.children[0]) === "{" ? this.cases(term.children[1]) : this.matrix(term.children[1]);
    const inside = this.all(term);
    return term.className.includes?.("math-strike") ? this.say("crossedOut", { inside }) : inside;
  }

  cells(row) {
    return [...row.children].map((cell) => this.all(cell)).filter(Boolean);
  }

  matrix(table) {
    const rows = [...table.children];
    const said = rows.map((row, at) => this.say("row", { number: at + 1, cells: this.cells(row).join(", ") }));
    return [this.say("matrix", { rows: rows.length, columns: rows[0].children.length }), ...said].join("; ");
  }

  cases(table) {
    return [...table.children].map((row, at) => this.say("oneCase", { number: at + 1, cells: this.cells(row).join(", ") })).join("; ");
  }

  lines(table) {
    return [...table.children].map((row) => this.cells(row).join(" ")).join(`, ${this.words.nextLine} `);
  }
}

const RULES = {
  mn: (term) => textOf(term),
  mtext: (term) => textOf(term),
  mspace: () => "",
  mi: Speaker.prototype.letter,
  mo: Speaker.prototype.sign,
  mfrac: Speaker.prototype.fraction,
  msqrt: Speaker.prototype.root,
  mroot: Speaker.prototype.root,
  msup: Speaker.prototype.scripts,
  msub: Speaker.prototype.scripts,
  msubsup: Speaker.prototype.scripts,
  mover: Speaker.prototype.above,
  munder: Speaker.prototype.below,
  munderover: Speaker.prototype.aroundBoth,
  mtable: Speaker.prototype.lines,
  mrow: Speaker.prototype.group,
};

/* Digits that belong together: 12 500 with a thin space, 0,75 with a comma that has no room after it. */
function joined(rest) {
  let [taken, written] = [1, textOf(rest[0])];
  for (;;) {
    const [between, next] = rest.slice(taken);
    if (!isNumber(next)) break;
    const isGroup = nameOf(between) === "mspace" && /^\d{3}$/.test(textOf(next));
    const isDecimal = isSign(between, ",") && (between.getAttribute("rspace") === "0" || written === "0");
    const isPoint = isSign(between, ".");
    if (!isGroup && !isDecimal && !isPoint) break;
    written += `${isGroup ? "" : textOf(between)}${textOf(next)}`;
    taken += 2;
  }
  /* 0. before digits that repeat */
  if (isSign(rest[taken], ".") && nameOf(rest[taken + 1]) === "mover") [taken, written] = [taken + 1, `${written}.`];
  return [taken, written];
}
