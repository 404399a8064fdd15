// The one connection to the exchange: requests and answers by id, channels, silence noticed, broken lines mended.
import { state, changed } from './store.js';

const PROBE_MS = 3000, STALE_MS = 8000, DEAD_MS = 20000, FIRST_RETRY_MS = 500, LAST_RETRY_MS = 10000, ANSWER_MS = 15000, CHAIN_MS = 90000;

const handlers = new Map();
const waiting = new Map();
const onLive = [];
let socket = null, lastId = 0, lastHeard = 0, attempts = 0, timer = null;

/** A request that the exchange refused, or that got no answer. */
export class Refused extends Error {
  constructor(name, message, retryAfterMs = 0) {
    super(message);
    this.name = name;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Who hears a channel. */
export function onChannel(channel, handler) { handlers.set(channel, handler); }

/** What is to be done each time the line is live again, in order. */
export function whenLive(action) { onLive.push(action); }

export function open() {
  clearTimeout(timer);
  setStatus(state.line.heardAt ? 'down' : 'connecting');
  const url = new URL('/ws/v1', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const opening = new WebSocket(url, 'enerlink.v1.json');
  socket = opening;
  lastHeard = Date.now();
  opening.onmessage = event => { if (opening === socket) hear(event.data); };
  opening.onclose = () => { if (opening === socket) lost(); };
}

/** Sends a request; resolves to its result. `chain`: the answer waits for a transaction. */
export function call(method, params = {}, chain = false) {
  return new Promise((resolve, reject) => {
    if (socket?.readyState !== WebSocket.OPEN) return reject(new Refused('LINE_DOWN', 'not connected'));
    const id = ++lastId;
    const limit = setTimeout(() => {
      waiting.delete(id);
      reject(new Refused('NO_ANSWER', method));
    }, chain ? CHAIN_MS : ANSWER_MS);
    waiting.set(id, { resolve, reject, limit, sentAt: performance.now() });
    socket.send(JSON.stringify({ id, method, params }));
  });
}

function hear(text) {
  lastHeard = state.line.heardAt = Date.now();
  if (state.line.status === 'stale') setStatus('live');
  const message = JSON.parse(text);
  if (message.channel === 'status') return heardStatus(message);
  if (message.channel) return handlers.get(message.channel)?.(message);
  const request = waiting.get(message.id);
  if (message.rate) state.line.rate = message.rate;
  if (!request) return;
  waiting.delete(message.id);
  clearTimeout(request.limit);
  if (message.error) request.reject(new Refused(message.error.name, message.error.msg, message.error.retryAfterMs));
  else request.resolve(message.result);
}

async function heardStatus(message) {
  if (message.type === 'serverShutdown') return setStatus('stopping');
  if (message.type !== 'connected') return;
  attempts = 0;
  state.line.greeting = message;
  const here = socket;
  setStatus('resuming');
  try {
    for (const action of onLive) await action(message);
    if (here === socket) setStatus('live');
    probe();
  } catch (refused) {
    console.warn('the line could not be taken up again', refused);
    if (here === socket) here.close();
  }
}

/** Hangs up and calls again at once. */
export function reopen() {
  const old = socket;
  socket = null;
  old?.close();
  giveUp();
  open();
  setStatus('resuming');
}

function giveUp() {
  for (const request of waiting.values()) {
    clearTimeout(request.limit);
    request.reject(new Refused('LINE_DOWN', 'the line broke'));
  }
  waiting.clear();
}

function lost() {
  giveUp();
  const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts++);
  state.line.retryAt = Date.now() + wait;
  setStatus('down');
  timer = setTimeout(open, wait);
}

/** Measures the way there and back. */
async function probe() {
  const sentAt = performance.now();
  try {
    await call('ping');
    state.line.latencyMs = performance.now() - sentAt;
    changed('line');
  } catch (refused) {
    if (refused.name !== 'LINE_DOWN' && refused.name !== 'NO_ANSWER') throw refused;
  }
}

function watch() {
  const status = state.line.status, silentMs = Date.now() - lastHeard;
  if (status === 'down') return changed('line');
  if (silentMs > DEAD_MS && socket) {
    const dead = socket;
    socket = null;
    dead.close();
    return lost();
  }
  if (silentMs > STALE_MS && status === 'live') setStatus('stale');
  if (status === 'live' || status === 'stale') probe();
}

function setStatus(status) {
  state.line.status = status;
  changed('line');
}

setInterval(watch, PROBE_MS);
addEventListener('online', () => { if (state.line.status === 'down') open(); });

/** Whether something can be sent now. */
export const isLive = () => state.line.status === 'live';
