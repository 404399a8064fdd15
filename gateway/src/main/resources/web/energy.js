// What meters and trades come to, added up exactly by quarter of an hour and by day: energy in µWh, money in IDRS base units.
import { ETK, IDRS, QUANTITY, notional, units } from './decimal.js';

export const QUARTER_MS = 15 * 60_000;
const MINUTE_MS = 60_000, HALF_DAY_MS = 12 * 3_600_000, QUARTERS = 24, DAYS = 14;

const registers = reading => ({ out: units(reading.export, ETK), in: units(reading.import, ETK) });

/** What flowed between two readings; registers of a meter that began anew count from zero. */
function between(before, after) {
  const a = registers(before), b = registers(after);
  return { out: b.out >= a.out ? b.out - a.out : b.out, in: b.in >= a.in ? b.in - a.in : b.in };
}

const SUMS = ['out', 'in', 'minted', 'burned', 'sold', 'bought', 'earned', 'spent'];
const slot = start => ({ start, held: 0, ...Object.fromEntries(SUMS.map(name => [name, 0n])) });

/** Of all meters, the flow of the last minute that they told. */
export function lastMinute(meters) {
  const sum = { out: 0n, in: 0n };
  for (const { readings } of meters.values()) {
    const last = readings.at(-1), first = readings.find(reading => reading.ts >= last.ts - MINUTE_MS);
    const flow = between(first, last);
    sum.out += flow.out;
    sum.in += flow.in;
  }
  return sum;
}

const PARTS = ['solar', 'load', 'battery'];

/** Of all meters, what the devices say flows now, in mW; null: no device speaks of it. Battery: what goes in counts up. */
export function powers(meters) {
  const sum = { solar: null, load: null, battery: null, grid: null };
  const add = (part, mw) => { sum[part] = (sum[part] ?? 0) + mw; };
  for (const { last } of meters.values()) {
    if (!last.power) continue;
    const mw = part => Math.round(Number(last.power[part]) * 1000);
    for (const part of PARTS) if (part in last.power) add(part, mw(part));
    add('grid', mw('export') - mw('import'));
  }
  return sum;
}

export const midnight = (daysAgo = 0) => {
  const day = new Date();
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - daysAgo).getTime();
};

/** Where the slots of a step begin, the oldest first. */
export function starts(step, now = Date.now()) {
  if (step === '1d') return Array.from({ length: DAYS }, (_, at) => midnight(DAYS - 1 - at));
  const last = Math.floor(now / QUARTER_MS) * QUARTER_MS;
  return Array.from({ length: QUARTERS }, (_, at) => last - (QUARTERS - 1 - at) * QUARTER_MS);
}

/** The account's trades in slots that begin at `sinceTs` or later. */
function addFills(add, fills, sinceTs) {
  for (const fill of fills) {
    if (fill.ts < sinceTs) continue;
    const worth = notional(fill.lastPrice, fill.lastQuantity), cost = units(fill.fee, IDRS), sells = fill.side === 'ask';
    add(fill.ts, sells ? 'sold' : 'bought', units(fill.lastQuantity, QUANTITY));
    add(fill.ts, sells ? 'earned' : 'spent', sells ? worth - cost : worth + cost);
  }
}

/** What the page heard itself; for meters whose history the exchange does not tell. */
function addReadings(add, meters) {
  for (const { readings } of meters.values()) {
    for (let at = 1; at < readings.length; at++) {
      const flow = between(readings[at - 1], readings[at]);
      add(readings[at].ts, 'out', flow.out);
      add(readings[at].ts, 'in', flow.in);
    }
  }
}

const TOLD = { out: 'exportKwh', in: 'importKwh', minted: 'mintedKwh', burned: 'burnedKwh' };

/** Rows of the exchange's history, whose days are the meter's; by their noon they are found among the reader's days. */
function addRows(add, rows, step) {
  for (const row of rows) {
    const ts = step === '1d' ? row.from + HALF_DAY_MS : row.from;
    for (const [name, field] of Object.entries(TOLD)) add(ts, name, units(String(row[field]), ETK));
    add(ts, 'held', row.held);
  }
}

/**
 * Energy and money in slots of a step, the oldest first. `rows`: the exchange's history of that step, null where it tells
 * none: then the page's own readings count.
 */
export function slots(step, { meters, fills, rows }, from = starts(step)) {
  const sums = from.map(slot);
  const add = (ts, name, amount) => {
    let at = sums.length - 1;
    while (at >= 0 && sums[at].start > ts) at--;
    if (at >= 0) sums[at][name] += amount;
  };
  if (rows) addRows(add, rows, step); else addReadings(add, meters);
  addFills(add, fills, from[0]);
  return sums;
}

/** Today's sums, from quarters. */
export function today(data) {
  return slots('15m', { ...data, rows: data.rows?.filter(row => row.from >= midnight()) ?? null }, [midnight()])[0];
}
