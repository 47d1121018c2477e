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

// An index as lists of numbers. The texts are of words, and the stretches are of paragraphs.
export const unpack = (index) => {
  const texts = writtenOut(index.t);
  const { items, begins } = writtenOut(index.p, rising(index.l, index.p.c));
  const paragraphs = index.k;
  const names = texts.begins.length;
  const pages = [];
  const firstStretch = [];
  const anchors = [];
  const headings = [];
  const stretchBegins = [];
  const standing = new Int32Array(items.length);
  let fresh = 0;
  let to = 0;
  for (let page = 0; page < begins.length - 1; page += 1) {
    const [folder, name, title, above, summary] = items.subarray(begins[page], begins[page] + 5);
    pages.push({
      address: index.n[folder - names] + index.n[name - names],
      title: title - 1,
      above: above - 1,
      summary: summary - 1,
    });
    firstStretch.push(anchors.length);
    for (let at = begins[page] + 5; at < begins[page + 1]; at += 1) {
      const piece = items[at];
      if (piece >= names) {
        anchors.push(piece - names);
        headings.push(items[at + 1] - 1);
        stretchBegins.push(to);
        at += 1;
        continue;
      }
      if (piece === 0) fresh += 1;
      standing[to] = (piece || fresh) - 1;
      to += 1;
    }
  }
  firstStretch.push(anchors.length);
  stretchBegins.push(to);
  return {
    words: index.w,
    names: index.n,
    texts,
    paragraphs,
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
