// The live view: follows a day along its plan. Everything that it knows is the plan on the page, the record in this
// browser and the clock of this device, so that it goes on after a reload, a sleep, or a change of the clock.

import { cuts, finish, forecast, isLeftOut, isOver, isRunning, leaveOut, next, noted, progress, running, start } from "./day.mjs";
import { keepObject, recallObject } from "./store.mjs";
import { table } from "./table.mjs";

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

// Times are those of the place where the event is, whatever the device is set to.
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
// What was before the last tap, so that a slip of the finger can be taken back.
let before = null;
// The session that a note belongs to: the one that runs, or the one that ran last.
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
  // What has not changed is left alone, so that nobody is told twice.
  if (element.textContent !== text) element.textContent = text;
};

const show = () => {
  const now = Date.now();
  const going = progress(sessions, record, now);
  const coming = next(sessions, record);
  const another = page.dataset.date !== "" && dayOf(now) !== page.dataset.date;
  // On another day, and before anything has begun, there is nothing to say but the plan.
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

// A button that has nothing to do keeps its place and says so, instead of going away from under the finger.
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
  part("note").dataset.of = "";
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
// A record that was cleared by a slip is brought back by the button that undoes the last tap.
part("clear").addEventListener("click", () => {
  part("note").dataset.of = "";
  change({}, say.cleared);
});
part("download").addEventListener("click", () => {
  const text = table(sessions, record, clock, clockOf);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = page.dataset.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});

// The same day in another window.
window.addEventListener("storage", (event) => {
  if (event.key !== key && event.key !== null) return;
  record = recallObject(key);
  before = null;
  show();
});
// A device that slept shows what is true as soon as it is looked at.
document.addEventListener("visibilitychange", show);
window.addEventListener("pageshow", show);
setInterval(show, 1000);

page.querySelector(".without-scripts").hidden = true;
for (const hidden of page.querySelectorAll("[data-live-board], [data-live-tools]")) hidden.hidden = false;
page.classList.add("with-scripts");
show();
