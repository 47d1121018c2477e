// Keeps an open page as its files are. Part of the preview alone: nothing that is built holds it.
(() => {
  "use strict";
  const own = document.currentScript;
  const inTrouble = "trouble" in own.dataset;
  const place = "plenary-place:" + location.pathname;
  const edition = own.dataset.edition;
  let build = own.dataset.build;
  let page = own.dataset.page;
  let mistakes = "";
  let source = null;
  let again = 0;
  let letGo = null;

  // ── the place on the page ──────────────────────────────────────────────────────────────────────────────────────

  // What is nearest to the top of the window, so that a change further up moves nothing.
  const landmark = () => {
    let nearest = null;
    for (const element of document.querySelectorAll("main [id]")) {
      const top = element.getBoundingClientRect().top;
      if (top > 1) break;
      nearest = { id: element.id, top };
    }
    return nearest;
  };

  const keepPlace = () => {
    try {
      sessionStorage.setItem(place, JSON.stringify({ x: scrollX, y: scrollY, landmark: landmark() }));
    } catch { /* A store that is refused costs the place and nothing else. */ }
  };

  const takePlace = () => {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(place));
      sessionStorage.removeItem(place);
    } catch { /* The same. */ }
    if (!kept) return;
    const go = () => {
      const found = kept.landmark && document.getElementById(kept.landmark.id);
      const y = found ? scrollY + found.getBoundingClientRect().top - kept.landmark.top : kept.y;
      scrollTo({ left: kept.x, top: y, behavior: "instant" });
    };
    history.scrollRestoration = "manual";
    go();
    // Images that come late move the text once more.
    addEventListener("load", () => { go(); history.scrollRestoration = "auto"; }, { once: true });
  };

  const reload = () => {
    keepPlace();
    location.reload();
  };

  // ── what has changed ───────────────────────────────────────────────────────────────────────────────────────────

  // plenary.0123456789.css and plenary.9876543210.css are one stylesheet before and after.
  const stem = (address) => new URL(address, location.origin).pathname.replace(/\.[0-9a-f]+\.css$/, "");

  const restyle = (styles) => {
    for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
      const fresh = styles.find((style) => stem("/" + style) === stem(link.href));
      if (!fresh || new URL("/" + fresh, location.origin).href === link.href) continue;
      const next = link.cloneNode();
      next.href = "/" + fresh;
      // The old one goes when the new one is there, so that the page is never without.
      next.addEventListener("load", () => link.remove(), { once: true });
      next.addEventListener("error", () => next.remove(), { once: true });
      link.after(next);
    }
  };

  const lookAtPage = async (told) => {
    const answer = await fetch("/.plenary/page?" + location.pathname, { cache: "no-store" });
    const now = await answer.json();
    if (now.page !== page) return reload();
    restyle(now.styles);
    build = told;
  };

  // ── what is wrong ──────────────────────────────────────────────────────────────────────────────────────────────

  const hide = () => document.getElementById("plenary-overlay")?.remove();

  const show = async () => {
    const answer = await fetch("/.plenary/mistakes/" + edition, { cache: "no-store" });
    if (!answer.ok) return reload();
    const html = await answer.text();
    hide();
    if (!html) return;
    const host = document.createElement("div");
    host.id = "plenary-overlay";
    const shadow = host.attachShadow({ mode: "open" });
    shadow.innerHTML = '<link rel="stylesheet" href="/.plenary/overlay.css">' + html;
    shadow.querySelector("button").addEventListener("click", hide);
    host.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    document.body.append(host);
    // A screen reader says what comes into a region that it already knows.
    setTimeout(() => {
      const spoken = shadow.querySelector("[role=alert]");
      spoken.textContent = spoken.dataset.say;
    }, 100);
  };

  const hear = async (told) => {
    // The server was started anew with another edition: nothing of it comes into a page of this one.
    if (told.edition !== edition) return reload();
    if (inTrouble) {
      if (told.build !== build) reload();
      return;
    }
    if (told.mistakes !== mistakes) {
      if (told.mistakes) await show();
      else hide();
      mistakes = told.mistakes;
    }
    if (told.build !== build) await lookAtPage(told.build);
  };

  // ── the line to the server ─────────────────────────────────────────────────────────────────────────────────────

  // A browser opens six lines to one server and no more. A page that nobody sees holds none, and of those that are seen
  // one holds it for all, where the browser can arrange that.
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("plenary") : null;
  if (channel) channel.onmessage = (message) => { if (seen()) take(message.data); };

  const seen = () => document.visibilityState === "visible";

  // One after another, and what is out of date by then is left out.
  let busy = Promise.resolve();
  let latest = null;
  const take = (told) => {
    latest = told;
    busy = busy.then(() => (latest === told ? hear(told) : undefined)).catch(() => { /* The next word brings it. */ });
  };

  const open = () => {
    if (source || !seen()) return;
    source = new EventSource("/.plenary/events");
    source.onmessage = (event) => {
      const told = JSON.parse(event.data);
      channel?.postMessage(told);
      take(told);
    };
    source.onerror = () => {
      // The server is gone, or starts anew. Browsers give up after some answers; we do not.
      source?.close();
      source = null;
      clearTimeout(again);
      again = setTimeout(open, 400);
    };
  };

  const close = () => {
    clearTimeout(again);
    source?.close();
    source = null;
  };

  const join = () => {
    if (!seen() || letGo) return;
    if (!navigator.locks) return open();
    const given = new AbortController();
    letGo = () => given.abort();
    navigator.locks.request("plenary", { signal: given.signal }, () => new Promise((done) => {
      letGo = done;
      open();
    })).catch(() => { /* Left before its turn came. */ });
    // Whoever holds the line will speak when something changes; what has changed meanwhile, this page asks for itself.
    fetch("/.plenary/state", { cache: "no-store" }).then((answer) => answer.json()).then(take).catch(() => {});
  };

  const leave = () => {
    close();
    letGo?.();
    letGo = null;
  };

  document.addEventListener("visibilitychange", () => (seen() ? join() : leave()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", join);
  if (!inTrouble) takePlace();
  join();
})();
