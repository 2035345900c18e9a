// The conversation on the page: one list item per turn, with the question and what answers it.
const list = document.getElementById('turns');
const turns = new Map();

export const find = id => turns.get(id);
export const all = () => [...turns.values()];

/** The turn of this id, made when it is new: after `previous`, at the top when that is null, at the end when it is not given. */
export function open(id, previous) {
  if (turns.has(id)) return turns.get(id);
  const turn = new Turn(id);
  turns.set(id, turn);
  if (previous === undefined) list.append(turn.element);
  else if (previous === null) list.prepend(turn.element);
  else previous.element.after(turn.element);
  return turn;
}

class Turn {
  #live = null;
  #dots = null;
  #note = null;

  constructor(id) {
    this.id = id;
    this.isKept = false;
    this.isAnswered = false;
    this.isCommand = false;
    this.element = make('li', 'turn');
  }

  get hasQuestion() {
    return this.element.querySelector('.mine') !== null;
  }

  ask(text) {
    if (this.hasQuestion) return;
    this.isCommand = text.startsWith('/');
    const bubble = make('div', 'mine', text);
    bubble.dir = 'auto';
    this.element.prepend(bubble);
  }

  /** A remark under the question; none when empty. */
  note(text) {
    this.#note?.remove();
    this.#note = text ? make('p', 'note', text) : null;
    if (this.#note) this.element.querySelector('.mine')?.after(this.#note);
  }

  /** Shows the dots while nothing else says that an answer is coming. */
  wait(isWaiting) {
    this.#dots?.remove();
    this.#dots = null;
    if (!isWaiting || this.#live) return;
    this.#dots = make('div', 'dots');
    this.#dots.setAttribute('aria-hidden', 'true');
    this.#dots.append(make('i'), make('i'), make('i'));
    this.element.append(this.#dots);
  }

  /** The answer so far. `html` comes from the host, which makes it safe. */
  grow(html) {
    if (this.isAnswered) return;
    this.#live ??= this.#append();
    this.wait(false);
    const next = [...parse(html).children];
    [...this.#live.children].slice(next.length).forEach(child => child.remove());
    // Only what changed is replaced, so that a selection in the rest survives.
    next.forEach((child, i) => {
      const old = this.#live.children[i];
      if (!old) this.#live.append(child);
      else if (!old.isEqualNode(child)) old.replaceWith(child);
    });
  }

  /** A finished reply. `html` comes from the host, which makes it safe. */
  reply(html, file) {
    this.wait(false);
    this.#live?.remove();
    this.#live = null;
    this.isAnswered = true;
    const reply = this.#append();
    reply.append(parse(html));
    decorate(reply);
    if (file) reply.append(download(file));
    return reply;
  }

  remove() {
    this.element.remove();
    turns.delete(this.id);
  }

  #append() {
    const reply = make('div', 'reply');
    reply.dir = 'auto';
    this.element.append(reply);
    return reply;
  }
}

function parse(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content;
}

function decorate(reply) {
  for (const table of reply.querySelectorAll('table')) wrap(table, 'table');
  for (const pre of reply.querySelectorAll('pre')) {
    pre.tabIndex = 0;
    if (!navigator.clipboard) continue;
    const copy = make('button', 'copy', 'Copy');
    copy.type = 'button';
    copy.onclick = async () => {
      await navigator.clipboard.writeText(pre.textContent);
      copy.textContent = 'Copied';
      setTimeout(() => copy.textContent = 'Copy', 1_500);
    };
    wrap(pre, 'block').append(copy);
  }
}

function wrap(element, className) {
  const outer = make('div', className);
  element.replaceWith(outer);
  outer.append(element);
  return outer;
}

function download(file) {
  const link = make('a', 'file', `↓ ${file.name}`);
  link.href = URL.createObjectURL(new Blob([file.content], { type: 'application/octet-stream' }));
  link.download = file.name;
  return link;
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
