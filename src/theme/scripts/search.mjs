// Finds pages by words, in the index that src/search.rs makes.

import { textOf, unpack } from "./packed.mjs";
import { differByOne, words, wordsWithPlaces } from "./words.mjs";

const TITLE = 12;
const HEADING = 6;
const SUMMARY = 5;
const BODY = 1;
// A word that is meant, as against one that is typed.
const PREFIX = 0.7;
const ALIKE = 0.6;
const TYPO = 0.4;
// Shorter words are slips of too many others.
const LEAST_FOR_TYPO = 4;
const EXCERPT = 180;
// Where pages stand says how likely they are what somebody learns from.
const PLACES = [
  ["guidance/messages/", 0.3],
  ["guidance/coverage", 0.4],
  ["accessibility", 0.4],
  ["reviews/", 0.7],
];

const placeOf = (address) => PLACES.find(([start]) => address.startsWith(start))?.[1] ?? 1;

// Lists of numbers below a size turned round: in which of the lists each number stands, as often as it stands there.
const turned = ({ items, begins }, size, lists) => {
  const turnedBegins = new Int32Array(size + 1);
  for (const list of lists) {
    for (let at = begins[list]; at < begins[list + 1]; at += 1) turnedBegins[items[at] + 1] += 1;
  }
  for (let number = 0; number < size; number += 1) turnedBegins[number + 1] += turnedBegins[number];
  const turnedItems = new Int32Array(turnedBegins[size]);
  const next = turnedBegins.slice();
  lists.forEach((list, place) => {
    for (let at = begins[list]; at < begins[list + 1]; at += 1) {
      turnedItems[next[items[at]]] = place;
      next[items[at]] += 1;
    }
  });
  return { items: turnedItems, begins: turnedBegins };
};

// All lists, in their order.
const every = (number) => new Int32Array(number).map((_, at) => at);

// The words that are sought in each text, each once.
const soughtIn = ({ items, begins }, meanings, size) => {
  const first = new Int32Array(meanings.length + 1);
  meanings.forEach((some, word) => {
    first[word + 1] = first[word] + some.length;
  });
  const numbers = Int32Array.from(meanings.flat());
  const last = new Int32Array(size).fill(-1);
  let most = 0;
  for (const word of items) most += first[word + 1] - first[word];
  const sought = new Int32Array(most);
  const soughtBegins = new Int32Array(begins.length);
  let to = 0;
  for (let text = 0; text < begins.length - 1; text += 1) {
    for (let at = begins[text]; at < begins[text + 1]; at += 1) {
      for (let place = first[items[at]]; place < first[items[at] + 1]; place += 1) {
        if (last[numbers[place]] === text) continue;
        last[numbers[place]] = text;
        sought[to] = numbers[place];
        to += 1;
      }
    }
    soughtBegins[text + 1] = to;
  }
  return { items: sought.slice(0, to), begins: soughtBegins };
};

// What stands above paragraphs: titles, summaries and headings, page by page.
const signsOf = ({ pages, firstStretch, headings }) => {
  const signs = { texts: [], pages: [], stretches: [], weights: [] };
  const add = (text, page, stretch, weight) => {
    signs.texts.push(text);
    signs.pages.push(page);
    signs.stretches.push(stretch);
    signs.weights.push(weight);
  };
  pages.forEach(({ title, summary }, page) => {
    add(title, page, -1, TITLE);
    add(summary, page, -1, SUMMARY);
    for (let at = firstStretch[page]; at < firstStretch[page + 1]; at += 1) add(headings[at], page, at, HEADING);
  });
  return signs;
};

// Takes the parts of an index apart: which word stands where. Done once.
export const prepare = (parts, { stop = "", alike = "" } = {}) => {
  const held = unpack(parts);
  const { texts, pages, paragraphs, firstStretch, stretches } = held;
  // Words as they are written, and the words that are sought in them.
  const folded = held.words.map(words);
  const vocabulary = [...new Set(folded.flat())].sort();
  const numbers = new Map(vocabulary.map((word, number) => [word, number]));
  const meanings = folded.map((some) => some.map((word) => numbers.get(word)));
  const inTexts = soughtIn(texts, meanings, vocabulary.length);
  const signs = signsOf(held);
  const pageOf = new Int32Array(stretches.begins.length - 1);
  for (let page = 0; page < pages.length; page += 1) pageOf.fill(page, firstStretch[page], firstStretch[page + 1]);
  const groups = alike.split(";").map((group) => words(group)).filter((group) => group.length > 1);
  return {
    held,
    vocabulary,
    signs,
    pageOf,
    inParagraphs: turned(inTexts, vocabulary.length, every(paragraphs)),
    inSigns: turned(inTexts, vocabulary.length, signs.texts),
    places: turned(stretches, paragraphs, every(stretches.begins.length - 1)),
    // On how many pages each word stands, once it was sought.
    spread: new Int32Array(vocabulary.length),
    stop: new Set(words(stop)),
    alike: new Map(groups.flatMap((group) => group.map((word) => [word, group.filter((other) => other !== word)]))),
  };
};

// The first place in a sorted list whose word is not before the wanted one.
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

// The words of the index that a typed word may mean, each with how sure that is.
export const meant = (prepared, typed) => {
  const { vocabulary, alike } = prepared;
  const sure = new Map();
  const consider = (word, quality) => {
    if (vocabulary[from(vocabulary, word)] === word && (sure.get(word) ?? 0) < quality) sure.set(word, quality);
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

// On how many pages a word stands.
const spreadOf = ({ held, signs, pageOf, inSigns, inParagraphs, places, spread }, number) => {
  if (spread[number] > 0) return spread[number];
  const seen = new Uint8Array(held.pages.length);
  for (let at = inSigns.begins[number]; at < inSigns.begins[number + 1]; at += 1) seen[signs.pages[inSigns.items[at]]] = 1;
  for (let at = inParagraphs.begins[number]; at < inParagraphs.begins[number + 1]; at += 1) {
    const paragraph = inParagraphs.items[at];
    for (let place = places.begins[paragraph]; place < places.begins[paragraph + 1]; place += 1) {
      seen[pageOf[places.items[place]]] = 1;
    }
  }
  return (spread[number] = seen.reduce((sum, one) => sum + one, 0));
};

// Pages that hold every word that was typed, the best first; where none does, those that hold the most.
export const search = (prepared, query, limit = 50) => {
  const typed = [...new Set(words(query))];
  const telling = typed.filter((word) => !prepared.stop.has(word));
  const sought = (telling.length > 0 ? telling : typed).map((word) =>
    [...meant(prepared, word)].map(([other, quality]) => {
      const number = from(prepared.vocabulary, other);
      const rarity = Math.log(1 + prepared.held.pages.length / spreadOf(prepared, number));
      return { other, number, quality, rarity };
    }),
  );
  const { scores, matched, alongside } = weighed(prepared, sought);
  const together = sought.length > 1 ? gathered(prepared, alongside) : undefined;
  const most = matched.reduce((one, other) => Math.max(one, other), 0);
  const results = [];
  prepared.held.pages.forEach(({ address }, at) => {
    if (most === 0 || matched[at] < most) return;
    let score = scores[at];
    // Words that stand together say more than words that are scattered over a page.
    if (most > 1) score *= 1 + (0.5 * together[at]) / most;
    results.push({ at, score: score * placeOf(address) });
  });
  results.sort((a, b) => b.score - a.score || a.at - b.at);
  return { results: shown(prepared, results.slice(0, limit), sought, alongside), number: results.length };
};

// What each page scores, how many of the words it holds, and how many of them each paragraph holds.
const weighed = ({ held, signs, pageOf, inSigns, inParagraphs, places }, sought) => {
  const scores = new Float64Array(held.pages.length);
  const matched = new Uint16Array(held.pages.length);
  const best = new Float64Array(held.pages.length);
  const more = new Float64Array(held.pages.length);
  const alongside = new Uint16Array(held.paragraphs);
  const last = new Int32Array(held.paragraphs).fill(-1);
  sought.forEach((others, word) => {
    const touched = [];
    // The second time a word stands on a page says less than the first.
    const hit = (page, score, least) => {
      if (best[page] === 0) touched.push(page);
      more[page] += Math.min(best[page], score, least) * 0.1;
      if (best[page] < score) best[page] = score;
    };
    for (const { number, quality, rarity } of others) {
      for (let at = inSigns.begins[number]; at < inSigns.begins[number + 1]; at += 1) {
        const sign = inSigns.items[at];
        hit(signs.pages[sign], signs.weights[sign] * quality * rarity, BODY * rarity);
      }
      for (let at = inParagraphs.begins[number]; at < inParagraphs.begins[number + 1]; at += 1) {
        const paragraph = inParagraphs.items[at];
        if (last[paragraph] !== word) {
          last[paragraph] = word;
          alongside[paragraph] += 1;
        }
        for (let place = places.begins[paragraph]; place < places.begins[paragraph + 1]; place += 1) {
          hit(pageOf[places.items[place]], BODY * quality * rarity, BODY * rarity);
        }
      }
    }
    for (const page of touched) {
      scores[page] += best[page] + Math.min(more[page], best[page]);
      matched[page] += 1;
      best[page] = 0;
      more[page] = 0;
    }
  });
  return { scores, matched, alongside };
};

// How many of the words stand together in one paragraph of each page.
const gathered = ({ held, pageOf, places }, alongside) => {
  const together = new Uint16Array(held.pages.length);
  for (let paragraph = 0; paragraph < held.paragraphs; paragraph += 1) {
    if (alongside[paragraph] === 0) continue;
    for (let place = places.begins[paragraph]; place < places.begins[paragraph + 1]; place += 1) {
      const page = pageOf[places.items[place]];
      if (together[page] < alongside[paragraph]) together[page] = alongside[paragraph];
    }
  }
  return together;
};

// The results as they are shown: the place on the page, and an excerpt.
const shown = (prepared, results, sought, alongside) => {
  const marked = new Set(sought.flatMap((others) => others.map(({ other }) => other)));
  const scores = stretchScores(prepared, results, sought);
  return results.map(({ at, score }) => ({ at, score, ...described(prepared, at, { scores, alongside, marked }) }));
};

// What stretches score, at least those of some pages.
const stretchScores = ({ held, signs, pageOf, inSigns, inParagraphs, places }, results, sought) => {
  const { firstStretch, stretches } = held;
  const scores = new Float64Array(pageOf.length);
  const stands = new Uint8Array(held.paragraphs);
  for (const { at } of results) {
    const end = stretches.begins[firstStretch[at + 1]];
    for (let place = stretches.begins[firstStretch[at]]; place < end; place += 1) stands[stretches.items[place]] = 1;
  }
  for (const { number, quality, rarity } of sought.flat()) {
    for (let at = inSigns.begins[number]; at < inSigns.begins[number + 1]; at += 1) {
      const sign = inSigns.items[at];
      if (signs.stretches[sign] >= 0) scores[signs.stretches[sign]] += signs.weights[sign] * quality * rarity;
    }
    for (let at = inParagraphs.begins[number]; at < inParagraphs.begins[number + 1]; at += 1) {
      const paragraph = inParagraphs.items[at];
      if (stands[paragraph] === 0) continue;
      for (let place = places.begins[paragraph]; place < places.begins[paragraph + 1]; place += 1) {
        scores[places.items[place]] += BODY * quality * rarity;
      }
    }
  }
  return scores;
};

const described = ({ held }, page, { scores, alongside, marked }) => {
  const { firstStretch, stretches } = held;
  const { address, title, above, summary } = held.pages[page];
  let best = -1;
  const stretchOf = new Map();
  for (let stretch = firstStretch[page]; stretch < firstStretch[page + 1]; stretch += 1) {
    if (scores[stretch] > (best < 0 ? 0 : scores[best])) best = stretch;
    for (let at = stretches.begins[stretch]; at < stretches.begins[stretch + 1]; at += 1) {
      const paragraph = stretches.items[at];
      if (alongside[paragraph] > 0 && !stretchOf.has(paragraph)) stretchOf.set(paragraph, stretch);
    }
  }
  const [first] = [...stretchOf].sort(
    (a, b) => alongside[b[0]] - alongside[a[0]] || (b[1] === best) - (a[1] === best) || a[0] - b[0],
  );
  const [paragraph, stretch] = first ?? [-1, best];
  const anchor = stretch < 0 ? "" : held.names[held.anchors[stretch]];
  const heading = stretch < 0 ? "" : textOf(held, held.headings[stretch]);
  return {
    address: anchor ? `${address}#${anchor}` : address,
    title: textOf(held, title),
    where: [textOf(held, above), heading].filter((part) => part).join(" › "),
    excerpt: excerpt(paragraph < 0 ? firstWords(held, stretch, summary) : textOf(held, paragraph), marked),
  };
};

// What stands first under a heading that was found, or what the page is about.
const firstWords = (held, stretch, summary) => {
  const { begins, items } = held.stretches;
  const isEmpty = stretch < 0 || begins[stretch] === begins[stretch + 1];
  return textOf(held, isEmpty ? summary : items[begins[stretch]]);
};

// A piece of a text around the first word that was found, in parts that are marked or not.
export const excerpt = (text, marked) => {
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
