// One spelling for words that are sought and words that are found.

// Small letters, without accents and apostrophes: "Café's" and "cafes" are one word.
export const fold = (text) =>
  text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'\u2018\u2019\u02bc]/g, "").normalize("NFC");

const WORD = /[\p{L}\p{N}][\p{L}\p{N}'\u2018\u2019\u02bc\u0300-\u036f]*/gu;

export const words = (text) => (text.match(WORD) ?? []).map(fold).filter((word) => word !== "");

// The words of a text as they stand, each with its place and its spelling for comparison.
export const wordsWithPlaces = (text) =>
  [...text.matchAll(WORD)].map((match) => ({ at: match.index, length: match[0].length, word: fold(match[0]) }));

// Whether two words differ by one letter: one more, one less, another, or two that changed places.
export const differByOne = (one, other) => {
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
