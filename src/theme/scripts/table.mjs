// The record of a day as a table (RFC 4180), safe to open in a spreadsheet.

const HEAD = ["session", "planned_start", "planned_minutes", "actual_start", "actual_end", "note"];

// What a spreadsheet would take for a formula gets a mark that makes it text.
const cell = (text) => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const table = (sessions, record, clock, clockOf) => {
  const time = (moment) => (moment === undefined ? "" : clockOf(moment));
  const rows = sessions.map((session) => {
    const { start, end, note } = record[session.id] ?? {};
    return [session.title, clock(session.start), String(session.minutes), time(start), time(end), note ?? ""];
  });
  // A byte order mark tells spreadsheets that it is Unicode.
  return `\ufeff${[HEAD, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
};
