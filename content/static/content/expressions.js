// Reads the attributes of the admin's theme (Alpine) without Function(), so that its pages need no `unsafe-eval`.
// An expression becomes closures over a scope. It knows the language that those attributes are written in, and
// of the page only what is named here.
(() => {
  "use strict";

  const TOKEN =
    /\s*(?:(?<number>\d+(?:\.\d+)?)|(?<name>[A-Za-z_$][\w$]*)|(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<sign>===|!==|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.|[-+*/%<>=!?:.,;(){}[\]]))/y;
  const CONSTANTS = { true: true, false: false, null: null, undefined: undefined };
  // From the weakest to the strongest; the right side is read only where it is needed.
  const OPERATORS = [
    { "??": (a, b) => a ?? b() },
    { "||": (a, b) => a || b() },
    { "&&": (a, b) => a && b() },
    // biome-ignore lint/suspicious/noDoubleEquals: the loose operators of the expressions themselves.
    { "==": (a, b) => a == b(), "!=": (a, b) => a != b(), "===": (a, b) => a === b(), "!==": (a, b) => a !== b() },
    { "<": (a, b) => a < b(), ">": (a, b) => a > b(), "<=": (a, b) => a <= b(), ">=": (a, b) => a >= b() },
    { "+": (a, b) => a + b(), "-": (a, b) => a - b() },
    { "*": (a, b) => a * b(), "/": (a, b) => a / b(), "%": (a, b) => a % b() },
  ];
  const OF_THE_PAGE = new Set([
    "getCurrentTab", "localStorage", "moveRecords", "searchCommand", "searchDropdown", "searchForm", "sortRecords",
    "theme",
  ]);
  const WINDOW = Object.freeze({ location: window.location });
  // From an element or a function these would lead to the whole page, or turn text into markup.
  const CLOSED = new Set([
    "__proto__", "constructor", "contentDocument", "contentWindow", "defaultView", "getRootNode", "innerHTML",
    "insertAdjacentHTML", "outerHTML", "ownerDocument", "parent", "prototype", "srcdoc", "top", "view",
  ]);

  function tokens(text) {
    const found = [];
    TOKEN.lastIndex = 0;
    while (text.slice(TOKEN.lastIndex).trim()) {
      const start = TOKEN.lastIndex;
      const match = TOKEN.exec(text);
      if (!match) throw new SyntaxError(`cannot read ${text.slice(start).trim()}`);
      const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
      found.push({ kind, text: match.groups[kind] });
    }
    return found;
  }

  function unquoted(text) {
    return text
      .slice(1, -1)
      .replace(/\\u([0-9a-fA-F]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16)))
      .replace(/\\(.)/g, (_, letter) => (letter === "n" ? "\n" : letter));
  }

  function open(key) {
    if (CLOSED.has(key)) throw new TypeError(`an attribute may not reach ${key}`);
    return key;
  }

  function lookUp(scope, name) {
    if (Reflect.has(scope, name)) return scope[name];
    if (name === "window") return WINDOW;
    if (OF_THE_PAGE.has(name)) return window[name];
    throw new ReferenceError(`${name} is not known here`);
  }

  // A node reads its value in a scope. What can be assigned to also writes; a member tells whose it is.
  class Reader {
    constructor(text) {
      this.tokens = tokens(text);
      this.at = 0;
    }

    is(text, ahead = 0) {
      const token = this.tokens[this.at + ahead];
      return token !== undefined && token.kind !== "text" && token.text === text;
    }

    take(text) {
      if (!this.is(text)) return false;
      this.at += 1;
      return true;
    }

    expect(text) {
      if (!this.take(text)) throw new SyntaxError(`${text} is missing`);
    }

    next(kind) {
      const token = this.tokens[this.at];
      if (token === undefined || (kind && token.kind !== kind)) throw new SyntaxError(`${kind ?? "more"} is missing`);
      this.at += 1;
      return token;
    }

    // One or more statements, up to the end or a closing brace; the value is the last one's.
    program() {
      const statements = [];
      while (this.at < this.tokens.length && !this.is("}")) {
        if (!this.take(";")) statements.push(this.statement());
      }
      return { read: (scope) => statements.reduce((_, one) => one.read(scope), undefined) };
    }

    statement() {
      if (!this.take("if")) return this.expression();
      this.expect("(");
      const condition = this.expression();
      this.expect(")");
      const then = this.block();
      const otherwise = this.take("else") ? this.block() : { read: () => undefined };
      return { read: (scope) => (condition.read(scope) ? then : otherwise).read(scope) };
    }

    block() {
      if (!this.take("{")) return this.statement();
      const inside = this.program();
      this.expect("}");
      return inside;
    }

    expression() {
      if (this.isArrow()) return this.arrow();
      const target = this.choice();
      if (!this.take("=")) return target;
      if (!target.write) throw new SyntaxError("only a name or a member can be assigned to");
      const value = this.expression();
      return { read: (scope) => target.write(scope, value.read(scope)) };
    }

    isArrow() {
      if (this.is("=>", 1)) return true;
      if (!this.is("(")) return false;
      let ahead = 1;
      while (this.tokens[this.at + ahead]?.kind === "name" || this.is(",", ahead)) ahead += 1;
      return this.is(")", ahead) && this.is("=>", ahead + 1);
    }

    arrow() {
      const names = [];
      if (this.take("(")) {
        while (!this.take(")")) {
          names.push(this.next("name").text);
          this.take(",");
        }
      } else {
        names.push(this.next("name").text);
      }
      this.expect("=>");
      const body = this.is("{") ? this.block() : this.expression();
      return {
        read: (scope) => (...values) =>
          body.read(Alpine.mergeProxies([Object.fromEntries(names.map((name, i) => [name, values[i]])), scope])),
      };
    }

    choice() {
      const condition = this.binary(0);
      if (!this.take("?")) return condition;
      const yes = this.expression();
      this.expect(":");
      const no = this.expression();
      return { read: (scope) => (condition.read(scope) ? yes : no).read(scope) };
    }

    binary(level) {
      if (level === OPERATORS.length) return this.unary();
      let left = this.binary(level + 1);
      for (let apply = this.operator(level); apply; apply = this.operator(level)) {
        const [a, b, of] = [left, this.binary(level + 1), apply];
        left = { read: (scope) => of(a.read(scope), () => b.read(scope)) };
      }
      return left;
    }

    operator(level) {
      return OPERATORS[level][Object.keys(OPERATORS[level]).find((sign) => this.take(sign))];
    }

    unary() {
      if (this.take("!")) {
        const value = this.unary();
        return { read: (scope) => !value.read(scope) };
      }
      if (this.take("-")) {
        const value = this.unary();
        return { read: (scope) => -value.read(scope) };
      }
      return this.members(this.primary());
    }

    members(start) {
      let node = start;
      for (;;) {
        if (this.take("?.")) node = this.member(node, this.key(), true);
        else if (this.take(".")) node = this.member(node, this.key(), false);
        else if (this.take("[")) {
          const key = this.expression();
          this.expect("]");
          node = this.member(node, key, false);
        } else if (this.take("(")) node = this.call(node, this.list(")"));
        else return node;
      }
    }

    key() {
      const { text } = this.next("name");
      return { read: () => text };
    }

    member(owner, key, mayLack) {
      const keyIn = (scope) => open(String(key.read(scope)));
      const of = (target, scope) => (mayLack && target == null ? undefined : target[keyIn(scope)]);
      return {
        owner,
        of,
        read: (scope) => of(owner.read(scope), scope),
        write: (scope, value) => (owner.read(scope)[keyIn(scope)] = value),
      };
    }

    call(callee, values) {
      return {
        read: (scope) => {
          const target = callee.owner ? callee.owner.read(scope) : scope;
          const called = callee.owner ? callee.of(target, scope) : callee.read(scope);
          return called.apply(target, values.map((value) => value.read(scope)));
        },
      };
    }

    list(end) {
      const values = [];
      while (!this.take(end)) {
        values.push(this.expression());
        if (!this.is(end)) this.expect(",");
      }
      return values;
    }

    primary() {
      if (this.take("(")) {
        const inside = this.expression();
        this.expect(")");
        return inside;
      }
      if (this.take("[")) {
        const values = this.list("]");
        return { read: (scope) => values.map((value) => value.read(scope)) };
      }
      if (this.take("{")) return this.object();
      const { kind, text } = this.next();
      if (kind === "number") return { read: () => Number(text) };
      if (kind === "text") {
        const value = unquoted(text);
        return { read: () => value };
      }
      if (kind === "sign") throw new SyntaxError(`${text} stands where a value should`);
      if (Object.hasOwn(CONSTANTS, text)) return { read: () => CONSTANTS[text] };
      return this.name(text);
    }

    name(text) {
      return {
        read: (scope) => lookUp(scope, text),
        write: (scope, value) => (scope[text] = value), // a new name becomes the outermost element's
      };
    }

    object() {
      const entries = [];
      while (!this.take("}")) {
        const { kind, text } = this.next();
        const key = open(kind === "text" ? unquoted(text) : text);
        const value = this.take(":") ? this.expression() : this.name(text);
        entries.push([key, value]);
        if (!this.is("}")) this.expect(",");
      }
      return { read: (scope) => Object.fromEntries(entries.map(([key, value]) => [key, value.read(scope)])) };
    }
  }

  function parse(text) {
    const reader = new Reader(text);
    const program = reader.program();
    if (reader.at < reader.tokens.length) throw new SyntaxError("} stands alone");
    return program;
  }

  const parsed = new Map();
  function parseOnce(text) {
    if (!parsed.has(text)) parsed.set(text, parse(text));
    return parsed.get(text);
  }

  // As Alpine's own evaluator does: an expression that is a function is called, and a promise is waited for.
  function pass(receive, value, scope, params) {
    const found = typeof value === "function" ? value.apply(scope, params) : value;
    if (found instanceof Promise) found.then(receive);
    else receive(found);
  }

  function evaluator(element, expression) {
    const stack = [{ $el: element }, ...Alpine.closestDataStack(element)];
    return (receive = () => {}, { scope: own = {}, params = [] } = {}) => {
      const scope = Alpine.mergeProxies([own, ...stack]);
      try {
        const value = typeof expression === "function" ? expression : parseOnce(expression).read(scope);
        pass(receive, value, scope, params);
      } catch (error) {
        error.message = `${error.message}, in ${expression}`;
        // biome-ignore lint/suspicious/noConsole: as Alpine itself tells of an expression that fails.
        console.error(error);
      }
    };
  }

  // A policy without `unsafe-inline` ignores a style that is set as text, and takes one that is set by property.
  function styleAsProperties(element) {
    const expression = element.getAttribute?.("x-bind:style");
    if (!expression) return;
    Alpine.mutateDom(() => element.setAttribute("x-bind:style", `$declarations(${expression})`));
  }

  function declarations(text) {
    const pairs = text.split(";").filter((one) => one.includes(":"));
    return Object.fromEntries(pairs.map((one) => one.split(/:(.*)/s, 2).map((part) => part.trim())));
  }

  document.addEventListener("alpine:init", () => {
    Alpine.setEvaluator(evaluator);
    Alpine.magic("declarations", () => declarations);
    Alpine.interceptInit((element) => styleAsProperties(element));
  });
  if (window.htmx) htmx.config.includeIndicatorStyles = false;
})();
