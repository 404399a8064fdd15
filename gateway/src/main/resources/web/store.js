// What the page knows, by topic. Components name the topics they show; however often a topic changes, they are drawn
// once a frame.
import { useEffect, useReducer } from './vendor/htm/preact-standalone.js';

export const state = {
  line: { status: 'connecting', heardAt: 0, latencyMs: null, retryAt: 0, greeting: null, rate: null },
  instruments: [],
  instrument: null,
  book: null,
  trades: [],
  candles: { interval: '1m', rows: [], version: 0 },
  account: null,
  orders: new Map(),
  fills: [],
  balances: null,
  wallet: null,
  batches: new Map(),
  settlement: { byBatch: new Map(), snapshotTs: 0 },
  meters: new Map(),
  minted: new Map(),
  devices: new Map(),
  trading: null,
  exchange: null,
  ticker: null,
  offered: {},
  health: null,
  bot: null,
  history: { status: 'none' },
  notices: [],
  draft: { side: 'bid', type: 'limit', price: '', quantity: '', timeInForce: 'gtc', postOnly: false },
  ui: { view: 'market', language: 'en', theme: 'auto', dialog: null, keys: true },
};

const listeners = new Map();
const dirty = new Set();
let scheduled = false;

/** Tells that these topics changed. */
export function changed(...topics) {
  topics.forEach(topic => dirty.add(topic));
  if (scheduled) return;
  scheduled = true;
  if (document.visibilityState === 'visible') requestAnimationFrame(draw);
  else setTimeout(draw, 250);
}

function draw() {
  scheduled = false;
  const wanted = new Set();
  for (const topic of dirty) for (const listener of listeners.get(topic) ?? []) wanted.add(listener);
  dirty.clear();
  wanted.forEach(listener => listener());
}

/** Calls back once a frame when one of the topics changed; returns how to end that. */
export function listen(topics, callback) {
  for (const topic of topics) {
    if (!listeners.has(topic)) listeners.set(topic, new Set());
    listeners.get(topic).add(callback);
  }
  return () => topics.forEach(topic => listeners.get(topic).delete(callback));
}

/** Calls back when one of the topics changed, at most every so often: for what is dear to draw. Returns how to end that. */
export function listenEvery(ms, topics, callback) {
  let timer = null;
  const end = listen(topics, () => { timer ??= setTimeout(() => { timer = null; callback(); }, ms); });
  return () => { end(); clearTimeout(timer); };
}

/** Draws the component again when one of the topics changed. */
export function useTopics(...topics) {
  const [, redraw] = useReducer(n => n + 1, 0);
  useEffect(() => listen(topics, () => redraw()), []);
}

const MOST_NOTICES = 4;
let lastNotice = 0;

/** Says something to the reader; `kind` is info, good or bad, `word` a key of words.js. */
export function notify(kind, word, values = {}) {
  const notice = { id: ++lastNotice, kind, word, values };
  state.notices = [...state.notices, notice].slice(-MOST_NOTICES);
  changed('notices');
  if (kind !== 'bad') setTimeout(() => dismiss(notice.id), 6000);
}

export function dismiss(id) {
  state.notices = state.notices.filter(notice => notice.id !== id);
  changed('notices');
}

/** Remembers a choice of the reader; a browser that forbids it only forgets. */
export function remember(key, value) {
  try { localStorage.setItem('enerlink.' + key, value); } catch { /* a private window: the choice lasts as long as the page */ }
}

export function remembered(key) {
  try { return localStorage.getItem('enerlink.' + key); } catch { return null; }
}
