import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cuts, finish, forecast, isRunning, leaveOut, next, noted, progress, running, start } from "../../src/theme/scripts/day.mjs";
import { fit } from "../../src/theme/scripts/fitting.mjs";
import { table } from "../../src/theme/scripts/table.mjs";

const vectors = JSON.parse(readFileSync(new URL("../vectors/fitting.json", import.meta.url), "utf8"));

test("fitting gives what the build gives", () => {
  assert.ok(vectors.length > 200);
  for (const { day, slots, rows } of vectors) {
    assert.deepEqual(fit(day, slots), rows, JSON.stringify({ day, slots }));
  }
});

const at = (hours, minutes = 0) => hours * 60 + minutes;
const moment = (hours, minutes = 0) => at(hours, minutes) * 60_000;
const timeOf = (now) => Math.floor(now / 60_000);
const session = (id, start, minutes, shortest, klass, more = {}) => ({
  id, title: id, start, minutes, shortest, longest: minutes + 10, class: klass, at: null, cut: null, ...more,
});
const day = { start: at(9), end: at(12) };
const sessions = [
  session("welcome", at(9), 20, 10, "frame"),
  session("story", at(9, 20), 60, 40, "working"),
  session("break", at(10, 20), 15, 10, "rest"),
  session("groups", at(10, 35), 45, 30, "working", { cut: 1 }),
  session("close", at(11, 20), 40, 30, "ending"),
];
const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const ends = (record, now) => clock(forecast(day, sessions, record, now, timeOf).finish);

test("before the day begins it ends as planned", () => {
  assert.equal(ends({}, moment(8, 50)), "12:00");
  assert.equal(next(sessions, {}).id, "welcome");
  assert.equal(running(sessions, {}), null);
});

test("a start ends what ran before, and a finish ends what runs", () => {
  let record = start(sessions, {}, moment(9, 2));
  assert.ok(isRunning(record, "welcome"));
  record = start(sessions, record, moment(9, 25));
  assert.equal(record.welcome.end, moment(9, 25));
  assert.equal(running(sessions, record).id, "story");
  record = finish(sessions, record, moment(10, 20));
  assert.equal(running(sessions, record), null);
  assert.equal(next(sessions, record).id, "break");
  assert.deepEqual(finish(sessions, record, moment(11)), record);
});

test("time left is a number that may go below zero", () => {
  const record = start(sessions, {}, moment(9));
  assert.equal(progress(sessions, record, moment(9, 5)).left, 15);
  assert.equal(progress(sessions, record, moment(9, 25)).left, -5);
  // A clock that was set back.
  assert.equal(progress(sessions, record, moment(8, 30)).gone, 0);
  assert.equal(finish(sessions, record, moment(8, 30)).welcome.end, moment(9));
});

test("what no longer fits is shortened in the fitting order", () => {
  let record = start(sessions, {}, moment(9, 0));
  record = start(sessions, record, moment(9, 20));
  record = start(sessions, record, moment(10, 40));
  // Twenty minutes late: the groups give fifteen, the break is running and ends as planned, the close gives five.
  const { rows, finish: done } = forecast(day, sessions, record, moment(10, 40), timeOf);
  assert.deepEqual(rows.map(({ id, minutes }) => [id, minutes]), [["groups", 30], ["close", 35]]);
  assert.equal(clock(done), "12:00");
});

test("a day that cannot be saved says so", () => {
  let record = start(sessions, {}, moment(9, 0));
  record = start(sessions, record, moment(9, 20));
  record = start(sessions, record, moment(11, 20));
  const { finish: done, late } = forecast(day, sessions, record, moment(11, 20), timeOf);
  assert.ok(late);
  assert.equal(clock(done), "12:35");
  assert.deepEqual(cuts(sessions, record).map((one) => one.id), ["groups"]);
  const without = leaveOut(record, "groups", true);
  assert.equal(clock(forecast(day, sessions, without, moment(11, 20), timeOf).finish), "12:05");
  assert.deepEqual(leaveOut(without, "groups", false), record);
});

test("only a session that ended early lets the day end early", () => {
  let record = start(sessions, {}, moment(9, 0));
  record = finish(sessions, record, moment(9, 20));
  assert.equal(ends(record, moment(9, 20)), "12:00");
  record = start(sessions, record, moment(9, 20));
  record = finish(sessions, record, moment(10, 0));
  assert.equal(ends(record, moment(10, 0)), "11:40");
});

test("a fixed time is waited for", () => {
  const fixed = sessions.map((one) => (one.id === "close" ? { ...one, at: at(11, 20) } : one));
  let record = start(fixed, {}, moment(9, 0));
  record = finish(fixed, record, moment(9, 5));
  const { rows } = forecast(day, fixed, record, moment(9, 5), timeOf);
  assert.equal(clock(rows.at(-1).start), "11:20");
});

test("the record is a table that no spreadsheet runs", () => {
  let record = start(sessions, {}, moment(9, 2));
  record = noted(finish(sessions, record, moment(9, 24)), "welcome", '=2+2, "quoted"\nline');
  const text = table(sessions.slice(0, 2), record, clock, (now) => clock(timeOf(now)));
  assert.equal(
    text,
    '\ufeffsession,planned_start,planned_minutes,actual_start,actual_end,note\r\n' +
      'welcome,09:00,20,09:02,09:24,"\'=2+2, ""quoted""\nline"\r\nstory,09:20,60,,,\r\n',
  );
  assert.equal(noted(record, "welcome", " ").welcome.note, undefined);
});
