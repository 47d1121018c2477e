import assert from "node:assert/strict";
import { test } from "node:test";
import { excerpt, meant, prepare, search } from "../../src/theme/scripts/search.mjs";
import { differByOne, fold, words } from "../../src/theme/scripts/words.mjs";

const index = {
  t: [
    "Hindsight makes the past look simple.",
    "People may cry. Stay with them, and offer a break.",
    "The note taker writes down what was learned, and no names.",
    "Café tables are set out for groups.",
  ],
  p: [
    { u: "guidance/then-and-now.html", h: "Then and now", w: "Guidance", s: "How hindsight works.", b: [["", "", [0]], ["care", "When it is hard", [1]]] },
    { u: "guidance/notes.html", h: "Capturing the discussion", s: "Working notes.", b: [["", "", [2]]] },
    { u: "reviews/a/b/room.html", h: "Room plan", w: "A › B", b: [["", "Tables", [3, 0]]] },
  ],
};
const prepared = prepare(index, { stop: "who the a", alike: "tears cry upset; notes minutes" });
const found = (query) => search(prepared, query).results.map((result) => result.address);

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
