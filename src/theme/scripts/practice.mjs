// Exercises: a place to think first, a box for what is done, and how far one has come. All of it stays in this browser.

import { keepObject, recallObject } from "./store.mjs";

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

  // A page that leads to several exercises is a path: what is done is marked, and what comes next is named.
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
  // The way back from an exercise may show the page as it was.
  window.addEventListener("pageshow", path);
};

const edition = document.querySelector("[data-practice]")?.dataset.practice;
if (edition !== undefined) practice(edition);

// Paper has no button to open an answer: browsers that do not open it by themselves are helped.
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
