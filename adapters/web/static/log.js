// The log on the page: replies in their order, at the latest unless somebody reads back, each announced once.
import { Branches, Choices } from "./branches.js";
import { el, toggle } from "./dom.js";
import { ReplyView } from "./reply.js";
import { here } from "./server.js";
import { keep, kept } from "./storage.js";
import { dayOf, t } from "./words.js";

const NEAR = 120;
// How far from the top older replies are loaded.
const AHEAD = "800px 0px 0px 0px";
const SPOKEN = 400;
const RESET = "troubadour reset";
const CHOSEN = `branches ${here}`;

/** Shows the replies of the room, follows the newest, and loads older ones as the reader goes up. */
export class Log {
  constructor(replies, does) {
    this.replies = replies;
    this.does = does;
    this.branches = new Branches(replies, new Choices(kept(CHOSEN), (text) => keep(CHOSEN, text)));
    // The views of what was shown so far, and the replies that were arranged.
    this.views = new Map();
    this.arranged = new Set();
    this.changed = new Set();
    this.admin = false;
    this.live = false;
    this.unread = 0;
    this.following = true;
    this.scroll = document.getElementById("scroll");
    this.node = document.getElementById("log");
    this.announcer = document.getElementById("announcer");
    this.latest = document.getElementById("latest");
    this.latest.addEventListener("click", () => this.jump());
    // The number of the last loaded reply where there are newer ones that are not; null where the log goes on to the end.
    this.after = null;
    this.older = new Older((before) => this.loadOlder(before), this.scroll);
    this.scroll.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // Pictures that load, players that open, a keyboard that slides in: whoever was at the end stays there.
    const sizes = new ResizeObserver(() => this.following && this.toEnd());
    sizes.observe(this.node);
    sizes.observe(this.scroll);
    // Another tab has turned to another answer.
    addEventListener("storage", ({ key, newValue }) => {
      if (key !== CHOSEN) return;
      this.branches.choices.read(newValue);
      this.inPlace(() => this.arrange());
    });
    does.turn = (group, by) => this.turn(group, by);
    does.above = (group) => this.above(group);
  }

  get size() {
    return this.branches.shown.length;
  }

  /** What the model hears above what is asked now, or in place of a group; undefined where that is everything. */
  above(group = null) {
    return group || this.branches.parted ? this.branches.above(group) : undefined;
  }

  /** The page with which the room opens, at its end or at a reply that it was loaded around. */
  open(page, reply = null) {
    this.branches.oldest = page.before ?? 0;
    this.add(page);
    this.after = page.after;
    this.from = page.newest;
    this.following = page.after === null;
    const found = reply !== null && this.shows(reply);
    if (!found) this.toEnd();
    this.older.next(page.before, this.size > 0);
    if (found) this.stay(reply);
    this.mark();
  }

  /** Goes to a reply, and loads what is around it if it is not there. */
  async find(reply) {
    if (this.shows(reply)) this.stay(reply);
    else await this.visit({ around: reply }, reply);
  }

  /** Whether a reply has come; then it is shown, on whichever branch it is. */
  shows(id) {
    const reply = this.replies.all.get(id);
    if (!reply?.question || reply.erased) return false;
    if (!this.branches.groupOf(id)) {
      this.branches.reveal(reply);
      this.arrange();
    }
    return this.branches.groupOf(id) !== undefined;
  }

  stay(reply) {
    const { node } = this.views.get(this.branches.groupOf(reply).reply.id);
    this.following = false;
    for (const found of this.node.querySelectorAll(".found")) found.classList.remove("found");
    node.classList.add("found");
    node.scrollIntoView({ block: "start" });
    node.focus({ preventScroll: true });
    this.mark();
  }

  /** Shows another part of the log in place of this one. */
  async visit(where, reply = null) {
    this.node.setAttribute("aria-busy", "true");
    const page = await this.does.page(where);
    this.live = false;
    this.views.clear();
    this.arranged.clear();
    this.changed.clear();
    this.replies.all.clear();
    this.node.replaceChildren();
    this.older.before = null;
    this.open(page, reply);
    this.does.resume(page.newest);
  }

  /** Loads the next page of a log that was opened in its past; from the last one on, it follows the room again. */
  async loadNewer() {
    if (this.loading) return;
    this.loading = true;
    this.node.setAttribute("aria-busy", "true");
    try {
      const page = await this.does.page({ after: this.after });
      this.add(page);
      this.after = page.after;
      if (page.after === null) {
        this.live = false;
        this.does.resume(this.from);
      }
    } finally {
      this.loading = false;
      this.node.setAttribute("aria-busy", "false");
    }
  }

  /** Shows a page beside what is there. */
  add(page) {
    this.replies.load(page);
    this.arrange();
  }

  /** Puts on the page what is to be seen, in its order; what stays is not touched. */
  arrange() {
    const groups = this.branches.arrange();
    this.arranged = new Set([...this.replies.all.values()].filter(({ question, erased }) => question && !erased).map(({ id }) => id));
    let day = new Date().toDateString();
    const nodes = groups.map((group) => {
      const view = this.view(group.reply);
      const asked = new Date(group.asked.at * 1000).toDateString();
      const continuations = group.continuations.map((reply) => this.view(reply));
      view.stand(group, continuations, asked === day ? null : dayOf(group.asked.at));
      for (const each of [view, ...continuations]) if (!each.drawn) this.update(each);
      day = asked;
      return view.node;
    });
    const staying = new Set(nodes);
    const there = new Set(this.node.children);
    const lost = [...there].some((node) => !staying.has(node) && node.contains(document.activeElement));
    for (const node of there) if (!staying.has(node)) node.remove();
    let next = this.node.firstElementChild;
    for (const node of nodes) {
      if (node === next) next = node.nextElementSibling;
      else this.node.insertBefore(node, next);
    }
    // What took the place of the focused reply.
    if (lost) nodes.find((node) => !there.has(node))?.focus({ preventScroll: true });
  }

  /** Turns to another answer or, with a `turning`, to another version of the question; it stays where it is. */
  turn(group, { turning = null, by }) {
    const { node } = this.views.get(group.reply.id);
    const before = node.getBoundingClientRect().top;
    const pressed = document.activeElement !== node;
    if (turning) this.branches.turnQuestion(group, by);
    else this.branches.turnAnswer(group, by);
    this.following = false;
    this.arrange();
    const shown = this.branches.shown.find((each) => (turning ? each.turning?.key === turning.key : each.first === group.first));
    if (!shown) return;
    const view = this.views.get(shown.reply.id);
    this.scroll.scrollTop += view.node.getBoundingClientRect().top - before;
    const place = view.focusTurn({ turning, by, pressed });
    if (this.live) this.announcer.append(el("p", {}, place));
    this.scrolled();
  }

  /** Loads the page before a number; what the reader looks at stays where it is. */
  async loadOlder(before) {
    this.node.setAttribute("aria-busy", "true");
    try {
      const page = await this.does.page({ before });
      const focused = this.older.focused;
      const first = this.node.firstElementChild;
      this.inPlace(() => {
        this.branches.oldest = page.before ?? 0;
        this.add(page);
        this.older.next(page.before, true);
      });
      if (focused) first?.previousElementSibling?.focus({ preventScroll: true });
    } finally {
      this.node.setAttribute("aria-busy", "false");
    }
  }

  inPlace(change) {
    const { top } = this.scroll.getBoundingClientRect();
    const seen = [...this.node.children].find((node) => node.getBoundingClientRect().bottom > top);
    const before = seen?.getBoundingClientRect().top;
    // Some browsers keep the place themselves, but not at the very top.
    this.scroll.style.overflowAnchor = "none";
    const result = change();
    if (this.following) this.toEnd();
    else if (seen) this.scroll.scrollTop += seen.getBoundingClientRect().top - before;
    requestAnimationFrame(() => this.scroll.style.removeProperty("overflow-anchor"));
    return result;
  }

  /** A line of the room. */
  hear(line) {
    const known = (id) => Boolean(this.replies.all.get(id)?.question);
    if (this.live && line.event === "asked" && line.mine) this.branches.begun(line);
    if (this.after !== null && !known(line.reply) && !known(line.variant_of ?? line.continues)) {
      if (line.event === "asked" && line.mine) this.visit({});
      return;
    }
    const reply = this.replies.hear(line);
    // The lines since the page come again once the log is whole.
    if (this.after !== null) reply.through = Math.max(reply.through, line.number);
    const ended = ["done", "stopped", "failure"].includes(line.event);
    if (this.live && line.event === "asked") {
      this.arrange();
      this.arrived(reply);
    }
    if (this.live && ended) this.announce(reply);
    if (!this.changed.size) requestAnimationFrame(() => this.show());
    this.changed.add(reply);
  }

  /** Everything so far has come: from here on, what comes is news. */
  here() {
    this.live = true;
    this.show();
    this.node.setAttribute("aria-busy", "false");
    this.welcome();
  }

  welcome() {
    toggle(document.getElementById("welcome"), !this.size && this.older.before === null);
    toggle(this.node, this.size > 0); // a feed without an article is an error
  }

  show() {
    const changed = [...this.changed];
    this.changed.clear();
    for (const { id, erased } of changed) {
      if (!erased) continue;
      if (this.views.get(id)?.has(document.activeElement)) this.does.focus();
      this.views.delete(id);
    }
    if (changed.some(({ id, question, erased }) => this.arranged.has(id) === Boolean(erased || !question))) this.arrange();
    for (const reply of changed) this.update(this.views.get(reply.id));
    if (this.live) this.welcome();
    if (this.following) this.toEnd();
  }

  update(view) {
    view?.update();
    if (view) this.divide(view);
  }

  view(reply) {
    if (!this.views.has(reply.id)) this.views.set(reply.id, new ReplyView(reply, this.does, this.admin));
    return this.views.get(reply.id);
  }

  /** A line under the reply that has made the conversation start afresh. */
  divide({ reply, node }) {
    if (reply.question?.command !== RESET || reply.ending?.event !== "done" || node.querySelector(".afresh")) return;
    node.append(el("p", { class: "divider afresh", role: "separator", "aria-label": t("starts-afresh") }, t("starts-afresh")));
  }

  /** Says once that a reply is complete, and how it begins; while it grows nothing is said. */
  announce(reply) {
    if (!this.branches.groupOf(reply.id)) return;
    const said = reply.text.replace(/[*_`#>|~]+/g, "").replace(/\s+/g, " ").slice(0, SPOKEN);
    const name = reply.question.name;
    const words = {
      done: () => t("announce-done", { name, said }),
      stopped: () => t("announce-stopped", { name }),
      failure: () => t("announce-failed", { name, said: reply.ending.error.sentence }),
    }[reply.ending.event]();
    this.announcer.append(el("p", {}, words));
    while (this.announcer.childNodes.length > 3) this.announcer.firstChild.remove();
  }

  arrived(reply) {
    const group = this.branches.groupOf(reply.id);
    if (group && reply.mine) {
      const { node } = this.views.get(group.reply.id);
      this.following = this.branches.shown.at(-1) === group;
      if (!this.following) node.scrollIntoView({ block: "nearest" });
      // The button that asked for it is gone.
      if (document.activeElement === document.body) node.focus({ preventScroll: true });
    } else if (group && !this.following) this.unread += 1;
    this.mark();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    // Going up is the reader's doing; a log that grows is not.
    if (near && this.after !== null) this.loadNewer();
    else if (near) this.following = true;
    else if (scrollTop < (this.top ?? 0)) this.following = false;
    this.top = scrollTop;
    if (this.following) this.unread = 0;
    this.mark();
  }

  mark() {
    toggle(this.latest, !this.following);
    this.latest.textContent = this.unread ? t("latest-new", { count: this.unread }) : t("latest");
  }

  jump() {
    if (this.after !== null) {
      history.replaceState(null, "", location.pathname);
      this.visit({});
      this.does.focus();
      return;
    }
    this.following = true;
    this.toEnd();
    this.mark();
    this.does.focus();
  }

  toEnd() {
    if (!this.size) return; // a welcome is read from its top
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }
}

/** Above the log: loads what is older when it comes near, or at the press of a button, and says where the room begins. */
class Older {
  constructor(load, scroll) {
    this.load = load;
    this.before = null;
    this.loading = false;
    this.node = document.getElementById("earlier");
    this.said = el("p", { role: "status" });
    this.button = el("button", { type: "button", class: "action", onclick: () => this.go() }, t("older"));
    this.node.append(this.said, this.button);
    this.sight = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && this.go(), { root: scroll, rootMargin: AHEAD });
  }

  get focused() {
    return document.activeElement === this.button;
  }

  /** What leads to the next page, null at the beginning of the room; `told` says whether a beginning is worth a word. */
  next(before, told) {
    const first = this.before === null;
    this.before = before;
    toggle(this.node, before !== null || (told && !first));
    toggle(this.button, before !== null);
    this.said.textContent = before === null && told && !first ? t("beginning") : "";
    // Observed anew: where the page was short, its top is still near.
    this.sight.disconnect();
    if (before !== null) this.sight.observe(this.node);
  }

  async go() {
    if (this.loading || this.before === null) return;
    this.loading = true;
    this.said.textContent = t("older-loading");
    this.node.classList.add("loading");
    try {
      await this.load(this.before);
    } catch {
      this.said.textContent = t("older-failed");
      this.sight.disconnect();
    } finally {
      this.loading = false;
      this.node.classList.remove("loading");
    }
  }
}
