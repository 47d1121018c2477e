// The page that searches: a field, what was found, and the number of it for whoever listens.

import { prepare, search } from "./search.mjs";

const page = document.querySelector("[data-search]");
const form = page.querySelector("form");
const field = form.querySelector("input");
const status = page.querySelector("[role=status]");
const list = page.querySelector("ol");
const said = page.dataset;

let prepared;
let loading;

// Loads the index when somebody first searches. A script is the one thing that a page in a folder may load.
const load = () => {
  loading ??= new Promise((resolve, reject) => {
    const parts = [];
    window.plenarySearchIndex = (part) => parts.push(part);
    const script = document.createElement("script");
    script.src = said.search;
    script.onload = () => resolve(parts);
    script.onerror = reject;
    document.head.append(script);
  }).then((parts) => prepare(parts, { stop: said.wordsStop, alike: said.wordsAlike }));
  return loading;
};

const entry = (found) => {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = said.root + found.address;
  link.textContent = found.title;
  item.append(link);
  if (found.where) {
    const where = document.createElement("p");
    where.className = "quiet";
    where.textContent = found.where;
    item.append(where);
  }
  if (found.excerpt.length > 0) {
    const text = document.createElement("p");
    for (const [part, marked] of found.excerpt) {
      const piece = marked ? document.createElement("mark") : document.createTextNode(part);
      if (marked) piece.textContent = part;
      text.append(piece);
    }
    item.append(text);
  }
  return item;
};

const show = () => {
  const query = field.value.trim();
  if (query === "" || !prepared) {
    list.replaceChildren();
    status.textContent = "";
    return;
  }
  const { results, number } = search(prepared, query);
  list.replaceChildren(...results.map(entry));
  const more = number > results.length ? ` ${said.more.replace("{n}", results.length)}` : "";
  const counted = number === 1 ? said.one : said.many.replace("{n}", number);
  status.textContent = number === 0 ? said.none : counted + more;
};

const remember = () => {
  const query = field.value.trim();
  try {
    history.replaceState(null, "", query === "" ? location.pathname : `?q=${encodeURIComponent(query)}`);
  } catch {
    // A page in a folder may not; the search works all the same.
  }
};

let waiting;
const look = async () => {
  if (field.value.trim() !== "" && !prepared) {
    status.textContent = said.loading;
    try {
      prepared = await load();
    } catch {
      status.textContent = said.failed;
      return;
    }
  }
  show();
};

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    look();
    remember();
  }, 120);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  look();
  remember();
});

page.querySelector(".without-scripts").hidden = true;
form.hidden = false;
field.value = new URLSearchParams(location.search).get("q") ?? "";
if (field.value !== "") look();
