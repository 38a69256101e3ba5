// Says dates in the words of the page, as precisely as they were stated: two days between which a date lies.

import { word } from "../words.js";

const daysIn = (year, month) => new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();

export function spanInWords(first, last) {
  const [y1, m1, d1] = first.split("-");
  const [y2, m2, d2] = last.split("-");
  if (first === last) return day(y1, m1, d1);
  const wholeYears = m1 === "01" && d1 === "01" && m2 === "12" && d2 === "31";
  if (wholeYears && y1 === y2) return year(y1);
  if (wholeYears && y1.slice(0, 3) === y2.slice(0, 3) && y1[3] === "0" && y2[3] === "9") {
    return word("date.decade", "the {year}s", { year: y1, last: y2 });
  }
  if (y1 === y2 && m1 === m2 && d1 === "01" && Number(d2) === daysIn(y1, m1)) return month(y1, m1);
  const [a, b] = wholeYears ? [year(y1), year(y2)] : [day(y1, m1, d1), day(y2, m2, d2)];
  return word("date.from-to", "{a} to {b}", { a, b });
}

const year = (y) => word("date.year", "{year}", { year: String(Number(y)) });
const named = (m) => word(`month.${Number(m)}`, m);
const month = (y, m) => word("date.month", "{month} {year}", { month: named(m), year: String(Number(y)) });
const day = (y, m, d) =>
  word("date.day", "{day} {month} {year}", { day: String(Number(d)), month: named(m), year: String(Number(y)) });

/** All dates of an entry; more than one where none is chosen. */
export const datesInWords = (spans) =>
  spans.map(([first, last]) => spanInWords(first, last)).join(word("browse.or", " or "));
