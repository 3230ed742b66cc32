// The list of conversations at the side, a drawer on narrow screens: new ones, search, and what can be done with each.
import { el, icon, toggle } from "./dom.js";
import { show } from "./picture.js";
import { here, server } from "./server.js";
import { t, timeOf } from "./words.js";

const PATHS = {
  list: "M4 6h16M4 12h16M4 18h10",
  own: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z",
  shared: "M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11zm-6 8.5c.4-4 2.8-6 6-6s5.6 2 6 6M16 11a2.8 2.8 0 1 0-1-5.4M17.5 13.8c2 .6 3.3 2.5 3.5 5.2",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
};
const WIDE = matchMedia("(min-width: 62rem)");
const PAUSE = 250;

/** The address of a conversation, or of a reply in it, from the room's own. */
export function addressOf(conversation, reply = null) {
  return `${conversation ? `c/${conversation}` : "./"}${reply ? `#asked-${encodeURIComponent(reply)}` : ""}`;
}

/** The reply that the address names, or null. */
export function wanted() {
  return location.hash.startsWith("#asked-") ? decodeURIComponent(location.hash.slice("#asked-".length)) : null;
}

/** Links within the page stay in it, whatever its base is. */
export function keepLinks() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.hash = link.getAttribute("href");
  });
}

/** The page of a conversation that is not there. */
export function absent(words) {
  document.getElementById("log").setAttribute("aria-busy", "false");
  document.getElementById("log").append(el("div", { class: "absent", role: "alert" },
    el("p", {}, words), el("p", {}, el("a", { href: addressOf("") }, t("to-lobby")))));
}

/** The list. `complain` shows what went wrong, `titled` hears the title of the page. */
export class Conversations {
  constructor(complain, titled) {
    this.complain = complain;
    this.titled = titled;
    this.all = [];
    this.leaving = false;
    this.side = document.getElementById("side");
    this.opener = document.getElementById("conversations");
    this.opener.setAttribute("aria-label", t("conversations"));
    this.opener.append(icon(PATHS.list));
    this.search = el("input", { type: "search", id: "search", maxlength: "200", autocomplete: "off", placeholder: t("search"), "aria-label": t("search"), dir: "auto" });
    this.list = el("div", { class: "conversation-list" });
    this.results = el("div", { class: "results", hidden: true });
    this.told = el("p", { class: "unseen", role: "status" });
    this.side.setAttribute("aria-label", t("conversations"));
    this.side.append(
      el("div", { class: "side-head" },
        el("button", { type: "button", class: "primary", id: "new", onclick: () => this.create(false) }, t("new")),
        el("button", { type: "button", class: "quiet", id: "new-shared", onclick: () => this.create(true) }, t("new-shared"))),
      this.search, this.told, this.results, this.list);
    this.search.addEventListener("input", () => this.typed());
    this.opener.addEventListener("click", () => this.drawer(!this.open));
    document.getElementById("veil").addEventListener("click", () => this.drawer(false));
    this.side.addEventListener("keydown", (event) => this.key(event));
    this.side.addEventListener("click", (event) => event.target.closest("a") && this.drawer(false));
    WIDE.addEventListener("change", () => this.drawer(false));
    addEventListener("focus", () => this.refresh());
    this.drawer(false);
    this.refresh();
  }

  get current() {
    return this.all.find((each) => each.id === here);
  }

  /** Somebody asked in this conversation, so that it may have a title and comes first; or it was deleted. */
  changed() {
    if (here) this.refresh();
  }

  async refresh() {
    try {
      const known = this.current;
      this.all = await server.conversations();
      if (known && !this.current && !this.leaving) location.reload();
      this.render();
    } catch { /* the list as it was; the connection says when it is down */ }
  }

  render() {
    const focused = document.activeElement?.dataset?.conversation;
    const lobby = { id: "", title: t("lobby"), shared: true, lobby: true };
    const [pinned, others, archived] = [
      this.all.filter((each) => each.pinned && !each.archived),
      this.all.filter((each) => !each.pinned && !each.archived),
      this.all.filter((each) => each.archived)];
    const wasOpen = this.list.querySelector("details")?.open;
    const items = (some) => el("ul", {}, ...some.map((each) => this.item(each)));
    this.list.replaceChildren(
      items([lobby, ...pinned, ...others]),
      ...(archived.length ? [el("details", { open: wasOpen || archived.some((each) => each.id === here) },
        el("summary", {}, t("archived")), items(archived))] : []));
    if (focused !== undefined) this.list.querySelector(`button[data-conversation="${focused}"]`)?.focus();
    const title = this.current?.title;
    this.titled(title ? `${title} · Troubadour` : "Troubadour");
  }

  item(each) {
    const title = each.title || t("untitled");
    return el("li", { class: each.pinned ? "pinned" : null },
      el("a", { href: addressOf(each.id), "aria-current": each.id === here ? "page" : null, dir: "auto" },
        icon(each.shared ? PATHS.shared : PATHS.own), el("span", { class: "conversation-title" }, title),
        el("span", { class: "unseen" }, ` ${t(each.shared ? "shared" : "private")}`)),
      el("button", { type: "button", class: "icon-button small", "data-conversation": each.id, "aria-haspopup": "dialog", "aria-label": t("conversation-menu", { title }), onclick: () => this.menu(each, title) }, icon(PATHS.more)));
  }

  async create(shared) {
    await this.tried(async () => location.assign(addressOf((await server.createConversation(shared)).id)));
  }

  /** Everything that can be done with a conversation. */
  menu(each, title) {
    const close = () => dialog.close();
    const change = (body) => this.tried(async () => {
      await server.changeConversation(each.id, body);
      close();
      await this.refresh();
    });
    const action = (name, act) => el("button", { type: "button", class: "action", onclick: act }, t(name));
    const file = (name, format) => el("a", { class: "action", href: server.exportAddress(each.id, format), download: "", onclick: close }, t(name));
    const field = el("input", { id: "title", maxlength: "60", required: true, dir: "auto" });
    field.value = each.title;
    const rename = el("form", { class: "rename" },
      el("label", { for: "title" }, t("title")), field,
      el("button", { type: "submit", class: "primary" }, t("rename")));
    rename.addEventListener("submit", (event) => {
      event.preventDefault();
      change({ title: field.value });
    });
    const actions = el("div", { class: "actions" },
      ...(each.lobby ? [] : [
        action(each.pinned ? "unpin" : "pin", () => change({ pinned: !each.pinned })),
        action(each.archived ? "unarchive" : "archive", () => change({ archived: !each.archived }))]),
      file("export-markdown", "markdown"), file("export-json", "json"),
      each.manages ? action("delete", () => sure(true)) : null);
    const keep = el("button", { type: "button", class: "quiet", onclick: () => sure(false) }, t("cancel"));
    const question = el("div", { class: "sure", hidden: true },
      el("p", {}, t("delete-sure")),
      el("div", { class: "actions" }, keep,
        el("button", { type: "button", class: "action delete", onclick: () => this.remove(each, close) }, t("delete-go"))));
    const sure = (asked) => {
      toggle(question, asked);
      toggle(actions, !asked);
      (asked ? keep : actions.querySelector("button, a")).focus();
    };
    const dialog = el("dialog", { class: "sheet small conversation-menu", "aria-labelledby": "menu-title" },
      el("div", { class: "menu" },
        el("header", {}, el("h2", { id: "menu-title", dir: "auto" }, title), el("button", { type: "button", class: "quiet", onclick: close }, t("close"))),
        each.manages ? rename : null, actions, question));
    show(dialog);
    (actions.querySelector("button, a")).focus();
    dialog.addEventListener("close", () => this.list.querySelector(`button[data-conversation="${each.id}"]`)?.focus());
  }

  remove(each, close) {
    return this.tried(async () => {
      this.leaving = each.id === here;
      await server.deleteConversation(each.id);
      if (this.leaving) {
        location.assign(addressOf(""));
        return;
      }
      close();
      await this.refresh();
      this.side.querySelector("#new").focus();
    });
  }

  async tried(doing) {
    try {
      await doing();
    } catch (error) {
      document.querySelector("dialog.conversation-menu")?.close();
      this.drawer(false);
      this.complain(error.status ? error.message : t("not-sent"));
    }
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    const words = this.search.value.trim();
    toggle(this.results, Boolean(words));
    toggle(this.list, !words);
    if (!words) {
      this.told.textContent = "";
      return;
    }
    const folded = words.toLowerCase();
    const titled = this.all.filter((each) => each.title.toLowerCase().includes(folded));
    const found = await server.search(words).catch(() => []);
    if (words !== this.search.value.trim()) return;
    this.told.textContent = t("found-count", { count: titled.length + found.length });
    this.results.replaceChildren(
      ...(titled.length ? [el("ul", {}, ...titled.map((each) => this.item(each)))] : []),
      el("ul", {}, ...found.map((each) => el("li", {}, el("a", { class: "result", href: addressOf(each.conversation, each.reply), onclick: (event) => this.follow(event, each) },
        el("span", { class: "where" }, el("b", { dir: "auto" }, each.conversation ? each.title || t("untitled") : t("lobby")), " ", timeOf(each.at)),
        el("span", { class: "excerpt", dir: "auto" }, ...marked(each.excerpt, words.split(/\s+/))))))),
      ...(titled.length + found.length ? [] : [el("p", { class: "none" }, t("found-none"))]));
  }

  /** Within this page, only what it shows changes. */
  follow(event, { conversation, reply }) {
    if (conversation !== here || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.drawer(false);
    const hash = `#asked-${encodeURIComponent(reply)}`;
    if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
    else location.hash = hash;
  }

  key(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (this.search.value && event.target === this.search) {
      event.preventDefault();
      this.search.value = "";
      this.look();
    } else if (this.open) this.drawer(false);
  }

  drawer(open) {
    const was = this.open;
    this.open = open && !WIDE.matches;
    document.body.classList.toggle("drawer", this.open);
    this.opener.setAttribute("aria-expanded", String(this.open));
    for (const node of document.querySelectorAll("main")) node.inert = this.open;
    if (this.open) {
      this.refresh();
      this.side.querySelector("#new").focus();
    } else if (was) this.opener.focus();
  }
}

/** A text with the words in it marked. */
function marked(text, words) {
  const sought = words.filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!sought.length) return [text];
  return text.split(new RegExp(`(${sought.join("|")})`, "iu")).map((piece, at) => (at % 2 ? el("mark", {}, piece) : piece));
}
