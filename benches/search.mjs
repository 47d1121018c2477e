// What an edition's search weighs, and how long it takes: `node --expose-gc benches/search.mjs EDITION_FOLDER`.

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { prepare, search } from "../src/theme/scripts/search.mjs";

const QUERIES = ["hindsight", "housing officer", "worriess"];
const TIMES = 5;

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node --expose-gc benches/search.mjs EDITION_FOLDER");
  process.exit(2);
}
const file = join(folder, "search-index.js");
const page = readFileSync(join(folder, "search.html"), "utf8");
const said = (name) => (page.match(new RegExp(`data-${name}="([^"]*)"`))?.[1] ?? "").replaceAll(/&#x27;|&#39;/g, "'");

const timed = (work) => {
  const start = performance.now();
  const made = work();
  return [made, performance.now() - start];
};
// Without `--expose-gc` what is thrown away is counted too.
const memory = () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
const script = readFileSync(file, "utf8");
const before = memory();
const [parts, read] = timed(() => {
  const held = [];
  new Function("plenarySearchIndex", script)((part) => held.push(part));
  return held;
});
const [prepared, apart] = timed(() => prepare(parts, { stop: said("words-stop"), alike: said("words-alike") }));
const held = memory() - before;
const milliseconds = (time) => `${time.toFixed(time < 10 ? 1 : 0)} ms`;
console.log(`pages        ${prepared.held.pages.length}`);
console.log(`paragraphs   ${prepared.held.paragraphs}`);
console.log(`parts        ${parts.length}`);
console.log(`index        ${(statSync(file).size / 1e6).toFixed(2)} MB`);
console.log(`read         ${milliseconds(read)}`);
console.log(`taken apart  ${milliseconds(apart)}`);
console.log(`memory       ${(held / 1e6).toFixed(0)} MB`);
for (const query of QUERIES) {
  const times = Array.from({ length: TIMES }, () => timed(() => search(prepared, query)));
  const [[{ number }, first]] = times;
  const median = times.map(([, time]) => time).sort((a, b) => a - b)[TIMES >> 1];
  console.log(`"${query}": ${number} pages, first ${milliseconds(first)}, median ${milliseconds(median)}`);
}
