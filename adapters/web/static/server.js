// What the page asks of the server, and the stream on which the server tells the page.

const PATIENCE = [300, 1000, 2000, 4000, 8000];

/** The server said no, in a sentence. */
export class Refusal extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

/** An id of this browser's own: sending a request again under the same one does nothing. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The conversation that this page shows; empty for the lobby. */
export const here = location.pathname.match(/\/c\/(\w+)$/)?.[1] ?? "";

/** A query for this conversation. */
function query(values = {}) {
  return new URLSearchParams({ ...(here ? { c: here } : {}), ...values });
}

async function call(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    // What was pressed last arrives although the page is left.
    keepalive: path.startsWith("api/buttons/"),
  };
  const response = await fetch(path, options);
  const answer = await response.json().catch(() => ({}));
  // A proxy that reaches no bot for a moment is no refusal: the bot itself says why.
  if ([502, 503, 504].includes(response.status) && !answer.error) throw new Error("connection");
  if (!response.ok) throw new Refusal(response.status, answer.error ?? response.statusText);
  return answer;
}

/** Sends until it arrived: a request has an id, so that twice is once. */
async function insist(path, body) {
  for (const wait of PATIENCE) {
    try {
      return await call(path, body);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return call(path, body);
}

export const server = {
  me: () => call("api/me"),
  rename: (name) => call("api/me", { name }),
  words: () => call("api/words"),
  commands: async () => (await call(`api/commands?${query()}`)).commands,
  found: () => call("api/found"),
  replies: (where = {}) => call(`api/replies?${query(where)}`),
  ask: (request) => insist("api/requests", { ...request, conversation: here }),
  form: (line) => call("api/forms", { line }),
  press: (button, id, more = {}) => insist(`api/buttons/${encodeURIComponent(button)}`, { id, conversation: here, ...more }),
  conversations: async () => (await call(`api/conversations?${query()}`)).conversations,
  createConversation: (shared) => call("api/conversations", { shared }),
  changeConversation: (id, body) => call(`api/conversations/${id}`, body),
  deleteConversation: (id) => call(`api/conversations/${id}/delete`, {}),
  search: async (q) => (await call(`api/search?${new URLSearchParams({ q })}`)).found,
  exportAddress: (c, format) => `api/export?${new URLSearchParams({ c, format })}`,
  operator: () => call("api/operator"),
  operatorUsage: (period) => call(`api/operator/usage?${new URLSearchParams({ period })}`),
  enter: (body) => call("enter", body),
  suggest: async (command, option, text) => {
    return (await call(`api/suggest?${query({ command, option, text })}`)).suggestions;
  },
};

/** Uploads a file; `onFraction` hears how far it is. Aborting the signal ends it. */
export function upload(file, onFraction, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "api/uploads");
    request.responseType = "json";
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    if (file.type) request.setRequestHeader("Content-Type", file.type);
    request.upload.onprogress = (event) => event.lengthComputable && onFraction(event.loaded / event.total);
    request.onload = () => {
      if (request.status === 200) resolve(request.response);
      else reject(new Refusal(request.status, request.response?.error ?? request.statusText));
    };
    request.onerror = () => reject(new Error("connection"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/**
 * Tails the room after `page`, the newest replies. `hear` gets each line once, `here` is called when everything so far
 * has come, `connected` hears whether the line is up. The browser reconnects by itself and says what it saw last; where
 * it gives up, we go on.
 */
export class Room {
  constructor({ page, hear, here, connected }) {
    this.hear = hear;
    this.here = here;
    this.connected = connected;
    this.seen = page.newest;
    this.room = page.room;
    this.failures = 0;
    addEventListener("offline", () => this.drop());
    addEventListener("online", () => this.listen());
    this.listen();
  }

  listen() {
    clearTimeout(this.timer);
    this.source?.close();
    const source = new EventSource(`api/room?${query({ after: this.seen })}`);
    this.source = source;
    source.addEventListener("hello", (event) => {
      const { room } = JSON.parse(event.data);
      // Another room than before: its numbers mean other lines.
      if (this.room !== room) location.reload();
      this.failures = 0;
      this.connected(true);
    });
    source.addEventListener("here", () => this.here());
    source.onmessage = (event) => {
      const line = JSON.parse(event.data);
      if (line.number <= this.seen) return;
      this.seen = line.number;
      this.hear(line);
    };
    source.onerror = () => {
      this.connected(false);
      if (source.readyState === EventSource.CLOSED && source === this.source) this.again();
    };
  }

  /** Goes on after a page that replaces what was shown. */
  resume(number) {
    this.seen = number;
    this.listen();
  }

  drop() {
    this.source?.close();
    this.connected(false);
    this.again();
  }

  again() {
    clearTimeout(this.timer);
    this.failures += 1;
    this.timer = setTimeout(() => this.knock(), Math.min(1000 * this.failures, 10000));
  }

  /** Asks first whether we are still let in: a new password shows everybody out. */
  async knock() {
    try {
      const me = await server.me();
      if (me.enter) location.assign("enter");
      else this.listen();
    } catch {
      this.again();
    }
  }
}
