// What was written and has no answer yet. Kept in the browser, so that neither a reload nor an outage loses a word.
const prefix = 'bots.pending.';
const draftKey = 'bots.draft';
const forgottenAfter = 24 * 60 * 60 * 1000;
const items = new Map();

load();

export const all = () => [...items.values()].sort((a, b) => a.at - b.at);
export const nextUnsent = () => all().find(item => !item.sent);
export const has = id => items.has(id);

export function add(text) {
  const last = all().at(-1);
  const item = { id: newId(), text, at: Math.max(Date.now(), (last?.at ?? 0) + 1), sent: false };
  save(item);
  return item;
}

export function markSent(item, session) {
  if (items.has(item.id)) save({ ...item, sent: true, session });
}

export function remove(id) {
  items.delete(id);
  attempt(() => localStorage.removeItem(prefix + id));
}

/** The messages sent before this one that are still waiting: their turn is over too. */
export function sentBefore(id) {
  const mark = items.get(id);
  return mark ? all().filter(item => item.sent && item.at < mark.at) : [];
}

/** Drops what waits for an answer of another session: its cookie is gone. */
export function keepOnly(session) {
  for (const item of all()) {
    if (item.sent && item.session && item.session !== session) remove(item.id);
  }
}

export const readDraft = () => attempt(() => localStorage.getItem(draftKey)) ?? '';
export const writeDraft = text => attempt(() => text ? localStorage.setItem(draftKey, text) : localStorage.removeItem(draftKey));

function save(item) {
  items.set(item.id, item);
  attempt(() => localStorage.setItem(prefix + item.id, JSON.stringify(item)));
}

function load() {
  const keys = attempt(() => Object.keys(localStorage)) ?? [];
  for (const key of keys.filter(key => key.startsWith(prefix))) {
    const item = attempt(() => JSON.parse(localStorage.getItem(key)));
    if (!item?.id || (item.sent && Date.now() - item.at > forgottenAfter)) attempt(() => localStorage.removeItem(key));
    else items.set(item.id, item);
  }
}

// crypto.randomUUID is missing on plain http pages of a local network.
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}

// Storage may be switched off or full: then the page works without it.
function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
