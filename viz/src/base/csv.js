// Tables as CSV and TSV.

/** Rows as CSV, or TSV; before a cell that a spreadsheet would run an apostrophe is put, as kg/tabular/delimited.py does. */
export const csvText = (rows, separator = ",") => rows.map((row) => `${line(row, separator)}\n`).join("");

// A blank line would be no row, so that one empty cell alone stands in quotation marks
const line = (row, separator) =>
  row.map((cell) => quoted(harmless(String(cell ?? "")), separator)).join(separator) || (row.length ? '""' : "");

// OWASP, CSV Injection: a leading =, +, -, @ (of either width), tab or line break makes a formula of a cell. One
// that has the apostrophe already gets a second, so that it can be taken away again
const harmless = (cell) => (wouldRun(cell.replace(/^'+/, "")) ? `'${cell}` : cell);

const wouldRun = (cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !/^[+-]\p{Nd}+(\.\p{Nd}+)?$/u.test(cell);

const quoted = (cell, separator) =>
  [separator, '"', "\r", "\n"].some((sign) => cell.includes(sign)) ? `"${cell.replaceAll('"', '""')}"` : cell;
