// The buttons of pages that are made for paper. Without scripts they stay hidden, and nothing is missed: every browser
// can print by itself, and a large copy can be made without them.

import { keep, recall } from "./store.mjs";

const LARGE = "plenary-large-print";

export const buttons = (document) => {
  const root = document.documentElement;
  const button = document.querySelector("[data-large]");
  const show = (large) => {
    root.classList.toggle("large", large);
    button?.setAttribute("aria-pressed", String(large));
  };
  // A copy that was made in large print stays large, whatever was chosen elsewhere.
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
