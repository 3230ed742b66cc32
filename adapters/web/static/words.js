// The page's words, in the reader's language, and how it writes times and sizes.
import { el } from "./dom.js";

let words = {};
let locale = "en";
// How dates and numbers are written: in the page's language, as in the reader's country.
let region = "en";

/** Takes the words that the server sent. */
export function learn(answer) {
  words = answer.words;
  locale = answer.locale;
  region = navigator.languages.find((language) => language.split("-")[0] === locale) ?? locale;
  document.documentElement.lang = locale;
}

/** One of the page's strings, with its values filled in. */
export function t(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (whole, value) => values[value] ?? whole);
}

/** A day as people say it: today and yesterday by these words, others by weekday and date. */
export function dayOf(seconds) {
  const date = new Date(seconds * 1000);
  const midnight = (moment) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
  const days = Math.round((midnight(date) - midnight(new Date())) / 86_400_000);
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  const said = days === 0 || days === -1
    ? new Intl.RelativeTimeFormat(region, { numeric: "auto" }).format(days, "day")
    : new Intl.DateTimeFormat(region, { weekday: "long", day: "numeric", month: "long", year }).format(date);
  return said.charAt(0).toLocaleUpperCase(region) + said.slice(1);
}

/** A moment as a `<time>`: today, or where the day stands above it (`dated`), the hour is enough. */
export function timeOf(seconds, dated = false) {
  const date = new Date(seconds * 1000);
  const today = dated || date.toDateString() === new Date().toDateString();
  const shown = new Intl.DateTimeFormat(region, today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
  const whole = new Intl.DateTimeFormat(region, { dateStyle: "full", timeStyle: "medium" });
  return el("time", { datetime: date.toISOString(), title: whole.format(date) }, shown.format(date));
}

const MARKS = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)|`([^`]+)`|\*\*(.+?)\*\*|(https?:\/\/[^\s<>"'`]*[^\s<>"'`.,:;!?*_~)\]])|\\([!-/:-@[-`{-~])|\n/g;

/** A sentence of the server as nodes, with the few marks that its sentences have: it writes no other Markdown. */
export function sentence(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(MARKS)) {
    const [whole, moment, code, strong, address, escaped] = found;
    if (found.index > at) nodes.push(text.slice(at, found.index));
    at = found.index + whole.length;
    if (moment) nodes.push(timeOf(Date.parse(moment) / 1000));
    else if (code) nodes.push(el("code", {}, code));
    else if (strong) nodes.push(el("strong", {}, ...sentence(strong)));
    else if (address) nodes.push(el("a", { href: address, rel: "noopener noreferrer nofollow", target: "_blank" }, address));
    else nodes.push(escaped ?? el("br"));
  }
  return [...nodes, text.slice(at)];
}

/** A number of bytes. */
export function sizeOf(bytes) {
  const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(region, { style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount);
}

/** A number as people write it. */
export function numberOf(value) {
  return new Intl.NumberFormat(region, { useGrouping: false, maximumFractionDigits: 3 }).format(value);
}

/** Minutes and seconds. */
export function clockOf(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
