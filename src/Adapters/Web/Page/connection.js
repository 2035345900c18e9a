// Keeps one event stream open, through any outage.
const silenceLimit = 40_000;
const slowest = 15_000;

export class Connection {
  #on;
  #source = null;
  #retry = 0;
  #silence = 0;
  #failures = 0;

  constructor(handlers) {
    this.#on = handlers;
  }

  get isOpen() {
    return this.#source !== null;
  }

  open() {
    this.close();
    const source = this.#source = new EventSource('chat/events');
    const listen = (type, handle) => source.addEventListener(type, event => {
      if (source !== this.#source) return;
      this.#heard();
      handle(event.data ? JSON.parse(event.data) : undefined);
    });
    listen('ready', () => {
      this.#failures = 0;
      this.#on.ready();
    });
    listen('ping', () => {});
    for (const type of ['message', 'answer', 'final']) listen(type, this.#on[type]);
    source.onerror = () => source === this.#source && this.#lost();
    this.#heard();
  }

  close() {
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#source?.close();
    this.#source = null;
  }

  /** Tries at once when the connection is down. */
  hurry() {
    if (this.#failures > 0 || !this.isOpen) this.open();
  }

  #heard() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(), silenceLimit);
  }

  #lost() {
    this.close();
    this.#failures++;
    const wait = Math.min(slowest, 500 * 2 ** this.#failures) * (0.75 + Math.random() / 2);
    this.#retry = setTimeout(() => this.open(), wait);
    this.#on.lost(this.#failures);
  }
}
