import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf, unpack } from "../../src/theme/scripts/packed.mjs";
import { excerpt, meant, prepare, search } from "../../src/theme/scripts/search.mjs";
import { differByOne, fold, words } from "../../src/theme/scripts/words.mjs";

// An index as src/search/packed.rs writes it, of which the numbers are all of three characters.
const SHARES = [0, 0, 23, 0, 0];
const CHARACTERS = "!#$%()*+,:;<=>?@[]^{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const written = (number) =>
  CHARACTERS[Math.floor(number / 85 / 23)] + CHARACTERS[Math.floor(number / 85) % 23] + CHARACTERS[number % 85];
const sequences = (all, things, phrases = []) => ({
  s: SHARES,
  c: [0, 0, things, 0, 0],
  r: phrases.length,
  q: [...phrases, ...all].map((sequence) => `${sequence.map(written).join("")} `).join(""),
});
// Things by their numbers: those that were known before, then those that came first.
const known = (before = []) => {
  const list = [];
  const number = (thing) => {
    if (before.includes(thing)) return before.indexOf(thing);
    return before.length + (list.includes(thing) ? list.indexOf(thing) : list.push(thing) - 1);
  };
  return { before, list, number, all: () => before.length + list.length };
};
// A part of pages, of which the stretches hold paragraphs; a later one with what the first holds.
const packed = (pages, first = {}) => {
  const [paragraphs, texts, names, words_] = ["paragraphs", "texts", "names", "words"].map((kind) => known(first[kind]));
  const fresh = new Set();
  // What comes later moves the numbers, so they are worked out at the end.
  const paragraph = (text) => {
    const number = paragraphs.number(text);
    const isFresh = number >= paragraphs.before.length && !fresh.has(number);
    fresh.add(number);
    return () => (isFresh ? 0 : 1 + number);
  };
  const text = (some) => {
    const number = texts.number(some);
    return () => 1 + paragraphs.all() + number;
  };
  const name = (some) => {
    const number = names.number(some);
    return () => 1 + paragraphs.all() + texts.all() + number;
  };
  const pieces = pages.map(({ address, title, above = "", summary = "", stretches }) => {
    const at = address.lastIndexOf("/") + 1;
    return [
      ...[address.slice(0, at), address.slice(at)].map(name),
      ...[title, above, summary].map(text),
      ...stretches.flatMap(([anchor, heading, standing]) => [name(anchor), text(heading), ...standing.map(paragraph)]),
    ];
  });
  const all = [...paragraphs.list, ...texts.list];
  const t = all.map((some) => (some === "" ? [] : some.split(" ").map(words_.number)));
  const things = 1 + paragraphs.all() + texts.all() + names.all();
  const everyOf = (number) => ({ s: SHARES, q: `${Array.from({ length: number }, (_, at) => written(at > 0 ? 1 : 0)).join("")} ` });
  const part = {
    w: words_.list,
    ...(first.words && { v: everyOf(words_.all()) }),
    t: sequences(t, words_.all()),
    k: paragraphs.list.length,
    n: names.list,
    p: sequences(pieces.map((page) => page.map((number) => number())), things),
    l: everyOf(things),
  };
  return { part, held: { paragraphs: paragraphs.list, texts: texts.list, names: names.list, words: words_.list } };
};
// An index of which each part holds some pages.
const inParts = (...[pages, ...later]) => {
  const { part, held } = packed(pages);
  return [part, ...later.map((pages) => packed(pages, held).part)];
};

const HINDSIGHT = "Hindsight makes the past look simple.";
const pages = [
  {
    address: "guidance/then-and-now.html",
    title: "Then and now",
    above: "Guidance",
    summary: "How hindsight works.",
    stretches: [["", "", [HINDSIGHT]], ["care", "When it is hard", ["People may cry. Stay with them, and offer a break."]]],
  },
  {
    address: "guidance/notes.html",
    title: "Capturing the discussion",
    summary: "Working notes.",
    stretches: [["", "", ["The note taker writes down what was learned, and no names."]]],
  },
  {
    address: "reviews/a/b/room.html",
    title: "Room plan",
    above: "A › B",
    stretches: [["", "Tables", ["Café tables are set out for groups.", HINDSIGHT]]],
  },
];
const index = inParts(pages);
const prepared = prepare(index, { stop: "who the a", alike: "tears cry upset; notes minutes" });
const found = (query) => search(prepared, query).results.map((result) => result.address);

test("an index comes apart into what it was made of", () => {
  const held = unpack(index);
  assert.equal(textOf(held, 1), "People may cry. Stay with them, and offer a break.");
  assert.deepEqual(held.pages.map(({ address }) => address), [
    "guidance/then-and-now.html",
    "guidance/notes.html",
    "reviews/a/b/room.html",
  ]);
  assert.equal(textOf(held, held.pages[2].above), "A › B");
  assert.equal(textOf(held, held.pages[2].summary), "");
  assert.deepEqual([...held.stretches.items], [0, 1, 2, 3, 0]);
});

test("a phrase is written out wherever it stands, and so are the phrases in it", () => {
  // Words 0 to 2, then phrases 3 and 4.
  const t = sequences([[4, 3], [], [2]], 3, [[0, 1], [3, 2]]);
  const pageless = { w: ["say", "what", "matters"], t, k: 3, n: [], p: sequences([], 0), l: { s: SHARES, q: " " } };
  const held = unpack([pageless]);
  assert.deepEqual([0, 1, 2].map((text) => textOf(held, text)), ["say what matters say what", "", "matters"]);
  assert.deepEqual(held.pages, []);
  assert.deepEqual(search(prepare([pageless]), "say"), { results: [], number: 0 });
});

// Pages that have words, paragraphs and headings in common, across parts and inside them.
const SAID = ["Ash asks.", "Say what was learned.", "Ash asks what was learned.", "", "Tables and chairs.", "Nobody asks Elm."];
const many = Array.from({ length: 24 }, (_, at) => ({
  address: `reviews/${at >> 2}/page-${at}.html`,
  title: `Page ${at % 5}`,
  above: at % 3 > 0 ? `Review ${at >> 2}` : "",
  summary: SAID[(at * 5) % 6],
  stretches: Array.from({ length: at % 4 }, (_, stretch) => [
    stretch > 0 ? `s${(at + stretch) % 3}` : "",
    SAID[(at + stretch) % 4],
    Array.from({ length: (at * 7 + stretch) % 5 }, (_, place) => `${SAID[(at * stretch + place) % 6]}${at % 7 > 3 ? " Again." : ""}`),
  ]),
}));
const saidIn = (held) =>
  held.pages.map(({ address, title, above, summary }, page) => {
    const { firstStretch, stretches } = held;
    const said = [address, ...[title, above, summary].map((text) => textOf(held, text))];
    for (let at = firstStretch[page]; at < firstStretch[page + 1]; at += 1) {
      said.push(held.names[held.anchors[at]], textOf(held, held.headings[at]));
      const standing = stretches.items.subarray(stretches.begins[at], stretches.begins[at + 1]);
      said.push([...standing].map((number) => textOf(held, number)));
    }
    return said;
  });

test("what is in several parts comes apart as what is in one, and is found alike", () => {
  const [one, parts] = [inParts(many), inParts(many.slice(0, 7), many.slice(7, 11), [], many.slice(11, 19), many.slice(19))];
  assert.equal(parts.length, 5);
  const [held, other] = [one, parts].map(unpack);
  assert.deepEqual(saidIn(other), saidIn(held));
  assert.equal(other.paragraphs, held.paragraphs);
  assert.deepEqual(other.stretches, held.stretches);
  assert.deepEqual(other.texts.begins, held.texts.begins);
  const [whole, joined] = [one, parts].map((some) => prepare(some, { stop: "what and", alike: "chairs seats" }));
  const queries = ["ash", "asks learned", "what was learned", "page 3", "elm nobody", "seats", "tabels", "again review", "zebra", ""];
  for (const query of queries) {
    const [expected, results] = [whole, joined].map((some) => search(some, query, 100));
    assert.deepEqual(results, expected, query);
  }
  assert.ok(search(whole, "ash").number > 5);
});

test("words are compared without accents, case and apostrophes", () => {
  assert.equal(fold("CAFÉ"), "cafe");
  assert.deepEqual(words("The adult’s café, 2nd floor"), ["the", "adults", "cafe", "2nd", "floor"]);
});

test("one letter more, less, other or swapped is a slip", () => {
  for (const [one, other] of [["notes", "note"], ["note", "notes"], ["hindsigth", "hindsight"], ["tabel", "table"], ["cry", "dry"]]) {
    assert.ok(differByOne(one, other), `${one} ${other}`);
  }
  for (const [one, other] of [["a", "a"], ["note", "votes"], ["hindsight", "foresight"], ["abc", "abcde"]]) {
    assert.ok(!differByOne(one, other), `${one} ${other}`);
  }
});

test("a title weighs more than a heading, a summary more than a body", () => {
  assert.equal(found("hindsight")[0], "guidance/then-and-now.html");
  assert.equal(found("room")[0], "reviews/a/b/room.html#".slice(0, -1));
});

test("the beginning of a word, another accent, a slip and a word that means the same all find it", () => {
  assert.deepEqual(found("cafe"), ["reviews/a/b/room.html"]);
  assert.deepEqual(found("hindsi"), found("hindsight"));
  assert.deepEqual(found("hindsigth"), found("hindsight"));
  assert.equal(found("tears")[0], "guidance/then-and-now.html#care");
  assert.equal(found("minutes")[0], "guidance/notes.html");
});

test("every word has to be found, but for those that say nothing", () => {
  assert.deepEqual(found("who the notes"), found("notes"));
  assert.deepEqual(found("notes names"), ["guidance/notes.html"]);
  assert.deepEqual(found("zebra"), []);
  assert.deepEqual(found(""), []);
  // Where no page has all of them, those with the most are better than nothing.
  assert.deepEqual(found("hindsight zebra"), found("hindsight"));
});

test("a result says where it is, and shows the paragraph that holds most of what was sought", () => {
  const { results, number } = search(prepared, "tables hindsight", 1);
  assert.equal(number, 1);
  const [{ title, where, excerpt: parts }] = results;
  assert.equal(title, "Room plan");
  assert.equal(where, "A › B › Tables");
  assert.deepEqual(parts.filter(([, marked]) => marked).map(([text]) => text), ["Hindsight"]);
  // A heading that was found alone leads to the heading.
  assert.equal(search(prepared, "hard").results[0].excerpt.map(([text]) => text).join(""), "People may cry. Stay with them, and offer a break.");
});

test("a slip is only looked for where nothing else is found", () => {
  assert.deepEqual([...meant(prepared, "note").keys()], ["note"].concat(["notes"]));
  assert.equal(meant(prepared, "tabels").get("tables"), 0.4);
  assert.equal(meant(prepared, "cr").size, 1);
});

test("an excerpt holds the words that were found, and marks them", () => {
  const long = `${"word ".repeat(80)}hindsight ${"more ".repeat(80)}`;
  const parts = excerpt(long, new Set(["hindsight"]));
  assert.deepEqual(parts.filter(([, marked]) => marked), [["hindsight", true]]);
  assert.ok(parts.map(([text]) => text).join("").length < 200);
  assert.deepEqual(excerpt("No Café here", new Set(["cafe"])), [["No ", false], ["Café", true], [" here", false]]);
  assert.deepEqual(excerpt("", new Set()), []);
});
