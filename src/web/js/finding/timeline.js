// Openings by date: a bar for each entry, as wide as its date is imprecise; where there are many, a column for each year.

import { word } from "../words.js";
import { best, h, svg, text } from "./dom.js";
import { datesInWords } from "./dates.js";

const MANY = 24; // bars; more entries than these are counted by year
const WIDE = 100;
const HIGH = 60;
const DAY = 86_400_000;

const dayOf = (date) => Date.parse(`${date}T00:00:00Z`) / DAY;
const yearOf = (date) => Number(date.slice(0, 4));

/** The years that the dates span, and where a day stands among them, in hundredths. */
function scaleOf(spans) {
  const first = Math.min(...spans.map(([day]) => yearOf(day)));
  const last = Math.max(...spans.map(([, day]) => yearOf(day)));
  const start = dayOf(`${String(first).padStart(4, "0")}-01-01`);
  const length = dayOf(`${String(last).padStart(4, "0")}-12-31`) + 1 - start;
  return { first, last, at: (day, after = 0) => ((dayOf(day) + after - start) / length) * WIDE };
}

export function showTimeline(figure, entries, rows, addressOf) {
  const dated = rows.filter((row) => entries.dates[row].length);
  if (!dated.length) {
    figure.hidden = true;
    return;
  }
  figure.hidden = false;
  const spans = dated.flatMap((row) => entries.dates[row]);
  const many = dated.length > MANY;
  const drawing = many ? columns(spans, scaleOf(spans)) : bars(entries, dated, scaleOf(spans), addressOf);
  const key = many ? "browse.timeline-many" : "browse.timeline-caption";
  const caption = h("figcaption", {}, word(key, "{count} entries have no date.", { count: rows.length - dated.length }));
  figure.replaceChildren(drawing, caption);
}

function bars(entries, dated, scale, addressOf) {
  const rows = [...dated].sort((a, b) => (earliest(entries, a) < earliest(entries, b) ? -1 : 1));
  return h("div", {}, h("ol", { class: "timeline slim" }, rows.map((row) => moment(entries, row, scale, addressOf))), axis(scale));
}

const earliest = (entries, row) => entries.dates[row].map(([first]) => first).sort()[0];

function moment(entries, row, scale, addressOf) {
  const drawn = entries.dates[row].map(([first, last]) => {
    const x = scale.at(first);
    const width = Math.max(0.6, scale.at(last, 1) - x);
    const more = entries.dates[row].length > 1 ? " claimed" : "";
    return svg("rect", { class: `bar${more}`, x: `${x}%`, y: 4, width: `${width}%`, height: 10 });
  });
  const name = h("a", { href: addressOf(row) }, text(...best(entries.labels[row])));
  const what = h("div", { class: "what" }, name, " ", h("span", { class: "label small soft" }, datesInWords(entries.dates[row])));
  return h("li", { class: "moment" }, what, svg("svg", { class: "bars", "aria-hidden": "true" }, ...drawn));
}

function ticks(scale) {
  const years = scale.last - scale.first + 1;
  const step = [1, 2, 5, 10, 20, 50, 100].find((each) => years / each <= 6) ?? 200;
  const first = Math.ceil(scale.first / step) * step;
  return Array.from({ length: Math.floor((scale.last - first) / step) + 1 }, (_, each) => first + each * step);
}

function axis(scale) {
  const marks = ticks(scale).map((year) => {
    const x = scale.at(`${String(year).padStart(4, "0")}-01-01`);
    return svg("text", { x: `${x}%`, dx: 2, y: 14 }, String(year));
  });
  return h("div", { class: "moment years", "aria-hidden": "true" }, h("div", { class: "what" }), svg("svg", { class: "axis" }, ...marks));
}

function columns(spans, scale) {
  const counts = new Map();
  for (const [first, last] of spans) {
    for (let year = yearOf(first); year <= yearOf(last); year += 1) counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  const width = WIDE / (scale.last - scale.first + 1);
  const drawn = [...counts].map(([year, count]) => {
    const height = (count / most) * HIGH;
    const x = (year - scale.first) * width;
    const title = svg("title", {}, word("browse.year", "{year}: {count}", { year, count }));
    return svg("rect", { class: "bar", x: `${x + width * 0.1}%`, y: HIGH - height, width: `${width * 0.8}%`, height }, title);
  });
  const said = [...counts].sort(([a], [b]) => a - b).map(([year, count]) => word("browse.year", "{year}: {count}", { year, count }));
  const drawing = svg("svg", { class: "columns-by-year", role: "img", "aria-label": said.join(", ") }, ...drawn);
  return h("div", {}, drawing, h("div", { class: "years-alone", "aria-hidden": "true" }, axis(scale).querySelector("svg")));
}
