// The log as the page understands it: lines in, replies out. No document here.
import { Text } from "./text.js";

/** One part of a reply: what came for it so far. */
class Part {
  constructor(name) {
    this.name = name;
    this.kind = "text";
    this.title = null;
    this.text = new Text();
    this.sentences = [];
    this.picture = null;
    this.recording = null;
    this.file = null;
    this.progress = null;
    this.trouble = null;
    // Who made it, what is worth knowing of it, and how it was made; of these, what everybody is to see; and when.
    this.facts = [];
    this.seen = [];
    this.model = null;
    this.at = null;
    this.offer = [];
  }
}

/** One reply: its question, its parts, its ending. */
export class Reply {
  constructor(id) {
    this.id = id;
    this.number = 0;
    this.at = 0;
    // A page brought the lines up to this number; these came from the stream before the page with the reply's question.
    this.through = 0;
    this.early = [];
    this.mine = false;
    this.private = false;
    this.question = null;
    this.erased = false;
    this.clear();
  }

  clear() {
    this.started = false;
    this.parts = new Map();
    this.progress = null;
    this.offer = [];
    this.ending = null;
  }

  get busy() {
    return this.ending === null;
  }

  /** Everything that was written or said in it, for announcements. */
  get text() {
    return [...this.parts.values()].flatMap((part) => [
      part.title, part.text.source, ...part.sentences, part.picture?.alt, part.recording?.transcript, part.trouble?.sentence,
    ]).filter(Boolean).join(" ");
  }

  /** What was written in it, as Markdown. */
  get markdown() {
    return [...this.parts.values()].map((part) => part.text.source.trim()).filter(Boolean).join("\n\n");
  }

  part(name) {
    if (!this.parts.has(name)) this.parts.set(name, new Part(name));
    return this.parts.get(name);
  }

  apply(line) {
    // What was deleted stays deleted, whatever was still on its way.
    if (this.erased) return;
    switch (line.event) {
      case "asked":
        Object.assign(this, { question: line, number: line.number, at: line.at, mine: line.mine, private: line.private });
        break;
      case "started": this.started = true; break;
      case "restart": this.clear(); this.started = true; break;
      case "erased": this.clear(); this.erased = true; break;
      case "begin": Object.assign(this.part(line.part), { kind: line.kind, title: line.title }); break;
      case "text_delta": this.part(line.part).text.grow(line.text); this.quiet(line.part); break;
      case "text_replace": this.part(line.part).text.replace(line); this.quiet(line.part); break;
      case "settled": this.part(line.part).text.settle(line); break;
      case "statement": this.part(line.part).sentences.push(...line.sentences); this.quiet(line.part); break;
      case "picture": Object.assign(this.part(line.part), { kind: "picture", picture: line }); this.quiet(line.part); break;
      case "recording": Object.assign(this.part(line.part), { kind: "recording", recording: line }); this.quiet(line.part); break;
      case "text_file": this.part(line.part).file = line; this.quiet(line.part); break;
      case "progress":
        if (line.part === null) this.progress = line;
        else this.part(line.part).progress = line;
        break;
      case "trouble": this.part(line.part).trouble = line.error; this.quiet(line.part); break;
      case "offer":
        if (line.part === null) this.offer = line.actions;
        else this.part(line.part).offer = line.actions;
        break;
      case "facts": Object.assign(this.part(line.part), { facts: [line.maker, ...line.notes, ...line.captions], seen: [line.maker, ...line.notes], model: line.model, at: line.at }); break;
      case "done": case "stopped": case "failure":
        this.ending = line;
        this.progress = null;
        for (const part of this.parts.values()) part.progress = null;
        break;
    }
  }

  quiet(part) {
    this.progress = null;
    this.part(part).progress = null;
  }
}

/** The replies of the room that have come so far, and those of which lines came before their question. */
export class Replies {
  constructor() {
    this.all = new Map();
  }

  of(id) {
    if (!this.all.has(id)) this.all.set(id, new Reply(id));
    return this.all.get(id);
  }

  /** The reply that a line of the stream changed. */
  hear(line) {
    const reply = this.of(line.reply);
    if (line.number <= reply.through) return reply;
    reply.apply(line);
    if (!reply.question) reply.early.push(line);
    return reply;
  }

  /** The replies of a page, in their order. The page has them whole, up to the newest line that the room had then. */
  load({ lines, newest }) {
    const loaded = new Set();
    for (const line of lines) {
      const reply = this.of(line.reply);
      if (!loaded.has(reply)) reply.clear();
      loaded.add(reply);
      reply.apply(line);
    }
    for (const reply of loaded) {
      reply.through = newest;
      for (const line of reply.early) if (line.number > newest) reply.apply(line);
      reply.early = [];
    }
    return [...loaded];
  }

  /** What this visitor typed, oldest first, as far as it has come. */
  get said() {
    const mine = [...this.all.values()].filter(({ mine, question }) => mine && question && !question.variant_of && !question.continues);
    return mine.sort((one, other) => one.number - other.number).map((reply) => reply.question.said);
  }
}
