/* Answers in algebra: keys for signs that keyboards hide, and a preview of how what is typed is read. Without this
   module the field alone does. */
const WAIT_MS = 350;
const asked = new WeakMap(); // block -> {timer, request, at: where a key left the cursor}

function blockOf(element) {
  return element.closest?.("[data-expression]");
}

function enhance() {
  for (const block of document.querySelectorAll("[data-expression]:not([data-is-ready])")) {
    block.dataset.isReady = "";
    const keys = block.querySelector("[data-expression-keys]");
    const isOver = block.closest("fieldset")?.disabled;
    if (isOver) keys.remove();
    else showKeys(keys);
    if (field(block).value) ask(block);
  }
}

/* One stop for the Tab key: within the keys, arrows go on. */
function showKeys(keys) {
  keys.hidden = false;
  [...keys.children].forEach((key, index) => (key.tabIndex = index ? -1 : 0));
}

function field(block) {
  return block.querySelector("input[type=text]");
}

/* The page may have gone on, and what is shown is to be what was typed last. */
async function ask(block) {
  const text = field(block).value;
  const place = block.querySelector("[data-expression-preview]");
  asked.get(block)?.request?.abort();
  const request = new AbortController();
  asked.set(block, { ...asked.get(block), request });
  if (!text.trim()) return place.replaceChildren();
  const query = new URLSearchParams({ expression: text, letters: block.dataset.letters });
  try {
    const reply = await fetch(`${block.dataset.preview}?${query}`, { signal: request.signal });
    if (!reply.ok || reply.redirected) return;
    const shown = (await reply.text()).trim();
    if (field(block).value === text && place.innerHTML.trim() !== shown) place.innerHTML = shown;
  } catch {
    /* Away, or asked anew: the answer is typed, and is sent, without a preview. */
  }
}

function askSoon(block) {
  clearTimeout(asked.get(block)?.timer);
  const timer = setTimeout(() => ask(block), WAIT_MS);
  asked.set(block, { ...asked.get(block), timer });
}

function insert(input, written) {
  const { selectionStart: start, selectionEnd: end, value } = input;
  const [before, after = ""] = written.split("¦");
  const chosen = written.includes("¦") ? value.slice(start, end) : "";
  const text = before + chosen + after;
  if (value.length - (end - start) + text.length > input.maxLength) return;
  input.setRangeText(text, start, end, "end");
  if (after && !chosen) input.setSelectionRange(start + before.length, start + before.length);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function press(key) {
  const block = blockOf(key);
  const input = field(block);
  if (key.dataset.insert) {
    insert(input, key.dataset.insert);
  } else {
    const to = Math.max(0, input.selectionStart + Number(key.dataset.move));
    input.setSelectionRange(to, to);
  }
  asked.set(block, { ...asked.get(block), at: input.selectionStart });
}

document.addEventListener("input", (event) => {
  const block = blockOf(event.target);
  if (block) askSoon(block);
});

/* The field keeps the focus, and a phone its keyboard. */
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest("[data-expression-keys] button")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-expression-keys] button");
  if (!key) return;
  press(key);
  /* Pressed by keyboard, a key keeps the focus: whoever goes through the keys may want more of them. */
  if (event.detail) field(blockOf(key)).focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  const key = event.target.closest?.("[data-expression-keys] button");
  if (!key) return;
  const keys = [...key.parentElement.children];
  const at = keys.indexOf(key);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: keys.length - 1 }[event.key];
  if (next === undefined || !keys[next]) return;
  event.preventDefault();
  key.tabIndex = -1;
  keys[next].tabIndex = 0;
  keys[next].focus();
});

/* Browsers select everything in a field that the Tab key leads to; the next letter would replace it all. */
document.addEventListener("focusin", ({ target, relatedTarget }) => {
  const block = blockOf(target);
  if (!block || target !== field(block) || !relatedTarget?.closest("[data-expression-keys]")) return;
  const { at } = asked.get(block) ?? {};
  if (at !== undefined) requestAnimationFrame(() => target.setSelectionRange(at, at));
});

document.addEventListener("htmx:afterSwap", enhance);
enhance();
