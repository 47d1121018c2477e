// What does not fit where it stands. Evaluated in a page; it looks each time that it is called.
var room = (() => {
  const HIDDEN = ".out, .skip";
  const place = (element) => {
    const classes = [...element.classList].map((name) => "." + name).join("");
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 50);
    return `${element.localName}${element.id ? "#" + element.id : ""}${classes} “${words}”`;
  };
  const scrolls = (style) => ["auto", "scroll"].includes(style.overflowX);
  const inScroller = (element) => {
    for (let above = element.parentElement; above; above = above.parentElement) {
      if (above !== document.body && above !== document.documentElement && scrolls(getComputedStyle(above))) return true;
    }
    return false;
  };
  const named = (element) =>
    (element.getAttribute("aria-label") ?? element.ariaLabelledByElements?.map((by) => by.textContent).join(" ") ?? "").trim() !== "";

  // What leads to a page that has to be scrolled sideways.
  const sideways = () => {
    const page = document.scrollingElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    const over = [...document.body.querySelectorAll("*")].filter((element) =>
      element.getBoundingClientRect().right > page.clientWidth + 1 && !inScroller(element) && !element.matches(HIDDEN));
    return [`scrolls sideways, ${page.scrollWidth} in ${page.clientWidth} px: ${over.slice(-3).map(place).join(" / ")}`];
  };
  // Whether text of the element's own stands outside its box.
  const spills = (element) => {
    const box = element.getBoundingClientRect();
    return [...element.childNodes].some((node) => {
      if (node.nodeType !== Node.TEXT_NODE || node.data.trim() === "") return false;
      const range = document.createRange();
      range.selectNodeContents(node);
      // Letters of one line may be drawn a little above or below it.
      return [...range.getClientRects()].some((line) =>
        line.bottom > box.bottom + line.height / 2 || line.right > box.right + 3 || line.left < box.left - 3);
    });
  };
  const cut = () => {
    const faults = [];
    for (const element of document.body.querySelectorAll("*")) {
      if (element.closest(HIDDEN) || element.closest("svg") || !element.checkVisibility()) continue;
      const style = getComputedStyle(element);
      if (style.display === "inline" || style.display === "contents") continue;
      const clips = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
      const hidden = style.clipPath !== "none" || (element.closest("thead") && getComputedStyle(element.closest("thead")).clipPath !== "none");
      if (clips && !hidden && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)) {
        faults.push(`cuts off what it holds: ${place(element)}`);
      }
      if (!hidden && !inScroller(element) && !scrolls(style) && spills(element)) {
        faults.push(`is too small for its words: ${place(element)}`);
      }
    }
    return faults;
  };
  // What scrolls by itself has to be reached by keyboard, and say what it is.
  const scrollers = () => [...document.body.querySelectorAll("*")].flatMap((element) => {
    if (!scrolls(getComputedStyle(element)) || element.scrollWidth <= element.clientWidth) return [];
    const faults = [];
    if (element.tabIndex < 0) faults.push(`scrolls out of reach of the keyboard: ${place(element)}`);
    if (!element.role || !named(element)) faults.push(`scrolls and has no name: ${place(element)}`);
    return faults;
  });
  // Controls, and links that stand in lists: 24 pixels each way (WCAG 2.5.8). Links within sentences may be smaller.
  const small = () => [...document.querySelectorAll("button, input, select, textarea, summary, nav a")].filter((element) => {
    if (!element.checkVisibility() || element.matches(HIDDEN)) return false;
    const box = element.getBoundingClientRect();
    return box.width < 24 || box.height < 24;
  }).map((element) => {
    const box = element.getBoundingClientRect();
    return `is a small target, ${Math.round(box.width)} by ${Math.round(box.height)} px: ${place(element)}`;
  });

  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];
  return {
    // Styles that a reader lays over the page.
    wear(css) { sheet.replaceSync(css); },
    faults() { return [...sideways(), ...cut(), ...scrollers()]; },
    small,
  };
})();
