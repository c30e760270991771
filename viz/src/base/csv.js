// Tables and results as CSV and TSV.
import { inTsv, plainText } from "./terms.js";

/** Rows as CSV, or TSV; before a cell that a spreadsheet would run an apostrophe is put, as kg/tabular/delimited.py does. */
export const csvText = (rows, separator = ",") => rows.map((row) => `${line(row.map(harmless), separator)}\n`).join("");

/** Solutions in terms of SPARQL JSON, each cell as it is (SPARQL 1.1 Query Results CSV and TSV Formats, 3). */
export function exactCsv({ variables, bindings }) {
  const rows = bindings.map((row) => variables.map((name) => (row[name] ? plainText(row[name]) : "")));
  return [variables, ...rows].map((row) => `${line(row, ",")}\r\n`).join("");
}

/** The same as TSV (4 there). */
export function exactTsv({ variables, bindings }) {
  const rows = bindings.map((row) => variables.map((name) => (row[name] ? inTsv(row[name]) : "")));
  return [variables.map((name) => `?${name}`), ...rows].map((row) => `${row.join("\t")}\n`).join("");
}

// A blank line would be no row, so that one empty cell alone stands in quotation marks
const line = (row, separator) => row.map((cell) => quoted(cell, separator)).join(separator) || (row.length ? '""' : "");

// OWASP, CSV Injection: a leading =, +, -, @ (of either width), tab or line break makes a formula of a cell. One
// that has the apostrophe already gets a second, so that it can be taken away again
const harmless = (cell) => {
  const text = String(cell ?? "");
  return wouldRun(text.replace(/^'+/, "")) ? `'${text}` : text;
};

const wouldRun = (cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !/^[+-]\p{Nd}+(\.\p{Nd}+)?$/u.test(cell);

const quoted = (cell, separator) =>
  [separator, '"', "\r", "\n"].some((sign) => cell.includes(sign)) ? `"${cell.replaceAll('"', '""')}"` : cell;
