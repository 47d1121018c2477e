// Takes apart what src/search/packed.rs has put together; what the letters of an index mean stands there.

const CHARACTERS = "!#$%()*+,:;<=>?@[]^{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ALL = 85;
const SIGNS = 23;
// How many characters there are to choose from behind the first, for numbers of one character, of two, and so on.
const BEHIND = [[], [ALL], [SIGNS, ALL], [ALL, SIGNS, ALL], [SIGNS, ALL, SIGNS, ALL]];
const END = 32;

const values = new Uint8Array(128);
[...CHARACTERS].forEach((character, value) => {
  values[character.charCodeAt(0)] = value;
});

// The smallest number of each length, and how many numbers there are.
const startsOf = (shares) => {
  const starts = [0];
  shares.forEach((share, length) => {
    starts.push(starts[length] + share * BEHIND[length].reduce((room, choices) => room * choices, 1));
  });
  return starts;
};

// Sequences of numbers, one behind another, and where each begins.
const read = (shares, text) => {
  const starts = startsOf(shares);
  const lengths = [];
  const offsets = [];
  let sign = 0;
  shares.forEach((share, length) => {
    for (const first = sign; sign < first + share; sign += 1) {
      lengths[sign] = length;
      offsets[sign] = first;
    }
  });
  const numbers = new Int32Array(text.length);
  const begins = [0];
  let to = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    at += 1;
    if (code === END) {
      begins.push(to);
      continue;
    }
    const first = values[code];
    const length = lengths[first];
    let number = first - offsets[first];
    for (const choices of BEHIND[length]) {
      number = number * choices + values[text.charCodeAt(at)];
      at += 1;
    }
    numbers[to] = starts[length] + number;
    to += 1;
  }
  return { numbers: numbers.slice(0, to), begins: Int32Array.from(begins) };
};

// Sequences with their phrases written out. What the single things are is said by a list, or they are their places.
const writtenOut = ({ s: shares, c: counts, r: phrases, q: text }, things) => {
  const { numbers, begins } = read(shares, text);
  const starts = startsOf(shares);
  const total = counts.reduce((sum, count) => sum + count, phrases);
  // What a number stands for: a single thing, or a phrase, which is below nought.
  const meaning = new Int32Array(total);
  let single = 0;
  let phrase = 0;
  counts.forEach((count, length) => {
    for (let number = starts[length]; number < Math.min(starts[length + 1], total); number += 1) {
      if (number < starts[length] + count) {
        meaning[number] = things ? things[single] : single;
        single += 1;
      } else {
        phrase += 1;
        meaning[number] = -phrase;
      }
    }
  });
  const sizes = new Int32Array(phrases + 1);
  const sizeOf = (number) => {
    const at = -meaning[number];
    if (at <= 0) return 1;
    if (sizes[at] === 0) {
      for (let part = begins[at - 1]; part < begins[at]; part += 1) sizes[at] += sizeOf(numbers[part]);
    }
    return sizes[at];
  };
  let size = 0;
  for (let part = begins[phrases]; part < numbers.length; part += 1) size += sizeOf(numbers[part]);
  const items = new Int32Array(size);
  const outBegins = new Int32Array(begins.length - phrases);
  let to = 0;
  const write = (number) => {
    const what = meaning[number];
    if (what >= 0) {
      items[to] = what;
      to += 1;
    } else {
      for (let part = begins[-what - 1]; part < begins[-what]; part += 1) write(numbers[part]);
    }
  };
  for (let at = 0; at < outBegins.length - 1; at += 1) {
    for (let part = begins[phrases + at]; part < begins[phrases + at + 1]; part += 1) write(numbers[part]);
    outBegins[at + 1] = to;
  }
  return { items, begins: outBegins };
};

// Lists of numbers that rise, of which the distances are written.
const rising = ({ s: shares, q: text }, counts) => {
  const { numbers } = read(shares, text);
  let at = 0;
  for (const count of counts) {
    for (const end = at + count; at < end; at += 1) if (at > end - count) numbers[at] += numbers[at - 1];
  }
  return numbers;
};

// Sequences of numbers, each held once, in the order in which they came first.
const once = (most, size) => {
  const items = new Int32Array(size);
  const begins = new Int32Array(most + 1);
  // The sequences by their hashes, from 1 on.
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * most + 1)));
  let held = 0;
  const isHeld = (number, from, begin, end) => {
    const start = begins[number];
    if (begins[number + 1] - start !== end - begin) return false;
    for (let at = begin; at < end; at += 1) if (from[at] !== items[start + at - begin]) return false;
    return true;
  };
  const number = (from, begin, end) => {
    let hash = 0;
    for (let at = begin; at < end; at += 1) hash = Math.imul(((hash << 5) | (hash >>> 27)) ^ from[at], 0x9e3779b1);
    let slot = (hash ^ (hash >>> 15)) & (slots.length - 1);
    while (slots[slot] > 0) {
      if (isHeld(slots[slot] - 1, from, begin, end)) return slots[slot] - 1;
      slot = (slot + 1) & (slots.length - 1);
    }
    items.set(from.subarray(begin, end), begins[held]);
    begins[held + 1] = begins[held] + end - begin;
    held += 1;
    slots[slot] = held;
    return held - 1;
  };
  return { number, all: () => ({ items: items.slice(0, begins[held]), begins: begins.slice(0, held + 1) }) };
};

// Some sequences, and others behind them.
const joined = (some, others) => {
  const items = new Int32Array(some.items.length + others.items.length);
  items.set(some.items);
  items.set(others.items, some.items.length);
  const begins = new Int32Array(some.begins.length + others.begins.length - 1);
  begins.set(some.begins);
  begins.set(others.begins.map((begin) => begin + some.items.length), some.begins.length - 1);
  return { items, begins };
};

const sum = (list, of) => list.reduce((all, one) => all + of(one), 0);

// The words of all parts, each once, and the numbers that the own words of each part have among them.
const wordsOf = (parts) => {
  const numbers = new Map();
  const numberOf = (word) => {
    if (!numbers.has(word)) numbers.set(word, numbers.size);
    return numbers.get(word);
  };
  const own = parts.map(({ w }) => Int32Array.from(w, numberOf));
  return { words: [...numbers.keys()], own };
};

// The texts of all parts, each once, paragraphs first, and the numbers that the own texts of each part have among their kind.
const textsOf = (parts, ownWords) => {
  const before = parts[0].w.length;
  const wordsIn = ({ v, t }, own) => v && rising(v, t.c).map((word) => (word < before ? word : own[word - before]));
  const texts = parts.map((part, at) => writtenOut(part.t, wordsIn(part, ownWords[at])));
  const inParagraphs = sum(parts.map(({ k }, at) => texts[at].begins[k]), (size) => size);
  const paragraphs = once(sum(parts, ({ k }) => k), inParagraphs);
  const others = once(sum(texts, ({ begins }) => begins.length - 1), sum(texts, ({ items }) => items.length) - inParagraphs);
  const numbers = texts.map(({ items, begins }, at) => {
    const kind = (text) => (text < parts[at].k ? paragraphs : others);
    return new Int32Array(begins.length - 1).map((_, text) => kind(text).number(items, begins[text], begins[text + 1]));
  });
  return { paragraphs: paragraphs.all(), others: others.all(), numbers };
};

// An index as lists of numbers. The texts are of words, and the stretches are of paragraphs. What is in several parts comes
// out as if all had been one.
export const unpack = (parts) => {
  const { words, own } = wordsOf(parts);
  const { paragraphs, others, numbers } = textsOf(parts, own);
  const paragraphCount = paragraphs.begins.length - 1;
  const sequences = parts.map(({ p, l }) => writtenOut(p, rising(l, p.c)));
  const names = parts.flatMap(({ n }) => n);
  const pages = [];
  const firstStretch = [];
  const anchors = [];
  const headings = [];
  const stretchBegins = [];
  const standing = new Int32Array(sum(sequences, ({ items }) => items.length));
  let to = 0;
  let namesBefore = 0;
  parts.forEach(({ k, n }, part) => {
    // Of each kind those of the first part are known before its own.
    const first = part === 0 ? { k: 0, others: 0, names: 0 } : {
      k: parts[0].k,
      others: numbers[0].length - parts[0].k,
      names: parts[0].n.length,
    };
    const paragraphsEnd = first.k + k;
    const textsEnd = paragraphsEnd + first.others + numbers[part].length - k;
    const paragraph = (number) => (number < first.k ? numbers[0][number] : numbers[part][number - first.k]);
    const text = (number) => {
      const at = number - paragraphsEnd;
      return paragraphCount + (at < first.others ? numbers[0][first.k + at] : numbers[part][k + at - first.others]);
    };
    const name = (number) => {
      const at = number - textsEnd;
      return at < first.names ? at : namesBefore + at - first.names;
    };
    const { items, begins } = sequences[part];
    let fresh = first.k;
    for (let page = 0; page < begins.length - 1; page += 1) {
      // Nought is for paragraphs that no earlier page has.
      const [folder, file, title, above, summary] = items.subarray(begins[page], begins[page] + 5).map((item) => item - 1);
      pages.push({
        address: names[name(folder)] + names[name(file)],
        title: text(title),
        above: text(above),
        summary: text(summary),
      });
      firstStretch.push(anchors.length);
      for (let at = begins[page] + 5; at < begins[page + 1]; at += 1) {
        const number = items[at] - 1;
        if (number >= textsEnd) {
          anchors.push(name(number));
          headings.push(text(items[at + 1] - 1));
          stretchBegins.push(to);
          at += 1;
          continue;
        }
        standing[to] = paragraph(number < 0 ? fresh : number);
        if (number < 0) fresh += 1;
        to += 1;
      }
    }
    namesBefore += n.length;
  });
  firstStretch.push(anchors.length);
  stretchBegins.push(to);
  return {
    words,
    names,
    texts: joined(paragraphs, others),
    paragraphs: paragraphCount,
    pages,
    firstStretch: Int32Array.from(firstStretch),
    anchors: Int32Array.from(anchors),
    headings: Int32Array.from(headings),
    stretches: { items: standing.slice(0, to), begins: Int32Array.from(stretchBegins) },
  };
};

// A text by its number.
export const textOf = ({ words: all, texts }, number) => {
  let text = "";
  for (let at = texts.begins[number]; at < texts.begins[number + 1]; at += 1) {
    text += at > texts.begins[number] ? ` ${all[texts.items[at]]}` : all[texts.items[at]];
  }
  return text;
};
