// Checklists that can be ticked. What is ticked is kept in this browser, by edition, review, event and item.

import { keepObject, recallObject } from "./store.mjs";

const tickKey = (store) => `plenary-ticks/${store}`;

const ticks = (list) => {
  const boxes = [...list.querySelectorAll("input[data-tick]")];
  const tools = list.querySelector("[data-tick-tools]");
  const progress = tools?.querySelector("[data-tick-progress]");
  const reset = tools?.querySelector("[data-tick-reset]");
  const key = tickKey(list.dataset.store);
  // What was unticked by the button, so that a slip of the finger can be taken back.
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
  // The same list in another window.
  window.addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) show();
  });
  if (boxes.length > 0) tools?.removeAttribute("hidden");
  show();
};

for (const list of document.querySelectorAll("[data-store]")) ticks(list);
