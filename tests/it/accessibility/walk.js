// What the walk with the keyboard asks of a page. Evaluated in the page; `walk` stays there until the page goes.
var walk = (() => {
  const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
  const look = (element) => {
    const style = getComputedStyle(element);
    return { outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth), background: style.backgroundColor };
  };
  const expected = [...document.querySelectorAll(FOCUSABLE)].filter((element) =>
    element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }));
  const before = new Map(expected.map((element) => [element, look(element)]));

  const named = (element) => {
    if (element === document.body || element === null) return null;
    const words = (element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " ").slice(0, 40);
    return `${element.localName}${element.id ? "#" + element.id : ""} “${words}”`;
  };
  // Whether the element, or a part of it, is what a pointer would meet where the element is drawn.
  const uncovered = (element) => [...element.getClientRects()].some((box) => {
    const [x, y] = [box.left + Math.min(box.width, 40) / 2, box.top + Math.min(box.height, 24) / 2];
    const met = document.elementFromPoint(x, y);
    return met !== null && (element.contains(met) || met.contains(element));
  });
  return {
    expected: expected.map(named),
    disordered: expected.filter((element) => element.tabIndex > 0).map(named),
    // Where the focus is, and what is wrong with how it shows.
    here() {
      const element = document.activeElement;
      if (element === document.body || element === null) return { at: -1, name: null, fault: null };
      const [was, is] = [before.get(element), look(element)];
      const shows = is.outline >= 2 || (was && was.background !== is.background);
      const fault = !shows ? "its focus cannot be seen" : !uncovered(element) ? "it is out of sight or covered" : null;
      return { at: expected.indexOf(element), name: named(element), fault };
    },
  };
})();
