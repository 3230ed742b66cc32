// News while nobody looks: a count in the title and on the app's icon, and a notification for one's own answers.
import { keep, kept } from "./storage.js";
import { t } from "./words.js";

const SHOWN = 160;

/** Counts the answers that ended while the page was hidden. */
export class Notices {
  constructor() {
    this.unread = 0;
    this.title = document.title;
    document.addEventListener("visibilitychange", () => document.hidden || this.count(0));
  }

  get possible() {
    return "Notification" in window;
  }

  get denied() {
    return this.possible && Notification.permission === "denied";
  }

  get allowed() {
    return this.possible && Notification.permission === "granted" && kept("notifications") === "on";
  }

  /** Switches notifications on or off; returns how they are then. The browser asks the reader the first time. */
  async allow(wanted) {
    if (wanted && Notification.permission === "default") await Notification.requestPermission();
    keep("notifications", wanted ? "on" : null);
    return this.allowed;
  }

  /** An answer has ended. */
  ended(reply) {
    if (!document.hidden || reply.erased || !reply.question) return;
    this.count(this.unread + 1);
    if (!reply.mine || !this.allowed) return;
    try {
      const body = (reply.ending.error?.sentence ?? reply.text).slice(0, SHOWN);
      const notice = new Notification(reply.question.said.slice(0, SHOWN) || this.title, { body, tag: reply.id, icon: "static/icon-192.png" });
      notice.onclick = () => {
        focus();
        notice.close();
      };
    } catch { // phones allow notifications to service workers only
    }
  }

  /** The page has another title. */
  name(title) {
    this.title = title;
    this.count(this.unread);
  }

  count(unread) {
    this.unread = unread;
    document.title = unread ? t("title-unread", { count: unread, title: this.title }) : this.title;
    const badge = unread ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.();
    badge?.catch(() => {});
  }
}
