/* A socket that comes back by itself. Messages arrive as events named "message:<type>". */
import { gettext } from "../../content/gettext.js";

const FIRST_WAIT_MS = 500;
/* Short enough that a page is back within 5 s of its server. */
const LONGEST_WAIT_MS = 2000;
const STABLE_AFTER_MS = 5_000;
const HEARTBEAT_MS = 10_000;

/* What counts as touching the page: whoever reads and scrolls is not idle. */
const TOUCHES = ["pointerdown", "keydown", "input", "wheel", "touchmove", "scroll"];

const REFUSED_WORDS = gettext("This page is no longer connected. Please load it again; you may have to sign in.");

/* Codes with which the server says that asking again will not help. */
const REFUSED = new Set([4401, 4403, 4404]);

export class LiveSocket extends EventTarget {
  #path;
  #socket = null;
  #tries = 0;
  #timer = 0;
  #heartbeat = 0;
  #refused = false;
  #touchedAt = null;

  constructor(path) {
    super();
    this.#path = path;
    window.addEventListener("online", () => this.#comeBackNow());
    window.addEventListener("offline", () => this.#socket?.close());
    window.addEventListener("pagehide", () => this.#leave());
    window.addEventListener("pageshow", (event) => event.persisted && this.connect());
    for (const touch of TOUCHES)
      document.addEventListener(touch, () => (this.#touchedAt = performance.now()), { passive: true, capture: true });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      this.#comeBackNow();
      this.#sayHere();
    });
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** The server closed the page's connection for good: it does not come back by itself. */
  get isRefused() {
    return this.#refused;
  }

  /** Bytes handed over but not yet sent: a full pipe is a reason to leave a frame out. */
  get waitingBytes() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  connect() {
    clearTimeout(this.#timer);
    if (this.#refused || (this.#socket && this.#socket.readyState <= WebSocket.OPEN)) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${this.#path}`);
    this.#socket = socket;
    let stable = 0;
    socket.addEventListener("open", () => {
      stable = setTimeout(() => (this.#tries = 0), STABLE_AFTER_MS);
      this.#heartbeat = setInterval(() => this.#sayHere(), HEARTBEAT_MS);
      this.#tell("open");
      this.#sayHere();
    });
    socket.addEventListener("message", (event) => this.#receive(event.data));
    socket.addEventListener("close", (event) => {
      clearTimeout(stable);
      clearInterval(this.#heartbeat);
      if (socket !== this.#socket) return;
      this.#refused = REFUSED.has(event.code);
      this.#tell("away", { refused: this.#refused });
      if (!this.#refused) this.#comeBackLater();
    });
  }

  sendJson(message) {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
  }

  sendBytes(bytes) {
    if (this.isOpen) this.#socket.send(bytes);
  }

  #sayHere() {
    if (document.hidden) return;
    const touched_s = this.#touchedAt === null ? null : Math.round((performance.now() - this.#touchedAt) / 1000);
    this.sendJson({ type: "here", touched_s });
  }

  #receive(text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof message?.type === "string") this.#tell(`message:${message.type}`, message);
  }

  #comeBackNow() {
    if (this.#socket?.readyState === WebSocket.CLOSED) this.connect();
  }

  /* The jitter keeps a whole class from knocking at the same moment after a restart. */
  #comeBackLater() {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#tries++);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
  }

  #leave() {
    const socket = this.#socket;
    this.#socket = null;
    clearTimeout(this.#timer);
    clearInterval(this.#heartbeat);
    socket?.close();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Say that a page's live connection has been away long enough to be worth a word, or does not come back. */
export function sayWhenAway(live, notice, words) {
  let timer = 0;
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
  };
  /* Every try that fails is told as well; the time counts from the first. */
  live.addEventListener("away", (event) => {
    if (event.detail.refused) {
      stop();
      notice.textContent = REFUSED_WORDS;
    } else timer ||= setTimeout(() => (notice.textContent = words.away), 3000);
  });
  live.addEventListener("open", () => {
    stop();
    if (notice.textContent !== words.away) return;
    notice.textContent = words.back;
    setTimeout(() => notice.textContent === words.back && (notice.textContent = ""), 4000);
  });
}
