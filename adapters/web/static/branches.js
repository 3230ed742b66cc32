// The branches of a conversation: of all replies that have come, those that stand on the branch that is looked at. No
// document here. `adapters/web/branches.py` tells what is in the first line of a reply.

const CHOICES_LIMIT = 200;
// As many as the server takes.
const ABOVE_LIMIT = 40;

/** The reader's choices: branches by the turning where they begin, answers by the first one to their question. */
export class Choices {
  /** `stored` has the choices as text, null without any; `store` keeps them. */
  constructor(stored, store) {
    this.store = store;
    this.read(stored);
  }

  read(stored) {
    try {
      this.all = new Map(JSON.parse(stored ?? "[]"));
    } catch {
      this.all = new Map();
    }
  }

  get(key) {
    return this.all.get(key);
  }

  set(key, value) {
    this.all.delete(key);
    if (value !== undefined) this.all.set(key, value);
    while (this.all.size > CHOICES_LIMIT) this.all.delete(this.all.keys().next().value);
    this.store(JSON.stringify([...this.all]));
  }
}

/** A question with its answers, of which one is shown, and what continues that one. */
class Group {
  constructor(first, position, turnings) {
    this.first = first;
    this.position = position;
    this.turnings = turnings;
    this.branch = nameOf(turnings);
    this.variants = [];
    this.continuations = [];
    this.reply = null;
    // Where the question was edited: its turning, the branches there (null goes on in this one), and which is shown.
    this.turning = null;
  }

  /** The reply with the question as it was asked. */
  get asked() {
    return this.variants.find((reply) => reply.id === this.first) ?? this.reply;
  }

  /** All replies that are shown for it. */
  get shown() {
    return [this.reply, ...this.continuations];
  }
}

/** A branch as text, from its turnings: `|4:web-1` goes at line 4 into the branch that web-1 begins. */
function nameOf(turnings) {
  return turnings.map(([id, at]) => `|${at}:${id}`).join("");
}

/** Chooses from the replies of the log. `oldest` is the number of a line from which on all of them have come. */
export class Branches {
  constructor(replies, choices) {
    this.replies = replies;
    this.choices = choices;
    this.oldest = 0;
    this.shown = [];
    // True where there is more than what is shown.
    this.parted = false;
  }

  /** Decides anew what is shown, after a reply has come or gone, or the reader has chosen. */
  arrange() {
    const groups = this.collect();
    this.mark(groups);
    const turnings = this.follow();
    const branch = `${nameOf(turnings)}|`;
    this.shown = groups.filter((group) => {
      if (group.position < this.oldest || !branch.startsWith(`${group.branch}|`)) return false;
      const [, at] = turnings[group.turnings.length] ?? [null, Infinity];
      return group.position < at;
    });
    if (this.turns.size) this.turn(turnings);
    return this.shown;
  }

  collect() {
    const groups = new Map();
    const answers = new Map();
    const continuing = [];
    const join = (first, position, reply) => {
      if (!groups.has(first)) groups.set(first, new Group(first, position, reply.question.branch ?? []));
      const group = groups.get(first);
      group.variants.push(reply);
      answers.set(reply.id, group);
      return group;
    };
    this.parted = false;
    for (const reply of this.replies.all.values()) {
      if (!reply.question || reply.erased) continue;
      const { variant_of: first, position, continues, branch } = reply.question;
      if (first || branch?.length) this.parted = true;
      if (continues) continuing.push(reply);
      else join(first ?? reply.id, first ? position : reply.number, reply);
    }
    for (const group of groups.values()) {
      group.variants.sort((one, other) => one.number - other.number);
      group.reply = group.variants.find(({ id }) => id === this.choices.get(group.first)) ?? group.variants.at(-1);
    }
    for (const reply of continuing.sort((one, other) => one.number - other.number)) {
      const { continues, position } = reply.question;
      const group = answers.get(continues);
      if (group?.reply.id === continues) group.continuations.push(reply);
      else if (!group && position >= this.oldest) join(reply.id, reply.number, reply).reply = reply;
    }
    return [...groups.values()].sort((one, other) => one.position - other.position);
  }

  /** Notes the groups of each branch, and the branches at each of its turnings, the earliest first. */
  mark(groups) {
    this.within = new Map();
    this.turns = new Map();
    for (const group of groups) {
      if (!this.within.has(group.branch)) this.within.set(group.branch, []);
      const before = this.within.get(group.branch);
      group.previous = before.at(-1)?.position ?? -1;
      before.push(group);
      group.turnings.forEach(([id, at], depth) => {
        const branch = nameOf(group.turnings.slice(0, depth));
        if (!this.turns.has(branch)) this.turns.set(branch, new Map());
        const turns = this.turns.get(branch);
        if (!turns.has(at)) turns.set(at, []);
        if (!turns.get(at).includes(id)) turns.get(at).push(id);
      });
    }
  }

  /** The branch that is looked at: at each turning the reader's choice, or the one that goes on. */
  follow() {
    const turnings = [];
    for (let next = this.next(turnings); next; next = this.next(turnings)) turnings.push(next);
    return turnings;
  }

  next(turnings) {
    const branch = nameOf(turnings);
    const turns = this.turns.get(branch) ?? new Map();
    for (const at of [...turns.keys()].sort((one, other) => one - other)) {
      const chosen = this.choices.get(`${branch}|${at}`);
      if (turns.get(at).includes(chosen)) return [chosen, at];
      // Nobody has gone on after the question that was edited, or it was deleted.
      const left = this.remaining(branch, at);
      if ((left === 0 && at >= this.oldest) || (left === 1 && chosen === undefined)) return [turns.get(at).at(-1), at];
    }
    return null;
  }

  remaining(branch, at) {
    return (this.within.get(branch) ?? []).filter(({ position }) => position >= at).length;
  }

  /** Gives each group its turning. */
  turn(turnings) {
    const begun = new Set();
    for (const group of this.shown) {
      const begins = group.turnings.length && !begun.has(group.branch);
      begun.add(group.branch);
      // The first question of a branch turns with the one that it was put in place of; others with what is in theirs.
      const before = begins ? group.turnings.slice(0, -1) : group.turnings;
      const branch = nameOf(before);
      const turns = this.turns.get(branch) ?? new Map();
      const at = begins ? group.turnings.at(-1)[1] : [...turns.keys()].find((each) => each <= group.position && each > group.previous);
      if (at === undefined) continue;
      const branches = [...(this.remaining(branch, at) ? [null] : []), ...turns.get(at)];
      const taken = turnings[before.length];
      group.turning = { key: `${branch}|${at}`, branches, index: branches.indexOf(taken?.[1] === at ? taken[0] : null) };
    }
  }

  /** Somebody's own question has come: what they asked for is shown. */
  begun({ reply, variant_of: first, branch = [] }) {
    const [id, at] = branch.at(-1) ?? [];
    if (first) this.choices.set(first, undefined);
    if (id === reply) this.choices.set(`${nameOf(branch.slice(0, -1))}|${at}`, reply);
  }

  /** Shows another answer (`by` -1 or 1) to the question of a group. */
  turnAnswer(group, by) {
    const next = group.variants[group.variants.indexOf(group.reply) + by];
    if (next) this.choices.set(group.first, next.id);
  }

  /** Shows another version of the question of a group, and what follows it. */
  turnQuestion({ turning }, by) {
    const next = turning.branches[turning.index + by];
    if (next !== undefined) this.choices.set(turning.key, next);
  }

  /** The group that shows a reply. */
  groupOf(id) {
    return this.shown.find((group) => group.shown.some((reply) => reply.id === id));
  }

  /** Chooses everything so that a reply is shown. */
  reveal(reply) {
    const { branch = [], continues } = reply.question;
    const stay = (name, end) => {
      for (const at of this.turns.get(name)?.keys() ?? []) if (at < end) this.choices.set(`${name}|${at}`, null);
    };
    branch.forEach(([id, at], depth) => {
      const name = nameOf(branch.slice(0, depth));
      stay(name, at);
      this.choices.set(`${name}|${at}`, id);
    });
    const answer = this.replies.all.get(continues) ?? reply;
    const first = answer.question?.variant_of ?? answer.id;
    stay(nameOf(branch), (answer.question?.position ?? answer.number) + 1);
    if (answer.question) this.choices.set(first, answer.id);
    this.arrange();
  }

  /** The ids of the replies above a group, or of all that are shown, the newest last. */
  above(group = null, limit = ABOVE_LIMIT) {
    const end = group ? this.shown.indexOf(group) : this.shown.length;
    return this.shown.slice(0, end).flatMap(({ shown }) => shown.map(({ id }) => id)).slice(-limit);
  }
}
