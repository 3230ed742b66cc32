// The log on the page: replies in their order, at the latest unless somebody reads back, each announced once.
import { el, toggle } from "./dom.js";
import { ReplyView } from "./reply.js";
import { t } from "./words.js";

const NEAR = 120;
const SPOKEN = 400;

/** Shows the replies of the room and follows the newest. */
export class Log {
  constructor(replies, does) {
    this.replies = replies;
    this.does = does;
    this.views = new Map();
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
    this.scroll.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // Pictures that load, players that open, a keyboard that slides in: whoever was at the end stays there.
    const sizes = new ResizeObserver(() => this.following && this.toEnd());
    sizes.observe(this.node);
    sizes.observe(this.scroll);
  }

  /** A line of the room. */
  hear(line) {
    const reply = this.replies.hear(line);
    const ended = ["done", "stopped", "failure"].includes(line.event);
    if (this.live && ended) this.announce(reply);
    if (this.live && line.event === "asked") this.arrived(reply);
    if (!this.changed.size) requestAnimationFrame(() => this.show());
    this.changed.add(reply);
  }

  /** Everything so far has come: from here on, what comes is news. */
  here() {
    this.live = true;
    this.show();
    this.node.setAttribute("aria-busy", "false");
    toggle(document.getElementById("welcome"), !this.views.size);
  }

  show() {
    const changed = [...this.changed];
    this.changed.clear();
    for (const reply of changed) this.showOne(reply);
    if (this.live) toggle(document.getElementById("welcome"), !this.views.size);
    if (this.following) this.toEnd();
  }

  showOne(reply) {
    const view = this.views.get(reply.id);
    if (reply.erased) {
      if (view?.node.contains(document.activeElement)) this.does.focus();
      view?.node.remove();
      this.views.delete(reply.id);
      return;
    }
    if (!reply.question && !view) return;
    if (view) {
      view.update();
      return;
    }
    const fresh = new ReplyView(reply, this.does, this.admin);
    this.views.set(reply.id, fresh);
    fresh.update();
    this.node.append(fresh.node);
  }

  /** Says once that a reply is complete, and how it begins; while it grows nothing is said. */
  announce(reply) {
    if (reply.erased || !reply.question) return;
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
    if (reply.mine) this.following = true;
    else if (!this.following) this.unread += 1;
    this.mark();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    // Going up is the reader's doing; a log that grows is not.
    if (near) this.following = true;
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
    this.following = true;
    this.toEnd();
    this.mark();
    this.does.focus();
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }
}
