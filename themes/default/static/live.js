// Put together from the modules in src/theme/scripts, which have the tests. Change them, and not this.
"use strict";

(() => {

const kept = new Map();

const recall = (key) => {
  try {
    return localStorage.getItem(key) ?? kept.get(key) ?? null;
  } catch {
    return kept.get(key) ?? null;
  }
};

const keep = (key, value) => {
  if (value === null) kept.delete(key);
  else kept.set(key, value);
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
  }
};

const recallObject = (key) => {
  try {
    const value = JSON.parse(recall(key));
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
};

const keepObject = (key, value) => keep(key, Object.keys(value).length === 0 ? null : JSON.stringify(value));

const STEP = 5;
const CLASSES = ["working", "rest", "frame", "ending"];

const total = (minutes) => minutes.reduce((sum, one) => sum + one, 0);

const tidy = (slot) => {
  const longest = Math.max(slot.longest, slot.shortest);
  return { ...slot, longest, minutes: Math.min(Math.max(slot.minutes, slot.shortest), longest) };
};

const inProportion = (steps, room) => {
  const all = total(room);
  if (all === 0) return room.map(() => 0);
  const given = Math.min(steps, all);
  const shares = room.map((one) => Math.floor((given * one) / all));
  const order = room.map((one, row) => [(given * one) % all, row]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (const [, row] of order.slice(0, given - total(shares))) shares[row] += 1;
  return shares;
};

const lengths = (stretch, have) => {
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

const usablePins = (day, slots) => {
  let last = null;
  return slots.map(({ at }) => {
    if (at === null || at === undefined || at < day.start || at > day.end || (last !== null && at < last)) return null;
    last = at;
    return at;
  });
};

const latestStarts = (day, slots, pins) => {
  const latest = new Array(slots.length);
  let before = day.end;
  for (let row = slots.length - 1; row >= 0; row -= 1) {
    latest[row] = Math.max(0, before - slots[row].shortest);
    before = pins[row] === null ? latest[row] : Math.min(pins[row], latest[row]);
  }
  return latest;
};

const fit = (day, sessions) => {
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


const MINUTE = 60_000;

const held = (record, id) => record[id] ?? {};

const isOver = (record, id) => held(record, id).end !== undefined;
const isRunning = (record, id) => held(record, id).start !== undefined && !isOver(record, id);
const isLeftOut = (record, id) => held(record, id).out === true;

const isToCome = (record) => (session) =>
  held(record, session.id).start === undefined && !isLeftOut(record, session.id);

const running = (sessions, record) => sessions.find((session) => isRunning(record, session.id)) ?? null;

const next = (sessions, record) => {
  const last = sessions.findLastIndex((session) => held(record, session.id).start !== undefined);
  const coming = sessions.filter(isToCome(record));
  return coming.find((session) => sessions.indexOf(session) > last) ?? coming[0] ?? null;
};

const changed = (record, id, more) => ({ ...record, [id]: { ...held(record, id), ...more } });

const finish = (sessions, record, now) => {
  const session = running(sessions, record);
  return session ? changed(record, session.id, { end: Math.max(now, held(record, session.id).start) }) : record;
};

const start = (sessions, record, now) => {
  const coming = next(sessions, record);
  return coming ? changed(finish(sessions, record, now), coming.id, { start: now }) : record;
};

const leaveOut = (record, id, out) => {
  const { out: _, ...rest } = held(record, id);
  const { [id]: __, ...others } = record;
  const entry = out ? { ...rest, out: true } : rest;
  return Object.keys(entry).length === 0 ? others : { ...others, [id]: entry };
};

const noted = (record, id, note) => {
  const { note: _, ...rest } = held(record, id);
  return { ...record, [id]: note.trim() === "" ? rest : { ...rest, note } };
};

const progress = (sessions, record, now, minutes) => {
  const session = running(sessions, record);
  if (!session) return null;
  const gone = Math.max(0, now - held(record, session.id).start) / MINUTE;
  return { session, gone, left: (minutes ?? session.minutes) - gone };
};

const endedEarly = (sessions, record, timeOf) =>
  sessions.some((session) => isOver(record, session.id) && timeOf(held(record, session.id).end) < session.start + session.minutes);

const forecast = (day, sessions, record, now, timeOf) => {
  const time = timeOf(now);
  const going = progress(sessions, record, now);
  const coming = sessions.filter(isToCome(record));
  let from = time + (going ? Math.max(0, Math.ceil(going.left)) : 0);
  if (coming.length > 0 && !endedEarly(sessions, record, timeOf)) {
    from = Math.max(from, coming[0].start);
  }
  const rest = { start: from, end: Math.max(day.end, from) };
  const planned = coming.reduce((sum, session) => sum + session.minutes, 0);
  const fits = planned <= rest.end - rest.start && !coming.some((session) => session.at !== null);
  const rows = fits
    ? asPlanned(from, coming)
    : fit(rest, coming).map((row, at) => ({ ...row, minutes: Math.min(row.minutes, coming[at].minutes) }));
  const laid = layOut(from, coming, rows);
  const last = laid.at(-1);
  const finishAt = last ? last.start + last.minutes : from;
  return { rows: laid, finish: finishAt, late: finishAt > day.end };
};

const asPlanned = (from, coming) => coming.map((session) => ({ minutes: session.minutes }));

const layOut = (from, coming, rows) => {
  let clock = from;
  return rows.map(({ minutes }, at) => {
    clock = Math.max(clock, coming[at].at ?? clock);
    const row = { id: coming[at].id, start: clock, minutes };
    clock += minutes;
    return row;
  });
};

const cuts = (sessions, record) =>
  sessions.filter((session) => session.cut !== null && isToCome(record)(session)).sort((a, b) => a.cut - b.cut);

const HEAD = ["session", "planned_start", "planned_minutes", "actual_start", "actual_end", "note"];

const cell = (text) => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const table = (sessions, record, clock, clockOf) => {
  const time = (moment) => (moment === undefined ? "" : clockOf(moment));
  const rows = sessions.map((session) => {
    const { start, end, note } = record[session.id] ?? {};
    return [session.title, clock(session.start), String(session.minutes), time(start), time(end), note ?? ""];
  });
  return `\ufeff${[HEAD, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
};


const page = document.querySelector("[data-live-day]");
const key = `plenary-live/${page.dataset.liveDay}`;
const say = JSON.parse(page.dataset.words);
const day = { start: Number(page.dataset.start), end: Number(page.dataset.end) };
const rows = [...page.querySelectorAll("[data-session]")];
const number = (text) => (text === undefined ? null : Number(text));
const sessions = rows.map(({ dataset }) => ({
  id: dataset.session,
  title: dataset.title,
  start: Number(dataset.start),
  minutes: Number(dataset.minutes),
  shortest: Number(dataset.shortest),
  longest: Number(dataset.longest),
  class: dataset.class,
  at: number(dataset.at),
  cut: number(dataset.cut),
  latest: dataset.latest,
}));

const part = (name) => page.querySelector(`[data-live="${name}"]`);
const fill = (text, values) => Object.entries(values).reduce((all, [name, value]) => all.replace(`{${name}}`, value), text);

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: page.dataset.timezone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});
const read = (moment) => Object.fromEntries(parts.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
const timeOf = (moment) => {
  const { hour, minute } = read(moment);
  return Number(hour) * 60 + Number(minute);
};
const clock = (minutes) => `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const clockOf = (moment) => clock(timeOf(moment));
const dayOf = (moment) => {
  const { year, month, day: date } = read(moment);
  return `${year}-${month}-${date}`;
};

let record = recallObject(key);
let before = null;
const notedSession = () => running(sessions, record) ?? sessions.findLast((session) => isOver(record, session.id)) ?? null;

const change = (changed, status) => {
  before = record;
  record = changed;
  keepObject(key, record);
  show();
  if (status !== undefined) part("status").textContent = status;
};

const write = (name, text) => {
  const element = part(name);
  if (element.textContent !== text) element.textContent = text;
};

const show = () => {
  const now = Date.now();
  const going = progress(sessions, record, now);
  const coming = next(sessions, record);
  const another = page.dataset.date !== "" && dayOf(now) !== page.dataset.date;
  const untouched = another && Object.keys(record).length === 0;
  const { rows: rest, finish: done, late } = forecast(day, sessions, record, now, untouched ? () => day.start : timeOf);
  const planned = new Map(rest.map((row) => [row.id, row]));

  write("clock", clockOf(now));
  write("expected-finish", clock(done));
  part("other-day").hidden = !another;
  if (another) write("other-day", say["other-day"]);

  write("now", going ? going.session.title : coming ? say["nothing-now"] : say.over);
  write("since", going ? fill(say.since, { time: clockOf(record[going.session.id].start), planned: clock(going.session.start) }) : "");
  write("left", going ? left(going.left) : "");
  write("next", coming ? coming.title : say["nothing-next"]);
  const at = coming && planned.get(coming.id);
  write("next-when", at ? fill(say["next-when"], { time: clock(at.start), minutes: at.minutes, latest: coming.latest }) : "");

  button("start", coming, fill(say.start, { title: coming?.title ?? "" }), say["nothing-next"]);
  button("finish", going, fill(say.finish, { title: going?.session.title ?? "" }), say["nothing-runs"]);
  part("undo").disabled = before === null;

  for (const [row, session] of rows.map((row, at) => [row, sessions[at]])) showRow(row, session, planned.get(session.id));
  showCuts(late);
  showNote();
};

const left = (minutes) => {
  const whole = Math.ceil(minutes);
  if (whole > 0) return fill(whole === 1 ? say["left-one"] : say["left-many"], { n: whole });
  const past = Math.floor(-minutes);
  if (past === 0) return say["left-none"];
  return fill(past === 1 ? say["past-one"] : say["past-many"], { n: past });
};

const button = (name, live, text, otherwise) => {
  const element = part(name);
  write(name, live ? text : otherwise);
  element.setAttribute("aria-disabled", String(!live));
};

const showRow = (row, session, planned) => {
  const state = row.querySelector("[data-live-state]");
  const skip = row.querySelector('[data-live="skip"]');
  const { start: began, end: ended } = record[session.id] ?? {};
  const isNow = isRunning(record, session.id);
  const out = isLeftOut(record, session.id);
  const toCome = began === undefined;
  let text = "";
  if (isOver(record, session.id)) text = fill(say.was, { from: clockOf(began), to: clockOf(ended) });
  else if (isNow) text = fill(say["is-now"], { time: clockOf(began) });
  else if (out) text = say["left-out"];
  else if (planned) text = fill(planned.minutes < session.minutes ? say["will-be-shorter"] : say["will-be"], { time: clock(planned.start), n: planned.minutes });
  if (state.textContent !== text) state.textContent = text;
  row.classList.toggle("now", isNow);
  row.classList.toggle("over", isOver(record, session.id));
  row.classList.toggle("left-out", out);
  if (isNow) row.setAttribute("aria-current", "step");
  else row.removeAttribute("aria-current");
  skip.hidden = !toCome;
  const words = out ? say["take-in"] : say["leave-out"];
  if (skip.textContent !== words) {
    skip.textContent = words;
    skip.setAttribute("aria-label", `${words}: ${session.title}`);
  }
};

const showCuts = (late) => {
  const list = cuts(sessions, record);
  part("cuts").hidden = !late || list.length === 0;
  const items = list.map((session) => `${session.title} (${fill(say.minutes, { n: session.minutes })})`);
  const shown = part("cut-list");
  if ([...shown.children].map((item) => item.textContent).join("\n") === items.join("\n")) return;
  shown.replaceChildren(...items.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
};

const showNote = () => {
  const session = notedSession();
  part("note-box").hidden = session === null;
  if (session === null) return;
  const field = part("note");
  const label = page.querySelector("label[for=live_note]");
  label.textContent = fill(say.note, { title: session.title });
  if (field.dataset.of !== session.id) {
    field.dataset.of = session.id;
    field.value = record[session.id].note ?? "";
  }
};

part("start").addEventListener("click", () => {
  const coming = next(sessions, record);
  const now = Date.now();
  if (coming) change(start(sessions, record, now), fill(say.started, { title: coming.title, time: clockOf(now) }));
});
part("finish").addEventListener("click", () => {
  const session = running(sessions, record);
  const now = Date.now();
  if (session) change(finish(sessions, record, now), fill(say.finished, { title: session.title, time: clockOf(now) }));
});
part("undo").addEventListener("click", () => {
  if (before === null) return;
  change(before, say.undone);
  before = null;
  show();
});
part("note").addEventListener("input", (event) => {
  record = noted(record, event.target.dataset.of, event.target.value);
  keepObject(key, record);
});
for (const [at, row] of rows.entries()) {
  row.querySelector('[data-live="skip"]').addEventListener("click", () => {
    const { id } = sessions[at];
    change(leaveOut(record, id, !isLeftOut(record, id)));
  });
}
part("clear").addEventListener("click", (event) => {
  const { target } = event;
  if (target.dataset.sure === undefined) {
    target.dataset.sure = "";
    target.textContent = say["clear-sure"];
    return;
  }
  delete target.dataset.sure;
  target.textContent = say.clear;
  change({}, say.cleared);
  before = null;
  part("note").dataset.of = "";
  show();
});
part("clear").addEventListener("blur", ({ target }) => {
  delete target.dataset.sure;
  target.textContent = say.clear;
});
part("download").addEventListener("click", () => {
  const text = table(sessions, record, clock, clockOf);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = page.dataset.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});

window.addEventListener("storage", (event) => {
  if (event.key !== key && event.key !== null) return;
  record = recallObject(key);
  before = null;
  show();
});
document.addEventListener("visibilitychange", show);
window.addEventListener("pageshow", show);
setInterval(show, 1000);

page.querySelector(".without-scripts").hidden = true;
for (const hidden of page.querySelectorAll("[data-live-board], [data-live-tools]")) hidden.hidden = false;
page.classList.add("with-scripts");
show();
})();
