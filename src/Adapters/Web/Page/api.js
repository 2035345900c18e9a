// The requests of the page. A refusal is an error with a sentence for the user.
export class Refusal extends Error {
  constructor(status, sentence, retryAfter) {
    super(sentence);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** True when the same request may succeed later. */
  get isTransient() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export const postMessage = item => ask('chat/messages', { id: item.id, text: item.text });
export const postStop = () => ask('chat/stop', {});
export const postReceipt = id => ask('chat/receipts', { id });
export const readHistory = async () => (await ask('chat/history')).json();

async function ask(path, body) {
  const options = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(120_000) });
  } catch {
    throw new Refusal(0, 'The bot cannot be reached right now.');
  }

  if (response.ok) return response;
  const answer = await response.json().catch(() => ({}));
  throw new Refusal(response.status, answer.error ?? `The bot answered with an error (${response.status}).`, Number(response.headers.get('retry-after')) || undefined);
}
