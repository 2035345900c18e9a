import { postMessage, postReceipt, postStop, readHistory } from './api.js';
import { Connection } from './connection.js';
import * as pending from './pending.js';
import * as screen from './screen.js';
import * as turns from './turns.js';

const shown = new Set();
const waiting = new Set();
let session;
let isPumping = false;
let wakePump = () => {};

const connection = new Connection({
  async ready() {
    screen.setState('connected');
    waiting.clear();
    turns.all().forEach(turn => turn.wait(false));
    changed();
    await refresh();
    pump();
  },
  async lost(failures) {
    screen.setState('reconnecting');
    // An event stream does not say why it was refused; the history does.
    if (failures > 1) await refresh();
  },
  message({ turn, text }) {
    turns.open(turn).ask(text);
    if (text.startsWith('/') && !pending.has(turn)) refresh();
    changed();
  },
  answer({ turn, html, active }) {
    const item = turns.open(turn);
    if (item.isAnswered) return;
    if (html !== null) item.grow(html);
    item.wait(active);
    setWaiting(turn, active);
    changed();
  },
  final(reply) {
    show(reply);
    postReceipt(reply.id).catch(() => {}); // Without a receipt the reply comes again, and is known by its id.
  },
});

/** Shows a finished reply, unless it is on the page already. */
function show({ id, turn, html, command, file }) {
  if (shown.has(id)) return;
  shown.add(id);
  const item = turns.open(turn);
  if (!(item.isKept && item.isAnswered)) screen.announce(item.reply(html, file));
  settle(turn);
  if (command) refresh(turn);
}

/** Nothing more is awaited for this turn, nor for what was sent before it. */
function settle(turn) {
  for (const earlier of [...pending.sentBefore(turn).map(item => item.id), turn]) {
    pending.remove(earlier);
    turns.find(earlier)?.note('');
    turns.find(earlier)?.wait(false);
    waiting.delete(earlier);
  }
  changed();
}

/** Reads the history; what a command (the turn given) made disappear from it disappears from the page. */
async function refresh(command) {
  let page;
  try {
    page = await readHistory();
  } catch (refusal) {
    onRefusal(refusal, () => refresh(command));
    return;
  }

  session = page.session;
  pending.keepOnly(session);
  screen.setOlder(page.more);
  const kept = merge(page.messages);
  if (command || kept.size === 0) sweep(kept, command);
  for (const item of pending.all()) turns.open(item.id).ask(item.text);
  changed();
}

function merge(messages) {
  const kept = new Set();
  let previous = null;
  for (const [index, message] of messages.entries()) {
    const turn = turns.open(message.turn ?? `${message.at}/${message.role}/${index}`, previous);
    if (message.role === 'user') turn.ask(message.text);
    else if (!turn.isAnswered || turn.fromHistory) fill(turn, message, index);
    turn.isKept = true;
    kept.add(turn);
    previous = turn;
  }
  return kept;
}

// A turn may hold several messages of the assistant.
function fill(turn, message) {
  turn.fromHistory ??= new Set();
  if (turn.fromHistory.has(message.at)) return;
  turn.fromHistory.add(message.at);
  turn.reply(message.html);
  settle(turn.id);
}

function sweep(kept, command) {
  for (const turn of turns.all()) {
    if (kept.has(turn) || turn.id === command || pending.has(turn.id)) continue;
    if (turn.isKept || kept.size === 0 && command) turn.remove();
  }
}

/** Sends what is unsent, in order, until it is accepted. */
async function pump() {
  wakePump();
  if (isPumping) return;
  isPumping = true;
  for (let item, failures = 0; (item = pending.nextUnsent());) {
    try {
      // What a command removes is told from what was never kept by looking before it runs.
      if (item.text.startsWith('/')) await refresh();
      await postMessage(item);
      failures = 0;
      accepted(item);
    } catch (refusal) {
      if (refusal.status === 401) {
        reload(refusal);
        break;
      }
      if (!refusal.isTransient) {
        refused(item, refusal);
        continue;
      }
      turns.find(item.id)?.note('Not sent yet, trying again…');
      if (refusal.status >= 429) screen.setProblem(refusal.message);
      await pause(Math.min(15, refusal.retryAfter ?? 2 ** failures++));
    }
  }
  isPumping = false;
}

function accepted(item) {
  pending.markSent(item, session);
  screen.setProblem('');
  const turn = turns.find(item.id);
  turn?.note('');
  if (!turn || turn.isAnswered) return pending.remove(item.id);
  turn.wait(true);
  setWaiting(item.id, true);
  changed();
}

function refused(item, refusal) {
  pending.remove(item.id);
  turns.find(item.id)?.remove();
  screen.putBack(item.text);
  screen.setProblem(refusal.message);
  changed();
}

function onRefusal(refusal, again) {
  if (refusal.status === 401) return reload(refusal);
  if (refusal.status > 0) screen.setProblem(refusal.message);
  if (refusal.status === 503 && connection.isOpen) setTimeout(again, (refusal.retryAfter ?? 5) * 1_000);
}

// Loading the page brings a new cookie; if it does not, cookies are off and only the user can help.
function reload(refusal) {
  const last = Number(sessionStorage.getItem('bots.reloaded'));
  if (Date.now() - last < 15_000) return screen.setProblem(refusal.message);
  sessionStorage.setItem('bots.reloaded', Date.now());
  location.reload();
}

function send(text) {
  if (text.trim().toLowerCase() === '/stop') return stop();
  const item = pending.add(text);
  turns.open(item.id).ask(text);
  screen.follow();
  changed();
  pump();
}

async function stop() {
  try {
    await postStop();
  } catch (refusal) {
    screen.setProblem(refusal.message);
  }
}

function setWaiting(turn, isWaiting) {
  if (isWaiting) waiting.add(turn);
  else waiting.delete(turn);
}

function changed() {
  screen.setBusy(waiting.size > 0);
  screen.setEmpty(session !== undefined && turns.all().length === 0);
}

function pause(seconds) {
  return new Promise(resolve => {
    wakePump = resolve;
    setTimeout(resolve, seconds * 1_000);
  });
}

// A browser allows few connections to one host: a hidden tab that waits for nothing gives its own back.
let rest = 0;
document.addEventListener('visibilitychange', () => {
  clearTimeout(rest);
  if (document.hidden) rest = setTimeout(() => waiting.size === 0 && !pending.nextUnsent() && connection.close(), 60_000);
  else connection.hurry();
});
addEventListener('online', () => connection.hurry());
addEventListener('pageshow', event => event.persisted && connection.open());
addEventListener('pagehide', () => connection.close());

screen.start({ send, stop });
for (const item of pending.all()) turns.open(item.id).ask(item.text);
connection.open();
