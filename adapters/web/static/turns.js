// Arrows between the answers to a question, or the versions of a question, and which of how many is shown.
import { el, icon, ICONS, toggle } from "./dom.js";
import { t } from "./words.js";

/** `words` are names of words: of all, of the one before and of the one after; `turn(by)` goes there (-1 or 1). */
export class Turns {
  constructor([all, previous, next], turn) {
    const arrow = (name, path, by) => el("button", { type: "button", class: "icon-button small", "aria-label": t(name), title: t(name), onclick: () => turn(by) }, icon(path));
    this.arrows = [arrow(previous, ICONS.previous, -1), arrow(next, ICONS.next, 1)];
    this.place = el("span", { class: "place" });
    this.node = el("div", { class: "turns", role: "group", "aria-label": t(all), hidden: true, onkeydown: (event) => {
      const pressed = { ArrowLeft: this.arrows[0], ArrowRight: this.arrows[1] }[event.key];
      if (!pressed) return;
      event.preventDefault();
      pressed.click();
    } }, this.arrows[0], this.place, this.arrows[1]);
  }

  show(index, count) {
    toggle(this.node, count > 1);
    this.place.textContent = t("turn-place", { at: index + 1, count });
    this.arrows[0].disabled = index <= 0;
    this.arrows[1].disabled = index >= count - 1;
  }

  /** Focuses the arrow of a way, or at the end the other one; returns whether there is one. */
  focus(by) {
    const [first, other] = by < 0 ? this.arrows : [...this.arrows].reverse();
    const arrow = first.disabled ? other : first;
    arrow.focus({ preventScroll: true });
    return !this.node.hidden && !arrow.disabled;
  }
}
