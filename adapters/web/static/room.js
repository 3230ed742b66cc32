// The room: everything put together.
import { Composer } from "./composer.js";
import { absent, Conversations, keepLinks, wanted } from "./conversations.js";
import { copiesFormulas } from "./copying.js";
import { el, icon, ICONS, toggle } from "./dom.js";
import { Log } from "./log.js";
import { takesModel } from "./models.js";
import { Notices } from "./notices.js";
import { show } from "./picture.js";
import { Replies } from "./replies.js";
import { here, newId, Room, server } from "./server.js";
import { openSettings } from "./settings.js";
import { Shortcuts } from "./shortcuts.js";
import { learn, sentence, t } from "./words.js";

const EXAMPLES = ["example-perform", "example-imagine", "example-limerick", "example-speak", "example-chat"];

async function open() {
  const me = await server.me();
  if (me.enter) {
    if (here) sessionStorage.setItem("going", location.pathname + location.hash);
    location.assign("enter");
    return;
  }
  keepLinks();
  const around = wanted();
  const words = server.words();
  let commands, page;
  try {
    [commands, page] = await Promise.all([server.commands(), server.replies(around ? { around } : {})]);
  } catch (error) {
    if (error.status !== 404) throw error;
    learn(await words);
    new Conversations(() => {}, (title) => { document.title = title; });
    absent(error.message);
    return;
  }
  learn(await words);
  const replies = new Replies();
  const composer = new Composer({ commands, replies, limits: me.limits });
  const log = new Log(replies, doings(composer, commands));
  composer.above = () => log.above();
  log.admin = me.admin;
  welcome(composer);
  tellModels();
  introduce(me, composer);
  const notices = new Notices();
  const side = new Conversations((words) => composer.complain(words), (title) => notices.name(title));
  log.open(page, around);
  furnish(composer, notices, me.admin);
  listen(log, page, side, notices);
  copiesFormulas();
  if (!around) composer.focus();
}

/** What the buttons of a reply do. */
function doings(composer, commands) {
  const tell = (verdict) => {
    if (verdict.verdict === "refused") composer.complain(verdict.sentence, verdict.actions);
    if (verdict.verdict === "form") composer.fill(verdict);
    return verdict.verdict !== "refused";
  };
  const tried = async (doing) => {
    try {
      return tell(await doing());
    } catch (error) {
      composer.complain(error.status ? error.message : t("not-sent"));
      return false;
    }
  };
  return {
    page: (where) => server.replies(where),
    focus: () => composer.focus(),
    stop: (reply) => tried(() => server.press(`stop-${reply.id}`, newId())),
    takesModel: (command) => takesModel(commands, command),
    press: async (button, node, more = {}) => {
      node.disabled = true;
      const done = await tried(async () => ({ ...await server.press(button.id, newId(), more), above: more.above }));
      node.disabled = false;
      return done;
    },
  };
}

/** Tails the room and says when the line is down. */
function listen(log, page, side, notices) {
  const connection = document.getElementById("connection");
  let waiting = 0;
  const room = new Room({
    page,
    hear: (line) => {
      log.hear(line);
      if (["asked", "erased"].includes(line.event)) side.changed();
      if (log.live && ["done", "stopped", "failure"].includes(line.event)) notices.ended(log.replies.of(line.reply));
    },
    here: () => log.here(),
    connected: (up) => {
      clearTimeout(waiting);
      document.body.classList.toggle("offline", !up);
      if (up) toggle(connection, false);
      else {
        waiting = setTimeout(() => {
          connection.textContent = t("reconnecting");
          toggle(connection, true);
        }, 300);
      }
    },
  });
  log.does.resume = (number) => room.resume(number);
  addEventListener("hashchange", () => wanted() && log.find(wanted()));
}

/** What leads around the page: the skip link, the settings, the shortcuts. */
function furnish(composer, notices, admin) {
  const shortcuts = new Shortcuts();
  shortcuts.add("/", "line", () => {
    composer.focus();
    return false; // the key itself begins the command
  });
  shortcuts.add("Alt+ArrowUp", "previous", () => step(-1));
  shortcuts.add("Alt+ArrowDown", "next", () => step(1));
  document.getElementById("skip").textContent = t("skip");
  const button = document.getElementById("settings");
  button.append(icon(ICONS.settings));
  button.title = t("settings");
  button.setAttribute("aria-label", t("settings"));
  button.addEventListener("click", () => openSettings({ notices, shortcuts, admin }));
}

/** Goes to the reply before or after the focused one; from anywhere else, to the last. */
function step(by) {
  const replies = [...document.querySelectorAll("#log > .reply")];
  const here = replies.findIndex((reply) => reply.contains(document.activeElement));
  const next = here < 0 ? replies.at(-1) : replies[here + by];
  if (next) next.focus();
  else if (here >= 0 && by > 0) document.getElementById("line").focus();
}

function welcome(composer) {
  const node = document.getElementById("welcome");
  node.append(
    el("h2", {}, t("welcome")),
    el("p", {}, t("welcome-more")),
    el("figure", { class: "picture" }, el("img", { src: "static/example.webp", alt: t("welcome-picture"), width: "640", height: "498" }),
      el("figcaption", { class: "facts" }, ...sentence(t("welcome-picture-made")))),
    el("div", { id: "answering", class: "answering" }),
    el("ul", { class: "examples" }, ...EXAMPLES.map((name) =>
      el("li", {}, el("button", { type: "button", onclick: () => {
        composer.put(t(name));
        composer.focus();
      } }, t(name))))),
    el("p", { class: "facts" }, ...sentence(t("welcome-hint"))));
  document.getElementById("latest").textContent = t("latest");
}

/** The model that answers; without one, the ways to connect one, and models on this machine that nothing uses. */
async function tellModels() {
  const { answering, found } = await server.found().catch(() => ({ answering: "", found: [] }));
  if (answering === "") return; // it did not arrive
  document.getElementById("answering").append(
    el("p", {}, ...sentence(answering ? t("answering", { model: answering }) : t("answering-rules"))),
    ...(answering ? [] : [el("details", {}, el("summary", {}, t("connect")), el("ol", {},
      ...["connect-token", "connect-server"].map((way) => el("li", {}, ...sentence(t(way))))))]));
  document.getElementById("welcome").append(...found.map(({ title, line }) => {
    const code = el("code", {}, line);
    const copy = el("button", { type: "button", class: "quiet" }, t("found-copy"));
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(line);
        copy.textContent = t("found-copied");
      } catch { // some browsers ask, and people may say no
        getSelection().selectAllChildren(code);
      }
    });
    return el("div", { class: "facts" }, el("p", {}, ...sentence(t("found", { title }))), code, " ", copy);
  }));
}

/** The visitor's name: asked once, changed at will. */
function introduce(me, composer) {
  const button = document.getElementById("me");
  const label = () => {
    button.textContent = me.name || t("your-name");
    button.setAttribute("aria-label", t("change-name", { name: me.name || t("your-name") }));
  };
  label();
  button.addEventListener("click", () => askName(me, label, composer));
  // Asked when it first matters: others are about to see it beside a question.
  composer.introduced = () => new Promise((resolve) => {
    if (me.name || sessionStorage.getItem("unnamed")) resolve();
    else askName(me, label, composer, resolve);
  });
}

function askName(me, label, composer, closed = () => {}) {
  const field = el("input", { id: "name", maxlength: "40", autocomplete: "nickname", required: true, dir: "auto" });
  field.value = me.name;
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const form = el("form", { method: "dialog" },
    el("h2", { id: "name-title" }, t("name-title")),
    el("p", {}, t("name-why")),
    el("label", { for: "name" }, t("your-name")), field, problem,
    el("footer", {}, el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, t("name-later")), el("button", { type: "submit", class: "primary" }, t("name-go"))));
  const dialog = el("dialog", { class: "sheet small", "aria-labelledby": "name-title" }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      Object.assign(me, await server.rename(field.value));
      label();
      dialog.close();
    } catch (error) {
      problem.textContent = error.status ? error.message : t("not-sent");
      toggle(problem, true);
    }
  });
  dialog.addEventListener("close", () => {
    sessionStorage.setItem("unnamed", "asked");
    closed();
    composer.focus();
  });
  show(dialog);
  field.select();
}

open();
