// Bars: a block of text whose lines are a name, a bar and a number, drawn as a table, which is also its text.
import { el } from "./dom.js";

const LINE = /^(\S+) +[█·]+ +(\d+)$/;

/** The table of a block marked as a chart; null where it is none, or not whole yet. */
export function chart(code) {
  const lines = code.split("\n").map((line) => LINE.exec(line));
  if (!lines.every(Boolean)) return null;
  const highest = Math.max(1, ...lines.map(([, , count]) => Number(count)));
  return el("table", { class: "chart" }, el("tbody", {}, ...lines.map(([, name, count]) =>
    el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "end" }, count), el("td", { "aria-hidden": "true" }, bar(Number(count) / highest))))));
}

function bar(share) {
  const node = el("span", { class: "share" });
  node.style.inlineSize = `${share * 100}%`;
  return node;
}
