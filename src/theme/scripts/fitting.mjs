// Fits sessions to the clock, as src/agenda.rs does: both are held against tests/vectors/fitting.json.

export const STEP = 5;
export const CLASSES = ["working", "rest", "frame", "ending"];

const total = (minutes) => minutes.reduce((sum, one) => sum + one, 0);

// A session's length inside its own bounds.
const tidy = (slot) => {
  const longest = Math.max(slot.longest, slot.shortest);
  return { ...slot, longest, minutes: Math.min(Math.max(slot.minutes, slot.shortest), longest) };
};

// Hands out steps in proportion to the room of each, by largest remainder; ties go to the earlier.
const inProportion = (steps, room) => {
  const all = total(room);
  if (all === 0) return room.map(() => 0);
  const given = Math.min(steps, all);
  const shares = room.map((one) => Math.floor((given * one) / all));
  const order = room.map((one, row) => [(given * one) % all, row]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (const [, row] of order.slice(0, given - total(shares))) shares[row] += 1;
  return shares;
};

// The lengths of the sessions of one stretch: they add up to `have`, or come as near to it as their flex allows.
export const lengths = (stretch, have) => {
  const planned = total(stretch.map((slot) => slot.minutes));
  const grow = planned < have;
  const bound = (slot) => (grow ? slot.longest : slot.shortest);
  const room = stretch.map((slot) => Math.abs(slot.minutes - bound(slot)));
  let rest = Math.abs(planned - have);
  for (const wanted of CLASSES) {
    const steps = stretch.map((slot, row) => (slot.class === wanted ? Math.floor(room[row] / STEP) : 0));
    inProportion(Math.floor(rest / STEP), steps).forEach((share, row) => {
      room[row] -= share * STEP;
      rest -= share * STEP;
    });
  }
  for (const wanted of CLASSES) {
    while (rest > 0) {
      let best = -1;
      stretch.forEach((slot, row) => {
        if (slot.class === wanted && room[row] > 0 && (best < 0 || room[row] > room[best])) best = row;
      });
      if (best < 0) break;
      const odd = Math.min(room[best], rest);
      room[best] -= odd;
      rest -= odd;
    }
  }
  return stretch.map((slot, row) => (grow ? bound(slot) - room[row] : bound(slot) + room[row]));
};

// Fixed times that lie in the day and in order; others are passed over.
const usablePins = (day, slots) => {
  let last = null;
  return slots.map(({ at }) => {
    if (at === null || at === undefined || at < day.start || at > day.end || (last !== null && at < last)) return null;
    last = at;
    return at;
  });
};

// Goes back from the end of the day at the shortest lengths; each fixed time holds for the rows before it.
const latestStarts = (day, slots, pins) => {
  const latest = new Array(slots.length);
  let before = day.end;
  for (let row = slots.length - 1; row >= 0; row -= 1) {
    latest[row] = Math.max(0, before - slots[row].shortest);
    before = pins[row] === null ? latest[row] : Math.min(pins[row], latest[row]);
  }
  return latest;
};

// Fits a day: a start, a length and a latest start for each session. Times are minutes since midnight.
export const fit = (day, sessions) => {
  const slots = sessions.map(tidy);
  const tooLong = total(slots.map((slot) => slot.shortest)) > Math.max(0, day.end - day.start);
  const pins = tooLong ? slots.map(() => null) : usablePins(day, slots);
  const latest = latestStarts(day, slots, pins);
  const rows = [];
  let clock = day.start;
  const ends = pins.flatMap((at, row) => (at === null ? [] : [[row, at]])).concat([[slots.length, day.end]]);
  for (const [row, end] of ends) {
    const stretch = slots.slice(rows.length, row);
    for (const minutes of lengths(stretch, Math.max(0, end - clock))) {
      rows.push({ start: clock, minutes, latest: latest[rows.length] });
      clock += minutes;
    }
    clock = Math.max(clock, end);
  }
  return rows;
};
