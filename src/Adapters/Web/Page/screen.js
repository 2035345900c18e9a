// Everything around the conversation: the box, the buttons, the state, scrolling.
import { readDraft, writeDraft } from './pending.js';

const get = id => document.getElementById(id);
const [state, empty, older, box, sendButton, stopButton, problem, latest, scroll, live] =
  ['state', 'empty', 'older', 'text', 'send', 'stop', 'problem', 'latest', 'scroll', 'announce'].map(get);
const title = document.title;
let follows = true;

export function start({ send, stop }) {
  box.value = readDraft();
  fit();
  box.addEventListener('input', fit);
  box.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit(send);
  });
  get('form').addEventListener('submit', event => {
    event.preventDefault();
    submit(send);
  });
  stopButton.onclick = () => {
    stopButton.disabled = true;
    stop();
  };
  get('new').onclick = () => send('/new');
  document.querySelectorAll('.example').forEach(button => button.onclick = () => send(button.value || button.textContent));
  problem.querySelector('button').onclick = () => setProblem('');
  watchScrolling();
}

export function setState(name) {
  state.dataset.state = name;
  state.textContent = name === 'connected' ? 'connected' : `${name}…`;
}

export function setBusy(isBusy) {
  if (stopButton.hidden === isBusy) stopButton.disabled = false;
  stopButton.hidden = !isBusy;
}

export const setEmpty = isEmpty => empty.hidden = !isEmpty;
export const setOlder = hasOlder => older.hidden = !hasOlder;

export function setProblem(sentence) {
  problem.hidden = !sentence;
  problem.firstElementChild.textContent = sentence;
}

/** Puts a refused text back where it was written. */
export function putBack(text) {
  box.value = box.value ? `${text}\n${box.value}` : text;
  fit();
}

/** Reads a finished reply to those who listen, and marks the title for those who look elsewhere. */
export function announce(reply) {
  live.textContent = reply.innerText.slice(0, 2_000);
  if (document.hidden) document.title = `● ${title}`;
}

export function follow() {
  follows = true;
  toEnd();
}

function submit(send) {
  // Half a surrogate pair is no text, and would be refused.
  const text = box.value.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD').replace(/^\s*\n/, '').trimEnd();
  if (!text) return;
  box.value = '';
  fit();
  setProblem('');
  send(text);
  box.focus();
}

function fit() {
  sendButton.disabled = box.value.trim() === '';
  writeDraft(box.value);
  if (CSS.supports('field-sizing: content')) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}

function watchScrolling() {
  scroll.addEventListener('scroll', () => {
    follows = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
    latest.hidden = follows;
  }, { passive: true });
  latest.onclick = follow;
  new ResizeObserver(() => follows ? toEnd() : latest.hidden = false).observe(get('turns'));
  new ResizeObserver(() => follows && toEnd()).observe(scroll);
  document.addEventListener('visibilitychange', () => document.hidden || (document.title = title));
}

function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
  latest.hidden = true;
}
