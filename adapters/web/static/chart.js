// Bars: a block of text whose lines are a name, a bar and a number, drawn as a table, which is also its text.
import { el } from "./dom.js";

const LINE = /^(\S+) +[█·]+ +(\d+)$/;

/** The table of a block marked as a chart; null where it is none, or not whole yet. */
export function chart(code) {
  const lines = code.split("\n").map((line) => LINE.exec(line));
  if (!lines.every(Boolean)) return null;
  return bars(lines.map(([, name, count]) => [name, Number(count)]));
}

/** A table of names and counts, with a bar for each. */
export function bars(counts) {
  const highest = Math.max(1, ...counts.map(([, count]) => count));
  return el("table", { class: "chart" }, el("tbody", {}, ...counts.map(([name, count]) =>
    el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "end" }, String(count)), el("td", { "aria-hidden": "true" }, bar(count / highest))))));
}

function bar(share) {
  const node = el("span", { class: "share" });
  node.style.inlineSize = `${share * 100}%`;
  return node;
}
