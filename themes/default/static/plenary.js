// The buttons of pages that are made for paper. Without scripts they stay hidden, and nothing is missed: every browser
// can print by itself, and a large copy can be made without them.
"use strict";

(() => {
  const STORED_AS = "plenary-large-print";
  const root = document.documentElement;

  // A browser may refuse to keep anything. Then the choice lasts as long as the page.
  const remembered = () => {
    try {
      return localStorage.getItem(STORED_AS) === "yes";
    } catch {
      return false;
    }
  };
  const remember = (large) => {
    try {
      if (large) {
        localStorage.setItem(STORED_AS, "yes");
      } else {
        localStorage.removeItem(STORED_AS);
      }
    } catch {
      // As above.
    }
  };

  // A copy that was made in large print stays large, whatever was chosen elsewhere.
  const large = root.classList.contains("large") || remembered();
  const button = document.querySelector("[data-large]");
  const show = (large) => {
    root.classList.toggle("large", large);
    button?.setAttribute("aria-pressed", String(large));
  };
  show(large);

  button?.addEventListener("click", () => {
    const large = !root.classList.contains("large");
    show(large);
    remember(large);
  });
  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  document.querySelector("[data-print-tools]")?.removeAttribute("hidden");
})();
