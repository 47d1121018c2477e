// Put together from the modules in src/theme/scripts, which have the tests. Change them, and not this.
"use strict";

(() => {

const fold = (text) =>
  text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'\u2018\u2019\u02bc]/g, "").normalize("NFC");

const WORD = /[\p{L}\p{N}][\p{L}\p{N}'\u2018\u2019\u02bc\u0300-\u036f]*/gu;

const words = (text) => (text.match(WORD) ?? []).map(fold).filter((word) => word !== "");

const wordsWithPlaces = (text) =>
  [...text.matchAll(WORD)].map((match) => ({ at: match.index, length: match[0].length, word: fold(match[0]) }));

const differByOne = (one, other) => {
  if (one === other || Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
  const rest = (text, from) => text.slice(from);
  return (
    rest(one, start + 1) === rest(other, start + 1) ||
    rest(one, start + 1) === rest(other, start) ||
    rest(one, start) === rest(other, start + 1) ||
    (one[start] === other[start + 1] && one[start + 1] === other[start] && rest(one, start + 2) === rest(other, start + 2))
  );
};


const TITLE = 12;
const HEADING = 6;
const SUMMARY = 5;
const BODY = 1;
const PREFIX = 0.7;
const ALIKE = 0.6;
const TYPO = 0.4;
const LEAST_FOR_TYPO = 4;
const EXCERPT = 180;
const PLACES = [
  ["guidance/messages/", 0.3],
  ["guidance/coverage", 0.4],
  ["accessibility", 0.4],
  ["reviews/", 0.7],
];

const placeOf = (address) => PLACES.find(([start]) => address.startsWith(start))?.[1] ?? 1;

const prepare = (index, { stop = "", alike = "" } = {}) => {
  const found = new Map();
  const add = (text, weight, page, stretch, paragraph) => {
    for (const word of new Set(words(text))) {
      let hits = found.get(word);
      if (!hits) found.set(word, (hits = []));
      hits.push({ weight, page, stretch, paragraph });
    }
  };
  const standsIn = index.t.map(() => []);
  index.p.forEach((page, at) => {
    add(page.h, TITLE, at, -1, -1);
    if (page.s) add(page.s, SUMMARY, at, -1, -1);
    page.b.forEach(([, heading, paragraphs], stretch) => {
      if (heading) add(heading, HEADING, at, stretch, -1);
      for (const paragraph of paragraphs) standsIn[paragraph].push({ page: at, stretch });
    });
  });
  index.t.forEach((text, paragraph) => {
    for (const word of new Set(words(text))) {
      let hits = found.get(word);
      if (!hits) found.set(word, (hits = []));
      for (const { page, stretch } of standsIn[paragraph]) hits.push({ weight: BODY, page, stretch, paragraph });
    }
  });
  const groups = alike.split(";").map((group) => words(group)).filter((group) => group.length > 1);
  return {
    index,
    found,
    vocabulary: [...found.keys()].sort(),
    stop: new Set(words(stop)),
    alike: new Map(groups.flatMap((group) => group.map((word) => [word, group.filter((other) => other !== word)]))),
  };
};

const from = (vocabulary, wanted) => {
  let low = 0;
  let high = vocabulary.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (vocabulary[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
};

const meant = (prepared, typed) => {
  const { vocabulary, found, alike } = prepared;
  const sure = new Map();
  const consider = (word, quality) => {
    if (found.has(word) && (sure.get(word) ?? 0) < quality) sure.set(word, quality);
  };
  consider(typed, 1);
  for (let at = from(vocabulary, typed); at < vocabulary.length && vocabulary[at].startsWith(typed); at += 1) {
    consider(vocabulary[at], vocabulary[at] === typed ? 1 : Math.max(PREFIX * (typed.length / vocabulary[at].length), 0.3));
  }
  for (const other of alike.get(typed) ?? []) consider(other, ALIKE);
  if (sure.size === 0 && typed.length >= LEAST_FOR_TYPO) {
    for (const word of vocabulary) if (differByOne(typed, word)) consider(word, TYPO);
  }
  return sure;
};

const search = (prepared, query, limit = 50) => {
  const typed = [...new Set(words(query))];
  const telling = typed.filter((word) => !prepared.stop.has(word));
  const sought = telling.length > 0 ? telling : typed;
  const pages = new Map();
  const marked = new Set();
  sought.forEach((word, number) => {
    for (const [other, quality] of meant(prepared, word)) {
      marked.add(other);
      const hits = prepared.found.get(other);
      const rarity = Math.log(1 + prepared.index.p.length / new Set(hits.map((hit) => hit.page)).size);
      for (const hit of hits) {
        let page = pages.get(hit.page);
        if (!page) pages.set(hit.page, (page = { words: new Map(), stretches: new Map(), paragraphs: new Map() }));
        const score = hit.weight * quality * rarity;
        const best = page.words.get(number) ?? { best: 0, more: 0 };
        page.words.set(number, {
          best: Math.max(best.best, score),
          more: best.more + Math.min(best.best, score, BODY * rarity) * 0.1,
        });
        if (hit.stretch >= 0) page.stretches.set(hit.stretch, (page.stretches.get(hit.stretch) ?? 0) + score);
        if (hit.paragraph >= 0) {
          const words_ = page.paragraphs.get(hit.paragraph) ?? { numbers: new Set(), stretch: hit.stretch };
          words_.numbers.add(number);
          page.paragraphs.set(hit.paragraph, words_);
        }
      }
    }
  });
  const most = Math.max(0, ...[...pages.values()].map((page) => page.words.size));
  const results = [...pages.entries()]
    .filter(([, page]) => page.words.size === most)
    .map(([at, page]) => result(prepared, at, page, marked));
  results.sort((a, b) => b.score - a.score || a.at - b.at);
  return { results: results.slice(0, limit), number: results.length };
};

const result = (prepared, at, page, marked) => {
  const entry = prepared.index.p[at];
  let score = 0;
  for (const { best, more } of page.words.values()) score += best + Math.min(more, best);
  const together = Math.max(0, ...[...page.paragraphs.values()].map(({ numbers }) => numbers.size));
  if (page.words.size > 1) score *= 1 + (0.5 * together) / page.words.size;
  const [stretch] = [...page.stretches.entries()].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [-1];
  const candidates = [...page.paragraphs.entries()].sort(
    (a, b) => b[1].numbers.size - a[1].numbers.size || (b[1].stretch === stretch) - (a[1].stretch === stretch) || a[0] - b[0],
  );
  const paragraph = candidates[0];
  const shown = paragraph ? paragraph[1].stretch : stretch;
  const [anchor, heading] = entry.b[shown] ?? ["", ""];
  return {
    at,
    score: score * placeOf(entry.u),
    address: anchor ? `${entry.u}#${anchor}` : entry.u,
    title: entry.h,
    where: [entry.w, heading].filter((part) => part).join(" › "),
    excerpt: excerpt(paragraph ? prepared.index.t[paragraph[0]] : firstWords(prepared.index, entry, shown), marked),
  };
};

const firstWords = (index, entry, stretch) => {
  const [, , [first]] = entry.b[stretch] ?? [, , []];
  return index.t[first] ?? entry.s ?? "";
};

const excerpt = (text, marked) => {
  const hits = wordsWithPlaces(text).filter(({ word }) => marked.has(word));
  let start = 0;
  if (text.length > EXCERPT && hits.length > 0) {
    start = Math.max(0, Math.min(hits[0].at - EXCERPT / 3, text.length - EXCERPT));
    start = start === 0 ? 0 : text.indexOf(" ", start) + 1;
  }
  let end = Math.min(text.length, start + EXCERPT);
  if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + 1);
  const parts = [];
  let done = start;
  for (const { at, length } of hits) {
    if (at < done || at + length > end) continue;
    if (at > done) parts.push([text.slice(done, at), false]);
    parts.push([text.slice(at, at + length), true]);
    done = at + length;
  }
  if (done < end) parts.push([text.slice(done, end), false]);
  if (start > 0) parts.unshift(["… ", false]);
  if (end < text.length) parts.push([" …", false]);
  return parts;
};


const page = document.querySelector("[data-search]");
const form = page.querySelector("form");
const field = form.querySelector("input");
const status = page.querySelector("[role=status]");
const list = page.querySelector("ol");
const said = page.dataset;

let prepared;
let loading;

const load = () => {
  loading ??= new Promise((resolve, reject) => {
    window.plenarySearchIndex = (index) => resolve(prepare(index, { stop: said.wordsStop, alike: said.wordsAlike }));
    const script = document.createElement("script");
    script.src = said.search;
    script.onerror = reject;
    document.head.append(script);
  });
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
else field.focus({ preventScroll: true });
})();
