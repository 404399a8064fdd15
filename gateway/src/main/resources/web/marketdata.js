// Public data: instrument, book, trades, candles, batches.
import { call, onChannel, whenLive } from './line.js';
import { changed, state } from './store.js';

const KEPT_TRADES = 60, KEPT_BATCHES = 200, HISTORY = 500, CHECKED_LEVELS = 10;

const fetched = async path => {
  const answer = await fetch('/api/v1/' + path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};

export const symbol = () => state.instrument?.symbol;

/** Subscribes to what an exchange may lack or keep for its operators; says whether it did. */
async function offered(channel) {
  try {
    await call('subscribe', channel);
    return true;
  } catch (refused) {
    if (refused.name !== 'UNKNOWN_CHANNEL' && refused.name !== 'NOT_OPERATOR') throw refused;
    return false;
  }
}

whenLive(async () => {
  state.instruments = (await fetched('instruments')).instruments;
  const wanted = new URLSearchParams(location.search).get('symbol');
  state.instrument = state.instruments.find(each => each.symbol === wanted) ?? state.instruments[0] ?? null;
  if (!state.instrument) return;
  changed('instrument');
  state.trades = (await fetched(`trades?symbol=${symbol()}&limit=${KEPT_TRADES}`)).trades;
  changed('trades');
  await call('subscribe', { channel: 'book', symbol: symbol() });
  await call('subscribe', { channel: 'trades', symbol: symbol() });
  state.offered.system = await offered({ channel: 'system' });
  state.offered.ticker = await offered({ channel: 'ticker', symbol: symbol() });
  state.offered.auction = await offered({ channel: 'auction', symbol: symbol() });
  changed('system');
  await showCandles(state.candles.interval);
});

// ---- book: two ladders of [price, quantity], best first

onChannel('book', message => {
  const book = state.book;
  if (message.type === 'snapshot') {
    state.book = { seq: message.seq, bids: message.bids, asks: message.asks, ts: message.ts };
  } else if (!book || message.prevSeq !== book.seq) {
    return again();
  } else {
    apply(book.bids, message.bids, (a, b) => a > b);
    apply(book.asks, message.asks, (a, b) => a < b);
    book.seq = message.seq;
    book.ts = message.ts;
  }
  if (checksum(state.book) !== message.checksum) return again();
  changed('book');
  const best = `${state.book.bids[0]?.[0]} ${state.book.asks[0]?.[0]}`;
  if (best !== lastBest) changed('best');
  lastBest = best;
});

let lastBest = '';

let asking = false;

/** The book does not fit its updates: take it anew. */
function again() {
  if (asking) return;
  asking = true;
  state.book = null;
  call('subscribe', { channel: 'book', symbol: symbol() }).catch(() => {}).finally(() => { asking = false; });
}

function apply(levels, changes, isBefore) {
  for (const [price, quantity] of changes) {
    const value = Number(price); // below 2^53 with two decimals: order and equality are exact
    let from = 0, to = levels.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isBefore(Number(levels[middle][0]), value)) from = middle + 1; else to = middle;
    }
    const known = from < levels.length && levels[from][0] === price;
    if (quantity === '0') { if (known) levels.splice(from, 1); }
    else if (known) levels[from] = [price, quantity];
    else levels.splice(from, 0, [price, quantity]);
  }
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

export function checksum({ bids, asks }) {
  const side = levels => levels.slice(0, CHECKED_LEVELS).map(([price, quantity]) => `${price}:${quantity},`).join('');
  const text = side(bids) + ';' + side(asks);
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) crc = CRC[(crc ^ text.charCodeAt(at)) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

// ---- trades and candles

onChannel('trades', trade => {
  if (state.trades.some(known => known.tradeId === trade.tradeId)) return;
  state.trades = [trade, ...state.trades].slice(0, KEPT_TRADES);
  changed('trades');
});

/** Shows this interval from now on. */
export async function showCandles(interval) {
  state.candles.interval = interval;
  const { candles } = await fetched(`candles?symbol=${symbol()}&interval=${interval}&limit=${HISTORY}`);
  if (state.candles.interval !== interval) return;
  state.candles.rows = candles.reverse();
  state.candles.version++;
  changed('candles');
  await call('subscribe', { channel: 'candles', symbol: symbol(), interval });
}

onChannel('candles', candle => {
  const { rows, interval } = state.candles;
  if (candle.interval !== interval) return;
  if (rows.at(-1)?.openTs === candle.openTs) rows[rows.length - 1] = candle;
  else if (!rows.length || rows.at(-1).openTs < candle.openTs) rows.push(candle);
  else return;
  changed('candles');
});

onChannel('ticker', message => {
  state.ticker = message;
  changed('ticker');
});

// ---- what concerns everybody

onChannel('auction', message => {
  if (message.type !== 'state') return;
  state.trading = { reason: state.trading?.reason ?? 'operator', ...message };
  changed('system');
});

onChannel('system', message => {
  if (message.type === 'trading') {
    state.trading = message;
    return changed('system');
  }
  if (message.type === 'state') {
    state.exchange = { ...message, heardAt: Date.now() };
    state.trading = message.trading.find(each => each.symbol === symbol()) ?? null;
    return changed('system');
  }
  if (message.type !== 'batch') return;
  const batch = state.batches.get(message.batchId) ?? { batchId: message.batchId, times: {} };
  const { status, trades, executions, transactionHash, ts } = message;
  batch.times[status] ??= ts;
  Object.assign(batch, { status }, trades && { trades }, executions && { executions }, transactionHash && { transactionHash });
  state.batches.set(batch.batchId, batch);
  if (state.batches.size > KEPT_BATCHES) state.batches.delete(Math.min(...state.batches.keys()));
  changed('system');
});

/** Whether the exchange says of itself that it is ready; asked while somebody looks. */
export async function askHealth() {
  try {
    const answer = await fetch('/health/ready');
    state.health = { ready: answer.ok, at: Date.now() };
  } catch {
    state.health = { ready: false, at: Date.now() };
  }
  changed('system');
}
