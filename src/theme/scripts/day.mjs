// A day as it goes: what has begun, what is over, and when it will end. Moments are milliseconds, as devices count them;
// times are minutes since midnight where the event is. Nothing here looks at a clock.

import { fit } from "./fitting.mjs";

const MINUTE = 60_000;

// What is known of one session.
const held = (record, id) => record[id] ?? {};

export const isOver = (record, id) => held(record, id).end !== undefined;
export const isRunning = (record, id) => held(record, id).start !== undefined && !isOver(record, id);
export const isLeftOut = (record, id) => held(record, id).out === true;

const isToCome = (record) => (session) =>
  held(record, session.id).start === undefined && !isLeftOut(record, session.id);

export const running = (sessions, record) => sessions.find((session) => isRunning(record, session.id)) ?? null;

// The session that begins next: the first that is to come after the last one that has begun, or before it if one was
// passed over.
export const next = (sessions, record) => {
  const last = sessions.findLastIndex((session) => held(record, session.id).start !== undefined);
  const coming = sessions.filter(isToCome(record));
  return coming.find((session) => sessions.indexOf(session) > last) ?? coming[0] ?? null;
};

const changed = (record, id, more) => ({ ...record, [id]: { ...held(record, id), ...more } });

export const finish = (sessions, record, now) => {
  const session = running(sessions, record);
  // A device whose clock was set back does not make a session end before it began.
  return session ? changed(record, session.id, { end: Math.max(now, held(record, session.id).start) }) : record;
};

// One session ends as the next begins.
export const start = (sessions, record, now) => {
  const coming = next(sessions, record);
  return coming ? changed(finish(sessions, record, now), coming.id, { start: now }) : record;
};

export const leaveOut = (record, id, out) => {
  const { out: _, ...rest } = held(record, id);
  const { [id]: __, ...others } = record;
  const entry = out ? { ...rest, out: true } : rest;
  return Object.keys(entry).length === 0 ? others : { ...others, [id]: entry };
};

export const noted = (record, id, note) => {
  const { note: _, ...rest } = held(record, id);
  return { ...record, [id]: note.trim() === "" ? rest : { ...rest, note } };
};

// How long the running session has gone on, and how much of its length is left, in minutes. Below zero it is past it.
export const progress = (sessions, record, now, minutes) => {
  const session = running(sessions, record);
  if (!session) return null;
  const gone = Math.max(0, now - held(record, session.id).start) / MINUTE;
  return { session, gone, left: (minutes ?? session.minutes) - gone };
};

// Whether a session was over before the plan had it over: only then may the day end before its time.
const endedEarly = (sessions, record, timeOf) =>
  sessions.some((session) => isOver(record, session.id) && timeOf(held(record, session.id).end) < session.start + session.minutes);

// The rest of the day: each session that is to come with its time, and when all of it will be over. They run as planned,
// and are shortened within their flex, in the fitting order, when they no longer fit.
export const forecast = (day, sessions, record, now, timeOf) => {
  const time = timeOf(now);
  const going = progress(sessions, record, now);
  const coming = sessions.filter(isToCome(record));
  let from = time + (going ? Math.max(0, Math.ceil(going.left)) : 0);
  if (coming.length > 0 && !endedEarly(sessions, record, timeOf)) {
    // Nobody begins before the time that people were told, unless there is time to give.
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

// One after another; a session with a fixed time waits for it.
const layOut = (from, coming, rows) => {
  let clock = from;
  return rows.map(({ minutes }, at) => {
    clock = Math.max(clock, coming[at].at ?? clock);
    const row = { id: coming[at].id, start: clock, minutes };
    clock += minutes;
    return row;
  });
};

// The sessions that may be left out, first to go first.
export const cuts = (sessions, record) =>
  sessions.filter((session) => session.cut !== null && isToCome(record)(session)).sort((a, b) => a.cut - b.cut);
