// What this browser remembers for a page. It may refuse; then what was chosen lasts as long as the page.

const kept = new Map();

export const recall = (key) => {
  try {
    return localStorage.getItem(key) ?? kept.get(key) ?? null;
  } catch {
    return kept.get(key) ?? null;
  }
};

// Nothing in the place of a value forgets it.
export const keep = (key, value) => {
  if (value === null) kept.delete(key);
  else kept.set(key, value);
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // As above.
  }
};

// The same for something with parts. What cannot be read any more counts as nothing.
export const recallObject = (key) => {
  try {
    const value = JSON.parse(recall(key));
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
};

export const keepObject = (key, value) => keep(key, Object.keys(value).length === 0 ? null : JSON.stringify(value));
