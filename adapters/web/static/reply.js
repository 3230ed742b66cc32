// One reply as an article: its question, its parts, what is happening, what can be done next.
import { copyButton } from "./copying.js";
import { el, icon, ICONS, toggle } from "./dom.js";
import { chooseModel } from "./models.js";
import { picture } from "./picture.js";
import { player } from "./player.js";
import { Prose } from "./prose.js";
import { Turns } from "./turns.js";
import { numberOf, sentence, sizeOf, t, timeOf } from "./words.js";

const UNDO_MILLISECONDS = 10_000;
// An answer that came so long after its question has a time of its own.
const LATER_SECONDS = 120;

/**
 * Shows one reply; `does` are what its buttons do: `press(button)`, `stop(reply)`, `turn(group)`. What continues it is
 * shown at its end.
 */
export class ReplyView {
  constructor(reply, does, admin) {
    this.reply = reply;
    this.does = does;
    this.admin = admin;
    this.parts = new Map();
    this.group = null;
    this.continuations = [];
    this.day = el("p", { class: "divider day", role: "separator", hidden: true });
    this.question = el("header", { class: "question" });
    this.body = el("div", { class: "parts" });
    this.status = new Status(reply, does);
    this.ending = el("div", { class: "ending" });
    this.actions = el("div", { class: "actions" });
    this.answer = el("div", { class: "answer" }, this.body, this.status.node, this.ending, this.actions);
    this.questions = new Turns(["questions", "question-previous", "question-next"], (by) => does.turn(this.group, { turning: this.group.turning, by }));
    this.answers = new Turns(["answers", "answer-previous", "answer-next"], (by) => does.turn(this.group, { by }));
    this.node = el("article", { class: "reply", "aria-busy": "true", tabindex: "-1", onkeydown: (event) => this.key(event) }, this.day, this.question, this.answer);
  }

  /** Takes its place: its question with other answers and versions, what continues it, and a line above it for the day. */
  stand(group, continuations, day) {
    this.group = group;
    this.continuations = continuations;
    if (this.base) this.leave();
    const { variants, turning, asked } = group;
    const index = variants.indexOf(group.reply);
    const standing = JSON.stringify([asked.id, index, variants.length, turning, continuations.map(({ reply }) => reply.id), day]);
    if (standing === this.standing) return;
    this.standing = standing;
    if (this.asked !== asked) this.ask(asked);
    toggle(this.day, day !== null);
    if (this.day.textContent !== (day ?? "")) {
      this.day.textContent = day ?? "";
      this.day.setAttribute("aria-label", day ?? "");
    }
    this.questions.show(turning?.index ?? 0, turning?.branches.length ?? 1);
    this.answers.show(index, variants.length);
    const answers = continuations.map((view) => view.belong(this));
    for (const node of this.node.querySelectorAll(":scope > .further")) if (!answers.includes(node)) node.remove();
    for (const node of answers) if (node.parentNode !== this.node) this.node.append(node);
    const end = answers.at(-1) ?? this.answer;
    if (this.actions.parentNode !== end) end.append(this.actions);
    this.settle();
  }

  /** Becomes the end of another reply. */
  belong(base) {
    this.base = base;
    this.answer.classList.add("further");
    return this.answer;
  }

  /** Stands alone again, after what it continued is gone. */
  leave() {
    this.base = null;
    this.answer.classList.remove("further");
    this.node.append(this.answer);
  }

  has(node) {
    return this.node.contains(node) || this.answer.contains(node);
  }

  /** The arrows between answers, where the focus is on the article. */
  key(event) {
    if (event.target !== this.node || event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const { variants, reply, turning } = this.group;
    if (by && variants[variants.indexOf(reply) + by]) this.does.turn(this.group, { by });
    else if (by && turning?.branches[turning.index + by] !== undefined) this.does.turn(this.group, { turning, by });
    else return;
    event.preventDefault();
  }

  /** Focuses what corresponds to the arrow that was pressed, or the article after a key; returns which is shown. */
  focusTurn({ turning, by, pressed }) {
    const turns = turning ? this.questions : this.answers;
    if (!pressed || !turns.focus(by)) this.node.focus({ preventScroll: true });
    return turns.place.textContent;
  }

  update() {
    const { reply } = this;
    this.drawn = true;
    this.node.classList.toggle("mine", reply.mine);
    for (const [name, part] of reply.parts) {
      if (!this.parts.has(name)) {
        this.parts.set(name, new PartView(name));
        this.body.append(this.parts.get(name).node);
      }
      this.parts.get(name).update(part, this);
    }
    // Begun anew after a restart: what is not there any more goes.
    for (const [name, view] of this.parts) {
      if (!reply.parts.has(name) || view.part !== reply.parts.get(name)) {
        view.node.remove();
        this.parts.delete(name);
        if (reply.parts.has(name)) return this.update();
      }
    }
    const pictures = [...reply.parts.values()].filter((part) => part.kind === "picture");
    this.body.classList.toggle("gallery", pictures.length > 1);
    this.body.classList.toggle("three", pictures.length === 3);
    this.captionSet(pictures);
    this.status.update(this.reply.mine || this.admin);
    this.end(reply.ending);
    this.settle();
    return undefined;
  }

  /** All that depends on what continues this reply. */
  settle() {
    if (this.base) return this.base.settle();
    const views = [this, ...this.continuations];
    this.node.setAttribute("aria-busy", String(views.some(({ reply }) => reply.busy)));
    for (const view of views) view.offer(view.reply.offer);
    // A button whose result is below it has done its work.
    const done = new Set(this.continuations.map(({ reply }) => reply.question.button));
    for (const button of this.node.querySelectorAll("button[data-id]")) toggle(button, !done.has(button.dataset.id));
    return undefined;
  }

  /** The pictures of this reply, each with its captions, and those that were given with the question. */
  around() {
    const { reply } = this;
    const set = [...reply.parts.values()].filter((part) => part.picture && !part.picture.spoiler);
    const sources = (reply.question?.files ?? []).filter((file) => file.media_type.startsWith("image/"));
    return { set: set.map((part) => ({ event: part.picture, facts: part.facts })), sources };
  }

  /** One line under a set: what all its pictures have in common. What differs is beside each at full size. */
  captionSet(pictures) {
    const common = pictures.length > 1 ? (pictures[0].facts ?? []).filter((fact) => pictures.every((part) => part.facts.includes(fact))) : [];
    this.body.classList.toggle("alike", common.length > 0);
    if (this.common === common.join()) return;
    this.common = common.join();
    this.line ??= el("p", { class: "facts set-facts" });
    this.body.after(this.line);
    this.line.replaceChildren(...(common.length ? printed(common, pictures[0], this) : []));
    toggle(this.line, common.length > 0);
  }

  /** Who asked for this answer and when it came, where that is not what stands above it. */
  byline({ at }) {
    const asked = this.group?.asked ?? this.reply;
    const { name } = this.reply.question ?? {};
    const day = (seconds) => new Date(seconds * 1000).toDateString();
    return [
      ...(name && name !== asked.question.name ? [t("answered-for", { name })] : []),
      ...(at > asked.at + LATER_SECONDS ? [timeOf(at, day(at) === day(asked.at))] : []),
    ];
  }

  /** The question, as the first answer to it has it. */
  ask(reply) {
    this.asked = reply;
    const { question } = reply;
    const id = `asked-${this.reply.id}`;
    this.question.replaceChildren();
    const said = el("div", { class: question.said.startsWith("/") ? "said typed" : "said", id, dir: "auto" }, ...worded(question));
    this.question.append(
      el("h2", { class: "unseen", id: `about-${this.reply.id}` }, t("reply-to", { name: question.name, said: question.said.slice(0, 80) })),
      el("p", { class: "who" }, el("b", { dir: "auto", title: question.user ?? null }, question.name), " ", timeOf(reply.at, true),
        reply.private ? el("span", { class: "badge" }, icon(ICONS.lock), t("private")) : null),
      ...(question.said ? [said] : []),
      ...(question.files.length ? [el("ul", { class: "files" }, ...question.files.map(given))] : []),
      this.questions.node,
    );
    this.node.setAttribute("aria-labelledby", `about-${this.reply.id}`);
  }

  buttons(offer) {
    const mine = this.reply.mine || this.admin;
    return offer.filter((button) => mine || !["delete", "stop"].includes(button.kind)).map((button) =>
      el("button", { type: "button", class: `action ${button.kind}`, "data-id": button.id, title: button.label, onclick: (event) => (button.kind === "delete" ? this.discard() : this.press(button, event.currentTarget)) }, ...look(button), el("span", { class: "label" }, button.label)));
  }

  /** Presses a button; `model` is another one for what it runs. What is made in place of this hears what is above it. */
  press(button, node, model) {
    const instead = button.result === "variant" || button.edits ? (this.base ?? this).group : null;
    return this.does.press(button, node, { above: this.does.above(instead), model });
  }

  /** What can be done next; at the end of another reply, only what concerns this one alone. */
  offer(offer) {
    const { reply, base } = this;
    const copies = !base && !reply.busy && this.markdown !== "";
    const key = JSON.stringify([offer.map(({ id }) => id), copies, Boolean(base)]);
    if (key === this.offered) return;
    this.offered = key;
    const again = base ? null : offer.find(({ result }) => result === "variant");
    const buttons = this.buttons(base ? offer.filter(({ kind }) => kind === "delete") : offer);
    if (again && this.does.takesModel(reply.question?.command)) buttons.splice(1, 0, this.otherModel(again));
    this.actions.replaceChildren(...(base ? [] : [this.answers.node]), ...buttons, ...(copies ? [copyButton("copy-answer", () => this.markdown)] : []));
  }

  get markdown() {
    return [this, ...this.continuations].map(({ reply }) => reply.markdown).filter(Boolean).join("\n\n");
  }

  /** Offers the same with another model. */
  otherModel(again) {
    const used = () => [...this.reply.parts.values()].map(({ model }) => model);
    return el("button", { type: "button", class: "action", title: t("other-model"), "aria-haspopup": "dialog", onclick: (event) => {
      const node = event.currentTarget;
      chooseModel(this.reply.question.command, used(), (model) => this.press(again, node, model));
    } }, icon(ICONS.models), el("span", { class: "label" }, t("other-model")));
  }

  /** Takes the reply away with what continues it, and deletes it unless that is undone in time. */
  discard() {
    const views = this.base ? [this] : [this, ...this.continuations];
    const buttons = views.flatMap(({ reply }) => [...reply.offer, ...[...reply.parts.values()].flatMap(({ offer }) => offer)].filter(({ kind }) => kind === "delete"));
    const hidden = this.base ? [this.answer] : [this.question, ...views.map(({ answer }) => answer)];
    const place = this.base?.node ?? this.node;
    const undo = el("button", { type: "button", class: "action" }, t("undo"));
    const note = el("p", { class: "deleted" }, el("span", { role: "status" }, t("deleted")), " ", undo);
    const restore = () => {
      clearTimeout(timer);
      removeEventListener("pagehide", remove);
      note.remove();
      for (const node of hidden) toggle(node, true);
    };
    const remove = async () => {
      clearTimeout(timer);
      removeEventListener("pagehide", remove);
      const done = await Promise.all(buttons.map((button) => this.does.press(button, undo)));
      if (done.includes(false)) restore();
    };
    const timer = setTimeout(remove, UNDO_MILLISECONDS);
    // Whoever leaves meant it.
    addEventListener("pagehide", remove);
    undo.addEventListener("click", () => {
      restore();
      place.focus();
    });
    for (const node of hidden) toggle(node, false);
    place.append(note);
    undo.focus();
  }

  end(ending) {
    if (ending === this.ended) return;
    this.ended = ending;
    this.ending.replaceChildren();
    if (ending?.event === "stopped") this.ending.append(el("p", { class: "stopped" }, t("stopped", { name: ending.by })));
    if (ending?.event === "failure") this.ending.append(problem(ending.error));
    if (ending?.event === "done" && !this.reply.parts.size) this.ending.append(el("p", { class: "stopped" }, t("nothing-said")));
  }
}

/** One part: only what changed is built again. */
class PartView {
  constructor(name) {
    this.name = name;
    this.head = el("h3", { class: "title", hidden: true });
    this.main = el("div");
    this.trouble = el("div");
    this.facts = el("p", { class: "facts", hidden: true });
    this.actions = el("div", { class: "actions" });
    this.node = el("section", { class: "part" }, this.head, this.main, this.trouble, this.facts, this.actions);
    this.shown = {};
  }

  update(part, view) {
    const { busy } = view.reply;
    this.part ??= part;
    if (this.part !== part) return;
    this.node.classList.toggle("part-picture", part.kind === "picture");
    this.once("title", part.title, () => {
      toggle(this.head, Boolean(part.title));
      this.head.replaceChildren(...sentence(part.title ?? ""));
    });
    if (part.text.source || this.prose) {
      this.prose ??= this.put(new Prose());
      this.prose.show(part.text);
    }
    this.once("sentences", part.sentences.length, () => {
      if (!part.sentences.length) return;
      if (!this.lines) this.main.prepend(this.lines = el("div", { class: "prose statement", dir: "auto" }));
      this.lines.replaceChildren(...part.sentences.map((line) => el("p", {}, ...sentence(line))));
    });
    this.once("picture", part.picture, () => part.picture && this.put({ node: picture(part.picture, () => part.facts, () => view.around()) }));
    this.once("recording", part.recording, () => part.recording && this.put({ node: player(part.recording) }));
    this.once("file", part.file, () => part.file && this.put({ node: fileLink(part.file.media) }));
    this.once("waiting", busy && part.kind === "picture" && !part.picture && !part.trouble, (waiting) => {
      if (waiting) this.canvas = this.put({ node: el("div", { class: "canvas", "aria-hidden": "true" }) });
      else this.canvas?.node.remove();
    });
    this.once("trouble", part.trouble, () => part.trouble && this.trouble.replaceChildren(problem(part.trouble)));
    this.once("facts", part.facts, () => {
      toggle(this.facts, part.facts.length > 0);
      this.facts.replaceChildren(...printed(part.facts, part, view));
    });
    this.once("offer", part.offer, () => this.actions.replaceChildren(...view.buttons(part.offer)));
  }

  once(name, value, build) {
    if (this.shown[name] === value) return;
    this.shown[name] = value;
    build(value);
  }

  put(view) {
    this.main.append(view.node);
    return view;
  }
}

/** Captions of a part: who made it and what is worth knowing of it, and in small print how it was made. */
function printed(facts, part, view) {
  const said = (some) => some.map((fact) => el("span", { class: fact === part.seen[0] ? "maker" : null }, ...sentence(fact)));
  const [maker, ...notes] = said(facts.filter((fact) => part.seen.includes(fact)));
  const print = said(facts.filter((fact) => !part.seen.includes(fact)));
  return [
    ...dotted([maker, ...view.byline(part), ...notes].filter(Boolean)),
    print.length ? el("span", { class: "print" }, maker ? " \u00b7 " : "", ...dotted(print)) : "",
  ];
}

function dotted(pieces) {
  return pieces.flatMap((piece, at) => (at ? [" \u00b7 ", piece] : [piece]));
}

/** The icon of a button, where what it does has one. */
function look({ kind, edits, result, command }) {
  if (command === "speak") return [icon(ICONS.sound)];
  const name = { variant: "again", continuation: "onward" }[result] ?? (edits ? "edit" : { delete: "bin" }[kind]);
  return name ? [icon(ICONS[name])] : [];
}

/** What is happening: a sentence, a bar, and Stop. */
class Status {
  constructor(reply, does) {
    this.reply = reply;
    this.words = el("span", { class: "happening" });
    this.left = el("span", { class: "left" });
    this.fill = el("div", { class: "fill" });
    this.bar = el("div", { class: "bar-track", role: "progressbar" }, this.fill);
    this.stop = el("button", { type: "button", class: "action stop", onclick: async () => {
      this.stop.disabled = true;
      if (!(await does.stop(reply))) this.stop.disabled = false;
    } }, t("stop"));
    this.node = el("div", { class: "status" }, el("div", { class: "track" }, el("p", {}, this.words, this.left), this.bar), this.stop);
  }

  update(mayStop) {
    const { reply } = this;
    toggle(this.node, reply.busy);
    if (!reply.busy) return;
    const partial = [...reply.parts.values()].map((part) => part.progress).filter(Boolean);
    const progress = reply.progress ?? partial.at(-1) ?? null;
    const writing = [...reply.parts.values()].some((part) => part.text.source) && !progress;
    this.node.classList.toggle("writing", writing);
    const happening = progress?.sentence ?? t(reply.started ? (writing ? "writing" : "working") : "queued");
    if (this.happening !== happening) {
      this.happening = happening;
      this.words.replaceChildren(...sentence(happening));
      this.bar.setAttribute("aria-label", this.words.textContent);
    }
    this.left.textContent = progress?.seconds_left ? t("seconds-left", { seconds: numberOf(Math.ceil(progress.seconds_left)) }) : "";
    const fraction = progress?.fraction ?? null;
    this.bar.classList.toggle("unknown", fraction === null);
    this.fill.style.width = fraction === null ? "" : `${Math.max(3, fraction * 100)}%`;
    if (fraction === null) this.bar.removeAttribute("aria-valuenow");
    else this.bar.setAttribute("aria-valuenow", String(Math.round(fraction * 100)));
    toggle(this.stop, mayStop);
  }
}

/** What went wrong, with the number to report. */
export function problem({ sentence: words, id }) {
  const named = id && words.includes(id);
  const said = named ? words.split(id).flatMap((piece, at) => [...(at ? [el("code", {}, id)] : []), ...sentence(piece)]) : sentence(words);
  return el("div", { class: "problem" }, el("p", {}, ...said),
    id ? el("p", { class: "facts" }, named ? null : t("error-id", { id }), copyButton("copy-id", () => id)) : null);
}

/** A typed command with its name set apart; anything else as it was said. */
function worded({ said, command }) {
  const name = `/${command}`;
  if (!said.startsWith(name)) return [said];
  // An option stays in one piece where the line breaks.
  const rest = said.slice(name.length).split(/(--[\w-]+)/).map((piece, at) => (at % 2 ? el("span", { class: "option" }, piece) : piece));
  return [el("span", { class: "command" }, name), ...rest];
}

/** A file that was given with the question. */
function given(file) {
  if (file.media_type.startsWith("image/")) {
    return el("li", {}, el("a", { href: file.url, target: "_blank", rel: "noopener" }, el("img", { src: file.url, alt: file.name, loading: "lazy" })));
  }
  return el("li", { class: "document" }, icon(ICONS.file), el("a", { href: `${file.url}?download` }, file.name), ` ${sizeOf(file.size)}`);
}

/** A file to keep. */
function fileLink(media) {
  return el("a", { class: "file", href: `${media.url}?download`, download: media.name }, icon(ICONS.download), `${media.name} (${sizeOf(media.size)})`);
}
