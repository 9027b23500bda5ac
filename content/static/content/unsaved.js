// What was typed into a form and not stored yet, kept as long as the tab is: a lost connection, an expired sign-in or a
// page that is loaded anew costs nobody their text. The page offers it; nothing is put back by itself.
(() => {
  "use strict";

  // No module, so it cannot import gettext.js.
  const gettext = globalThis.catalogue?.gettext ?? ((text) => text);
  const SENT = "unsaved-sent";
  const WAIT_MS = 300;

  const plain = (text) => text.replace(/\r\n?/g, "\n").trim();
  const storage = {
    read(key) {
      try {
        return JSON.parse(sessionStorage.getItem(key));
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        if (value) sessionStorage.setItem(key, JSON.stringify(value));
        else sessionStorage.removeItem(key);
      } catch {
        // Storage may be forbidden, or full: the form is then as safe as any other.
      }
    },
  };

  function make(tag, fields, ...inside) {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...inside);
    return element;
  }

  // The page after a form was stored says so, and is often not the form's own. A refused form says nothing of the kind.
  function forgetWhatWasStored() {
    if (document.querySelector("[data-stored]")) storage.write(storage.read(SENT), null);
    storage.write(SENT, null);
  }

  function textsOf(form) {
    const fields = [...form.querySelectorAll("textarea[name], input[type=text][name]")];
    return new Map(fields.filter((field) => !field.name.includes("__")).map((field) => [field.name, field]));
  }

  function offer(form, kept, forget) {
    const texts = textsOf(form);
    const differs = ([name, text]) => !texts.has(name) || plain(texts.get(name).value) !== plain(text);
    const waiting = Object.entries(kept).filter(differs);
    if (!waiting.length) return;
    const words = make("p", { textContent: gettext("What you typed here last was not saved.") });
    const tools = make("p", { className: "author-tools" },
      make("button", { type: "button", className: "author-button main", textContent: gettext("Bring it back"), onclick: bringBack }),
      make("button", { type: "button", className: "author-button", textContent: gettext("Let it go"), onclick: letGo }));
    const note = make("section", { className: "author-card unsaved" }, words, tools);
    note.setAttribute("role", "status");
    form.before(note);

    function letGo() {
      forget();
      note.remove();
    }

    function bringBack() {
      const homeless = waiting.filter(([name]) => !texts.has(name));
      for (const [name, text] of waiting.filter(([name]) => texts.has(name))) {
        texts.get(name).value = text;
        for (const kind of ["input", "change"]) texts.get(name).dispatchEvent(new Event(kind, { bubbles: true }));
      }
      words.textContent = homeless.length ? gettext("It is back in its fields. For these the page has no field yet; copy them from here:") : gettext("It is back in its fields. Save, to keep it.");
      tools.replaceWith(...homeless.map(([name, text]) => {
        const copy = make("textarea", { readOnly: true, value: text, rows: 3 });
        copy.setAttribute("aria-label", name);
        return copy;
      }));
    }
  }

  function watch(form) {
    // Where it is sent to: a page of several languages names there the one that the form is of, whether or not the
    // page's own address does.
    const { pathname, search } = new URL(form.getAttribute("action") ?? "", location.href);
    const key = `unsaved ${pathname}${search}`;
    let kept = storage.read(key) ?? {};
    let timer;
    const keep = () => {
      clearTimeout(timer);
      storage.write(key, Object.keys(kept).length ? kept : null);
    };
    offer(form, kept, () => { kept = {}; keep(); });
    form.addEventListener("input", ({ target }) => {
      if (textsOf(form).get(target.name) !== target) return;
      kept[target.name] = target.value;
      clearTimeout(timer);
      timer = setTimeout(keep, WAIT_MS);
    });
    form.addEventListener("submit", () => {
      keep();
      storage.write(SENT, key);
    });
    window.addEventListener("pagehide", keep);
  }

  document.addEventListener("DOMContentLoaded", () => {
    forgetWhatWasStored();
    const form = document.querySelector("form.warn-unsaved-form");
    if (form) watch(form);
  });
})();
