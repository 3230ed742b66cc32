// Where one writes: text or a command, files, options, history, a draft that survives a reload.
import { Attachments } from "./attachments.js";
import { Completion } from "./completion.js";
import { el, icon, ICONS, toggle } from "./dom.js";
import { openForm } from "./form.js";
import { Recorder } from "./recorder.js";
import { refuse } from "./refusals.js";
import { ModelChoice } from "./models.js";
import { newId, server } from "./server.js";
import { t } from "./words.js";

const DRAFT = "draft";
// A pasted text of more characters becomes a file.
const LONG_PASTE = 4000;

/** The composer; `replies` knows what was said before. */
export class Composer {
  constructor({ commands, replies, limits }) {
    this.commands = commands;
    this.replies = replies;
    this.limits = limits;
    this.recalled = 0; // counted from the latest: older lines may come
    this.leaving = null;
    this.delivered = Promise.resolve();
    this.above = () => undefined; // what the model hears above a question
    this.introduced = async () => {}; // asks for the visitor's name before the first message
    this.form = document.getElementById("composer");
    this.field = el("textarea", { id: "line", rows: "1", placeholder: t("placeholder"), "aria-label": t("line-label"), autocomplete: "off", enterkeyhint: "send", dir: "auto" });
    this.completion = new Completion(this.field, commands);
    this.problem = el("p", { class: "problem", role: "alert", hidden: true });
    this.files = new Attachments({ limits, complain: (words) => this.complain(words), changed: () => this.ready() });
    this.picker = el("input", { type: "file", multiple: true, hidden: true, id: "picker", "aria-label": t("attach"), tabindex: "-1" });
    this.recorder = new Recorder({ finished: (file) => this.recorded(file), complain: (words) => this.complain(words), changed: () => this.ready() });
    this.model = new ModelChoice(commands);
    this.send = el("button", { type: "submit", class: "send", "aria-label": t("send"), title: t("send") }, icon(ICONS.send));
    const attach = el("button", { type: "button", class: "icon-button", "aria-label": t("attach"), title: t("attach"), onclick: () => this.picker.click() }, icon(ICONS.attach));
    const options = el("button", { type: "button", class: "icon-button", id: "options", "aria-label": t("options"), title: t("options"), "aria-haspopup": "dialog", onclick: () => this.options() }, icon(ICONS.options));
    this.form.append(this.completion.node, this.problem, el("div", { class: "box" }, this.files.node, el("div", { class: "row" }, attach, options, this.field, this.recorder.panel, this.recorder.button, this.send), this.model.node), this.picker);
    this.beside = [attach, options, this.field, this.recorder.button];
    this.field.value = sessionStorage.getItem(DRAFT) ?? "";
    this.listen();
    this.changed();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      if (!event.clipboardData.files.length && text.length <= LONG_PASTE) return;
      event.preventDefault();
      if (event.clipboardData.files.length) this.files.add(event.clipboardData.files);
      else this.files.addText(text, () => this.insert(text));
    });
    this.picker.addEventListener("change", () => {
      this.files.add(this.picker.files);
      this.picker.value = "";
      this.focus();
    });
    let depth = 0;
    const carries = (event) => event.dataTransfer?.types.includes("Files") && !document.querySelector("dialog[open]");
    const over = (shown) => document.body.classList.toggle("dropping", shown);
    addEventListener("dragenter", (event) => carries(event) && over((depth += 1) > 0));
    addEventListener("dragleave", (event) => carries(event) && over((depth = Math.max(0, depth - 1)) > 0));
    addEventListener("dragover", (event) => carries(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      depth = 0;
      over(false);
      if (!carries(event)) return;
      event.preventDefault();
      this.files.add(event.dataTransfer.files);
      this.focus();
    });
  }

  focus() {
    this.field.focus();
  }

  /** `line` is what is kept when a button of the refusal says so, and `meant` what may be sent in its place. */
  complain(words, actions = [], line = null, meant = null) {
    refuse(this.problem, words, actions, () => line === null || this.sent(line));
    if (meant) this.problem.append(el("button", { type: "button", class: "action meant", dir: "auto", onclick: () => this.mend(meant) }, t("send-meant", { line: meant })));
    toggle(this.problem, Boolean(words));
  }

  /** Sends what was meant. */
  mend(line) {
    this.put(line);
    this.focus();
    return this.submit();
  }

  changed() {
    sessionStorage.setItem(DRAFT, this.field.value);
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, innerHeight * 0.4)}px`;
    this.form.classList.toggle("typed", /^\/(?!\/)/.test(this.field.value));
    this.complain("");
    this.ready();
  }

  ready() {
    const recording = this.recorder.active;
    this.send.disabled = !recording && !this.field.value.trim() && !this.files.files.length;
    for (const node of this.beside ?? []) node.classList.toggle("away", recording);
  }

  /** Takes a finished recording, which waits beside what is written. */
  recorded(file) {
    this.files.add([file]);
    this.ready();
    this.focus();
  }

  key(event) {
    if (event.isComposing || this.completion.key(event)) return;
    const touch = matchMedia("(pointer: coarse)").matches;
    if (event.key === "Enter" && !event.shiftKey && !touch) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.altKey || event.ctrlKey || event.metaKey) return;
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") this.recall(event);
  }

  /** What was said before, as in a terminal; only where the caret has nowhere else to go. */
  recall(event) {
    const up = event.key === "ArrowUp";
    const said = this.replies.said.filter((line, at, all) => line && line !== all[at - 1]);
    const shown = this.recalled > 0 && this.field.value === said.at(-this.recalled);
    if (!shown && (this.field.value || !up)) return;
    const back = (shown ? this.recalled : 0) + (up ? 1 : -1);
    if (back > said.length) return;
    event.preventDefault();
    this.recalled = back;
    this.put(back ? said.at(-back) : "");
  }

  /** Puts a text where the caret is. */
  insert(text) {
    this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, "end");
    this.changed();
    this.focus();
  }

  put(text) {
    this.field.value = text;
    this.field.setSelectionRange(text.length, text.length);
    this.changed();
  }

  /** Sends what is written and said, after what is still on its way; pressing Enter twice sends it once. */
  async submit() {
    await this.recorder.end(true);
    const line = this.field.value;
    if (line !== this.leaving && (line.trim() || this.files.files.length)) {
      this.leaving = line;
      this.delivered = this.delivered.then(() => this.deliver(line));
    }
    return this.delivered;
  }

  async deliver(line) {
    this.completion.close();
    try {
      this.complain("");
      await this.introduced();
      const attachments = await this.files.references();
      const verdict = attachments && await server.ask({ id: newId(), line, attachments, model: this.model.chosen, above: this.above() });
      if (!verdict) this.focus();
      else if (verdict.verdict === "refused") this.complain(verdict.sentence, verdict.actions, line, verdict.meant);
      else if (verdict.verdict === "form") this.fill(verdict, line);
      else this.sent(line);
    } catch (error) {
      this.complain(error.status ? error.message : t("not-sent"));
    }
    if (this.leaving === line) this.leaving = null;
  }

  sent(line) {
    if (this.field.value === line) this.put("");
    this.files.clear();
    this.ready();
    this.recalled = 0;
    if (!matchMedia("(pointer: coarse)").matches) this.focus();
  }

  /** The form of what is typed so far; of talking where nothing is. */
  async options() {
    const line = this.field.value;
    try {
      const verdict = await server.form(line);
      if (verdict.verdict === "refused") this.complain(verdict.sentence);
      else this.fill({ ...verdict, attachments: await this.files.references() ?? [] }, line);
    } catch (error) {
      this.complain(error.status ? error.message : t("not-sent"));
    }
  }

  fill(verdict, line = null) {
    openForm({ above: this.above(), ...verdict, commands: line === null ? [] : this.commands, limits: this.limits, sent: () => line === null || this.sent(line) });
  }
}
