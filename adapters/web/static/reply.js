// One reply as an article: its question, its parts, what is happening, what can be done next.
import { el, icon, ICONS, toggle } from "./dom.js";
import { Prose } from "./markdown.js";
import { picture } from "./picture.js";
import { player } from "./player.js";
import { numberOf, sentence, sizeOf, t, timeOf } from "./words.js";

/** Shows one reply; `does` are what its buttons do: `press(button)`, `stop(reply)`. */
export class ReplyView {
  constructor(reply, does, admin) {
    this.reply = reply;
    this.does = does;
    this.admin = admin;
    this.parts = new Map();
    this.question = el("header", { class: "question" });
    this.body = el("div", { class: "parts" });
    this.status = new Status(reply, does);
    this.ending = el("div", { class: "ending" });
    this.actions = el("div", { class: "actions" });
    this.answer = el("div", { class: "answer" }, this.body, this.status.node, this.ending, this.actions);
    this.node = el("article", { class: "reply", "aria-busy": "true", tabindex: "-1" }, this.question, this.answer);
  }

  update() {
    const { reply } = this;
    this.node.classList.toggle("mine", reply.mine);
    if (reply.question && !this.asked) this.ask(reply.question);
    for (const [name, part] of reply.parts) {
      if (!this.parts.has(name)) {
        this.parts.set(name, new PartView(name));
        this.body.append(this.parts.get(name).node);
      }
      this.parts.get(name).update(part, reply.busy, (offer) => this.buttons(offer), () => this.around());
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
    this.captionSet(pictures);
    this.status.update(this.reply.mine || this.admin);
    this.end(reply.ending);
    this.offer(reply.offer);
    this.node.setAttribute("aria-busy", String(reply.busy));
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
    this.line.replaceChildren(...common.flatMap((fact, at) => [at ? " \u00b7 " : "", ...sentence(fact)]));
    toggle(this.line, common.length > 0);
  }

  ask(question) {
    this.asked = true;
    const { reply } = this;
    const id = `asked-${reply.id}`;
    const said = el("div", { class: question.said.startsWith("/") ? "said typed" : "said", id, dir: "auto" }, ...worded(question));
    this.question.append(
      el("h2", { class: "unseen", id: `about-${reply.id}` }, t("reply-to", { name: question.name, said: question.said.slice(0, 80) })),
      el("p", { class: "who" }, el("b", { dir: "auto", title: question.user ?? null }, question.name), " ", timeOf(reply.at),
        reply.private ? el("span", { class: "badge" }, icon(ICONS.lock), t("private")) : null),
      ...(question.said ? [said] : []),
      ...(question.files.length ? [el("ul", { class: "files" }, ...question.files.map(given))] : []),
    );
    this.node.setAttribute("aria-labelledby", `about-${reply.id}`);
  }

  buttons(offer) {
    const mine = this.reply.mine || this.admin;
    return offer.filter((button) => mine || !["delete", "stop"].includes(button.kind)).map((button) =>
      el("button", { type: "button", class: `action ${button.kind}`, onclick: (event) => this.does.press(button, event.currentTarget) }, button.label));
  }

  offer(offer) {
    if (offer === this.offered) return;
    this.offered = offer;
    this.actions.replaceChildren(...this.buttons(offer));
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

  update(part, busy, buttons, around) {
    this.part ??= part;
    if (this.part !== part) return;
    this.node.classList.toggle("part-picture", part.kind === "picture");
    this.once("title", part.title, () => {
      toggle(this.head, Boolean(part.title));
      this.head.replaceChildren(...sentence(part.title ?? ""));
    });
    this.once("text", part.text, () => {
      if (!part.text && !this.prose) return;
      this.prose ??= this.put(new Prose());
      this.prose.show(part.text);
    });
    this.once("sentences", part.sentences.length, () => {
      if (!part.sentences.length) return;
      if (!this.lines) this.main.prepend(this.lines = el("div", { class: "prose statement", dir: "auto" }));
      this.lines.replaceChildren(...part.sentences.map((line) => el("p", {}, ...sentence(line))));
    });
    this.once("picture", part.picture, () => part.picture && this.put({ node: picture(part.picture, () => part.facts, around) }));
    this.once("recording", part.recording, () => part.recording && this.put({ node: player(part.recording) }));
    this.once("file", part.file, () => part.file && this.put({ node: fileLink(part.file.media) }));
    this.once("waiting", busy && part.kind === "picture" && !part.picture && !part.trouble, (waiting) => {
      if (waiting) this.canvas = this.put({ node: el("div", { class: "canvas", "aria-hidden": "true" }) });
      else this.canvas?.node.remove();
    });
    this.once("trouble", part.trouble, () => part.trouble && this.trouble.replaceChildren(problem(part.trouble)));
    this.once("facts", part.facts, () => {
      toggle(this.facts, part.facts.length > 0);
      this.facts.replaceChildren(...part.facts.flatMap((fact, at) => [at ? " · " : "", ...sentence(fact)]));
    });
    this.once("offer", part.offer, () => this.actions.replaceChildren(...buttons(part.offer)));
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
    const writing = [...reply.parts.values()].some((part) => part.text) && !progress;
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
  return el("div", { class: "problem" }, el("p", {}, ...sentence(words)),
    id && !words.includes(id) ? el("p", { class: "facts" }, t("error-id", { id })) : null);
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
