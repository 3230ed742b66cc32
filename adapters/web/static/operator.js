// The operator's page: what the bot says of itself, read again every few seconds while somebody looks.
import { bars } from "./chart.js";
import { el, toggle } from "./dom.js";
import { newId, server } from "./server.js";
import { learn, sentence, t, timeOf } from "./words.js";

const PAUSE = 5000;
const USAGE_PAUSE = 60000;
const PERIODS = ["day", "week", "month"];
const CHARTS = ["day", "task", "person", "model"];

const main = document.getElementById("state");
const connection = document.getElementById("connection");
const cards = el("div", { class: "cards" });
const fresh = el("span");
const known = new Map();
let period = "week";
let timer = 0;
let usageAt = 0;

async function open() {
  const me = await server.me();
  if (me.enter) {
    sessionStorage.setItem("going", location.pathname);
    location.assign("enter");
    return;
  }
  learn(await server.words());
  document.title = `${t("operator")} · Troubadour`;
  document.getElementById("title").textContent = t("operator");
  document.getElementById("back").textContent = t("to-lobby");
  connection.textContent = t("reconnecting");
  main.append(el("p", { class: "why" }, el("span", {}, ...sentence(t("operator-why"))), fresh), cards);
  document.addEventListener("visibilitychange", () => !document.hidden && refresh());
  await refresh();
}

/** Reads everything again, and goes on while the page is seen. */
async function refresh() {
  clearTimeout(timer);
  try {
    const state = await server.operator();
    const [shown, zone] = t("operator-fresh", { time: "\n" }).split("\n");
    fresh.replaceChildren(shown, timeOf(state.at), zone);
    for (const section of state.sections) draw(section.name, section, () => panel(section, state.nothing));
    if (Date.now() - usageAt > USAGE_PAUSE) await readUsage();
    toggle(connection, false);
  } catch (error) {
    if (error.status === 403) {
      main.replaceChildren(el("p", { class: "problem", role: "alert" }, error.message));
      main.setAttribute("aria-busy", "false");
      return;
    }
    if (error.status === 401) location.reload();
    toggle(connection, true);
  }
  main.setAttribute("aria-busy", "false");
  if (!document.hidden) timer = setTimeout(refresh, PAUSE);
}

async function readUsage() {
  const asked = period;
  const usage = await server.operatorUsage(asked);
  if (asked !== period) return;
  usageAt = Date.now();
  draw("usage", { period, ...usage }, () => usagePanel(usage));
}

/** Replaces a card if it says something else now; who was at a button of it stays there. */
function draw(name, content, build) {
  const text = JSON.stringify(content);
  const before = known.get(name);
  if (before?.text === text) return;
  const node = build();
  if (before) {
    const at = [...before.node.querySelectorAll("button, input")].indexOf(document.activeElement);
    before.node.replaceWith(node);
    if (at >= 0) node.querySelectorAll("button, input")[at]?.focus();
  } else cards.append(node);
  known.set(name, { text, node });
}

function panel({ name, title, lines }, nothing) {
  return el("section", { class: "panel", id: `panel-${name}`, "aria-labelledby": `head-${name}` },
    el("h2", { id: `head-${name}` }, title),
    ...(lines.length ? grouped(lines) : [el("p", { class: "none" }, nothing)]));
}

/** Lines that head others, in bold, become headings; the others are items. */
function grouped(lines) {
  const nodes = [];
  for (const line of lines) {
    const head = /^\*\*(.+)\*\*$/.exec(line.text);
    if (head) nodes.push(el("h3", {}, head[1]));
    else {
      if (nodes.at(-1)?.tagName !== "UL") nodes.push(el("ul"));
      nodes.at(-1).append(item(line));
    }
  }
  return nodes;
}

function item({ text, trouble, button }) {
  return el("li", { class: trouble ? "trouble" : null },
    el("span", {}, ...sentence(text.replace(/^• /, ""))),
    button ? el("button", { type: "button", class: "action", onclick: (event) => run(button, event.currentTarget) }, button.label) : null);
}

/** Asks for a command in the room, as everybody does; its reply stands there. */
async function run({ command, options, label }, node) {
  if (node.ariaBusy === "true") return;
  node.ariaBusy = "true"; // not disabled: that would take the focus away
  try {
    const verdict = await server.ask({ id: newId(), line: "", command, options });
    tell(verdict.verdict === "refused" ? sentence(verdict.sentence) : [`${label} ✓`]);
  } catch (error) {
    tell([error.status ? error.message : t("not-sent")]);
  }
  node.ariaBusy = "false";
  for (const wait of [300, 1000]) setTimeout(refresh, wait);
}

function tell(nodes) {
  const note = el("p", {}, ...nodes);
  document.getElementById("told").replaceChildren(note);
  setTimeout(() => note.remove(), 6000);
}

function usagePanel({ lines, charts }) {
  return el("section", { class: "panel wide", id: "panel-usage", "aria-labelledby": "head-usage" },
    el("h2", { id: "head-usage" }, t("operator-usage")),
    el("fieldset", { class: "choices" }, el("legend", { class: "unseen" }, t("operator-period")), ...PERIODS.map((value) => {
      const radio = el("input", { type: "radio", name: "period", value, onchange: () => choose(value) });
      radio.checked = value === period;
      return el("label", {}, radio, t(`operator-${value}`));
    })),
    ...grouped(lines.map((text) => ({ text }))),
    el("div", { class: "charts" }, ...CHARTS.filter((name) => charts[name].length).map((name) =>
      el("div", {}, el("h3", {}, t(`operator-by-${name}`)), bars(charts[name])))));
}

function choose(value) {
  period = value;
  readUsage().catch(() => toggle(connection, true));
}

open();
