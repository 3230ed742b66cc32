// A text that grows: its Markdown, its settled blocks as HTML, and the tail that is not settled yet. No document here.

/** What came of a text so far. */
export class Text {
  constructor() {
    this.source = "";
    this.tail = "";
    // The blocks of the whole text as it was last sent, and what settled since.
    this.blocks = [];
    this.whole = 0;
    this.pieces = [];
    this.growth = null;
  }

  /** More at its end. What was only the look of an end so far becomes text again. */
  grow(more) {
    if (this.growth) {
      this.blocks = this.blocks.slice(0, this.growth.settled);
      this.whole += 1;
      this.pieces = this.growth.opened ? [{ blocks: [this.growth.opened], joins: false }] : [];
      this.tail = this.growth.tail;
      this.growth = null;
    }
    this.source += more;
    this.tail += more;
  }

  /** A beginning of the tail that will not change. Where it is not that, the whole text will come. */
  settle({ text, blocks, joins }) {
    if (this.growth || !this.tail.startsWith(text)) return;
    this.tail = this.tail.slice(text.length);
    this.pieces = [...this.pieces, { blocks, joins }];
  }

  /** The whole text. */
  replace({ text, blocks, settled, opened, tail }) {
    Object.assign(this, { source: text, blocks, whole: this.whole + 1, pieces: [], tail: "" });
    this.growth = { settled, opened, tail };
  }
}
