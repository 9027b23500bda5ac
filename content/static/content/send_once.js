/* A form that leaves the page is sent once. Pressed again while the reply is on its way, it is not sent again: the
   browser would drop the first reply, and with it what is shown once. Forms that htmx sends have `hx-sync`. */
const LONGEST_MS = 60_000; // not every browser tells that somebody stopped it
const FILE_MS = 3_000; // a reply that is a file leaves the page, and no event tells that it came
const underway = new Map(); // form -> what to take back once it may be sent again
let latest = null;

function leavesByPost(form, pressed) {
  const said = (name) => pressed?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? "";
  return said("method").toLowerCase() === "post" && ["", "_self"].includes(said("target"));
}

/* The button is not disabled: the form's data is built after this, and the focus stays where it is. */
function hold(form, pressed) {
  const late = setTimeout(release, pressed && "getsFile" in pressed.dataset ? FILE_MS : LONGEST_MS, form);
  pressed?.setAttribute("aria-busy", "true");
  addEventListener("beforeunload", releaseIfAsked);
  latest = form;
  underway.set(form, () => {
    clearTimeout(late);
    pressed?.removeAttribute("aria-busy");
  });
}

function release(form) {
  if (!underway.has(form)) return;
  underway.get(form)();
  underway.delete(form);
  form.dispatchEvent(new Event("attune:released", { bubbles: true }));
}

function releaseAll() {
  [...underway.keys()].forEach(release);
}

/* Whoever is asked whether to leave may stay; whoever leaves would be asked again before a second form is sent. It
   listens while a form is on its way alone, and so after those who ask: some browsers keep no page that listens. */
function releaseIfAsked(event) {
  removeEventListener("beforeunload", releaseIfAsked);
  if (event.defaultPrevented || event.returnValue) releaseAll();
}

/* Before all others, who need not know that it was pressed again. */
addEventListener(
  "submit",
  (event) => {
    if (!underway.has(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.dispatchEvent(new Event("attune:refused", { bubbles: true }));
  },
  { capture: true },
);
/* After all others, any of whom may have stopped it. */
addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (!defaultPrevented && leavesByPost(target, submitter)) hold(target, submitter);
});
/* Stopped by hand, or another page asked for meanwhile. */
globalThis.navigation?.addEventListener("navigate", ({ formData, signal }) => {
  const form = latest;
  if (formData) signal.addEventListener("abort", () => release(form));
});
/* Back in a page that the browser had kept. */
addEventListener("pageshow", () => {
  removeEventListener("beforeunload", releaseIfAsked);
  releaseAll();
});
