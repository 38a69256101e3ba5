// Answers as files. A table is safe to open in a spreadsheet: no cell begins like a formula.

import { element } from "./answers.js";
import { word } from "../words.js";

const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

function csvCell(term) {
  if (!term) return "";
  const text = FORMULA.test(term.value) && !NUMBER.test(term.value) ? `'${term.value}` : term.value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csv = (columns, rows) =>
  [columns.map((name) => csvCell({ value: name })), ...rows.map((row) => columns.map((name) => csvCell(row[name])))]
    .map((cells) => `${cells.join(",")}\r\n`)
    .join("");

/** A button that saves a text as a file, which is made when it is pressed. */
export function download(name, type, text) {
  const format = name.split(".").at(-1).toUpperCase();
  const button = element("button", { type: "button", text: word("sparql.download", "Download as {format}", { format }) });
  button.addEventListener("click", () => {
    const href = URL.createObjectURL(new Blob([text()], { type }));
    element("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  });
  return button;
}
