// Put together from the modules in src/theme/scripts, which have the tests. Change them, and not this.
"use strict";

(() => {

const kept = new Map();

const recall = (key) => {
  try {
    return localStorage.getItem(key) ?? kept.get(key) ?? null;
  } catch {
    return kept.get(key) ?? null;
  }
};

const keep = (key, value) => {
  if (value === null) kept.delete(key);
  else kept.set(key, value);
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
  }
};

const recallObject = (key) => {
  try {
    const value = JSON.parse(recall(key));
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
};

const keepObject = (key, value) => keep(key, Object.keys(value).length === 0 ? null : JSON.stringify(value));


const LARGE = "plenary-large-print";

const buttons = (document) => {
  const root = document.documentElement;
  const button = document.querySelector("[data-large]");
  const show = (large) => {
    root.classList.toggle("large", large);
    button?.setAttribute("aria-pressed", String(large));
  };
  show(root.classList.contains("large") || recall(LARGE) === "yes");
  button?.addEventListener("click", () => {
    const large = !root.classList.contains("large");
    show(large);
    keep(LARGE, large ? "yes" : null);
  });
  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  document.querySelector("[data-print-tools]")?.removeAttribute("hidden");
};

buttons(document);


const tickKey = (store) => `plenary-ticks/${store}`;

const ticks = (list) => {
  const boxes = [...list.querySelectorAll("input[data-tick]")];
  const tools = list.querySelector("[data-tick-tools]");
  const progress = tools?.querySelector("[data-tick-progress]");
  const reset = tools?.querySelector("[data-tick-reset]");
  const key = tickKey(list.dataset.store);
  let before = null;

  const show = () => {
    const ticked = recallObject(key);
    for (const box of boxes) box.checked = Object.hasOwn(ticked, box.dataset.tick);
    count();
  };
  const count = () => {
    if (!tools) return;
    const done = boxes.filter((box) => box.checked).length;
    progress.textContent = progress.dataset.words.replace("{n}", done).replace("{all}", boxes.length);
    reset.textContent = before === null ? reset.dataset.reset : reset.dataset.back;
    reset.disabled = done === 0 && before === null;
  };

  list.addEventListener("change", (event) => {
    const item = event.target.dataset.tick;
    if (item === undefined) return;
    const ticked = recallObject(key);
    if (event.target.checked) ticked[item] = 1;
    else delete ticked[item];
    keepObject(key, ticked);
    before = null;
    count();
  });
  reset?.addEventListener("click", () => {
    const now = recallObject(key);
    keepObject(key, before ?? {});
    before = before === null ? now : null;
    show();
  });
  window.addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) show();
  });
  if (boxes.length > 0) tools?.removeAttribute("hidden");
  show();
};

for (const list of document.querySelectorAll("[data-store]")) ticks(list);


const practice = (edition) => {
  const doneKey = `plenary-practice/${edition}`;
  const thoughtsKey = `plenary-thoughts/${edition}`;

  for (const box of document.querySelectorAll("input[data-practised]")) {
    box.checked = Object.hasOwn(recallObject(doneKey), box.dataset.practised);
    box.addEventListener("change", () => {
      const done = recallObject(doneKey);
      if (box.checked) done[box.dataset.practised] = 1;
      else delete done[box.dataset.practised];
      keepObject(doneKey, done);
      path();
    });
    box.closest("[hidden]")?.removeAttribute("hidden");
  }

  for (const place of document.querySelectorAll("[data-thought]")) {
    const field = document.createElement("textarea");
    field.rows = 4;
    const label = document.createElement("label");
    label.append(place.dataset.label, field);
    place.append(label);
    field.value = recallObject(thoughtsKey)[place.dataset.thought] ?? "";
    field.addEventListener("input", () => {
      const thoughts = recallObject(thoughtsKey);
      if (field.value.trim() === "") delete thoughts[place.dataset.thought];
      else thoughts[place.dataset.thought] = field.value;
      keepObject(thoughtsKey, thoughts);
    });
    place.hidden = false;
  }

  const path = () => {
    const shown = document.querySelector("[data-path]");
    if (!shown) return;
    const done = recallObject(doneKey);
    const steps = [...shown.querySelectorAll("li a")].map((link) => ({
      link,
      done: link.dataset.keys.split(" ").every((key) => Object.hasOwn(done, key)),
    }));
    for (const step of steps) {
      for (const link of document.querySelectorAll("main .prose a")) {
        if (link.href.split("#")[0] === step.link.href) link.classList.toggle("practised-link", step.done);
      }
    }
    shown.querySelector("[data-path-done]").textContent = shown.dataset.done
      .replace("{n}", steps.filter((step) => step.done).length)
      .replace("{all}", steps.length);
    const coming = steps.find((step) => !step.done);
    const way = shown.querySelector("[data-path-next]");
    way.hidden = coming === undefined;
    if (coming) {
      const link = way.querySelector("a");
      link.href = coming.link.href;
      link.textContent = coming.link.textContent;
    }
    shown.hidden = false;
  };
  path();
  window.addEventListener("pageshow", path);
};

const edition = document.querySelector("[data-practice]")?.dataset.practice;
if (edition !== undefined) practice(edition);

const answers = () => document.querySelectorAll("details.answer:not([open])");
window.addEventListener("beforeprint", () => {
  for (const answer of answers()) {
    answer.open = true;
    answer.dataset.openedForPrint = "";
  }
});
window.addEventListener("afterprint", () => {
  for (const answer of document.querySelectorAll("details[data-opened-for-print]")) {
    answer.open = false;
    delete answer.dataset.openedForPrint;
  }
});
})();
