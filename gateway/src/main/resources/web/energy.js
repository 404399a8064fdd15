// What meters and trades say, added up exactly: energy in µWh, money in IDRS base units.
import { ETK, IDRS, QUANTITY, notional, units } from './decimal.js';

export const QUARTER_MS = 15 * 60_000;
const MINUTE_MS = 60_000, KWH_DECIMALS = ETK;

const registers = reading => ({ out: units(reading.export, KWH_DECIMALS), in: units(reading.import, KWH_DECIMALS) });

/** What flowed between two readings; registers of a meter that began anew count from zero. */
function between(before, after) {
  const a = registers(before), b = registers(after);
  return { out: b.out >= a.out ? b.out - a.out : b.out, in: b.in >= a.in ? b.in - a.in : b.in };
}

const none = () => ({ out: 0n, in: 0n, sold: 0n, bought: 0n, earned: 0n, spent: 0n });

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

/** Energy and money by quarter of an hour, the newest first, and of the whole day. */
export function sums(meters, fills, sinceTs) {
  const quarters = new Map(), day = none();
  const add = (ts, field, amount) => {
    const start = Math.floor(ts / QUARTER_MS) * QUARTER_MS;
    if (!quarters.has(start)) quarters.set(start, { start, ...none() });
    quarters.get(start)[field] += amount;
    day[field] += amount;
  };
  for (const { readings } of meters.values()) {
    for (let at = 1; at < readings.length; at++) {
      if (readings[at].ts < sinceTs) continue;
      const flow = between(readings[at - 1], readings[at]);
      add(readings[at].ts, 'out', flow.out);
      add(readings[at].ts, 'in', flow.in);
    }
  }
  for (const fill of fills) {
    if (fill.ts < sinceTs) continue;
    const worth = notional(fill.lastPrice, fill.lastQuantity), cost = units(fill.fee, IDRS), sells = fill.side === 'ask';
    add(fill.ts, sells ? 'sold' : 'bought', units(fill.lastQuantity, QUANTITY));
    add(fill.ts, sells ? 'earned' : 'spent', sells ? worth - cost : worth + cost);
  }
  return { quarters: [...quarters.values()].sort((a, b) => b.start - a.start), day };
}
