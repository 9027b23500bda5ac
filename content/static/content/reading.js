// While a form's files are read, its page shows how far that is and can call it off. The form is sent the
// ordinary way: its own answer, a page, says what came of it. Without this script it is sent all the same.
import "./file_fields.js";
import { gettext, percent } from "./gettext.js";

const POLL_MS = 500;

function watch(form, box) {
  const bar = box.querySelector("progress");
  const count = box.querySelector(".reading-count");
  const state = box.querySelector(".reading-state");
  const cancel = box.querySelector("button");
  const send = form.querySelector("button:not([type=button])");

  async function poll() {
    try {
      const reply = await fetch(box.dataset.progressUrl);
      const { done, total } = await reply.json();
      if (total) {
        bar.max = total;
        bar.value = done;
        count.textContent = percent(done / total);
      }
    } catch {
      // The next look may fare better.
    }
    window.setTimeout(poll, POLL_MS);
  }

  form.addEventListener("submit", () => {
    box.hidden = false;
    // Only once the form is on its way: a button that is shut while it is sent keeps its own answer back.
    window.setTimeout(() => { send.disabled = true; });
    state.textContent = gettext("Your file is on its way and being read. You can stay on this page.");
    window.setTimeout(poll, POLL_MS);
  });

  cancel.addEventListener("click", async () => {
    cancel.disabled = true;
    state.textContent = gettext("Cancelling.");
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      await fetch(box.dataset.cancelUrl, { method: "POST", headers: { "X-CSRFToken": token } });
    } catch {
      cancel.disabled = false;
      state.textContent = gettext("That did not arrive. Please press Cancel again.");
    }
  });

  // Back from the browser's memory of pages, the form is ready again; its number is used up.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}

for (const box of document.querySelectorAll(".reading-watch")) watch(box.closest("form"), box);
