// The picture of a home: sun, battery, house and neighbours, and what flows between them now.
import { html } from './vendor/htm/preact-standalone.js';
import { cut, plain, shown, ETK } from './decimal.js';
import { lastMinute, powers } from './energy.js';
import { state, useTopics } from './store.js';
import { locale, t } from './words.js';

const RAYS = [0, 45, 90, 135, 180, 225, 270, 315], THINNEST = 4, THICKEST = 12;

const kwh = uwh => shown(cut(plain(uwh, ETK), 3), locale());

/** 1275800 mW → "1.28 kW" */
function watts(mw) {
  const w = Math.abs(mw) / 1000;
  if (w < 1000) return shown(w.toFixed(0), locale()) + ' W';
  return shown((w / 1000).toFixed(w < 10_000 ? 2 : w < 100_000 ? 1 : 0), locale()) + ' kW';
}

/** A line that something flows along: to its end where `mw` is above 0, back where it is below. */
function Wire({ d, mw, most, kind }) {
  if (mw === null) return html`<path class="wire untold" d=${d} />`;
  const width = most ? THINNEST + (THICKEST - THINNEST) * Math.min(1, Math.abs(mw) / most) : THINNEST;
  return html`<path class="wire" d=${d} style=${{ strokeWidth: width }} />${mw !== 0 && html`<path class=${`wire ${kind} ${mw > 0 ? 'there' : 'back'}`} d=${d} style=${{ strokeWidth: width }} />`}`;
}

function Node({ x, y, word, value, kind, active, children }) {
  return html`<g transform=${`translate(${x} ${y})`} class=${`node ${kind} ${value === null ? 'untold' : active ? 'active' : ''}`}>
    <circle r="44" /><g class="drawing">${children}</g>
    <text y="68" class="name">${t(word)}</text><text y="88" class="value">${value ?? t('notTold')}</text></g>`;
}

/** What the last minute came to, where the devices tell no power. */
function energyText() {
  const flow = lastMinute(state.meters), net = flow.out - flow.in;
  return { net, said: t('flowText_' + (net > 0n ? 'out' : net < 0n ? 'in' : 'none'), { kwh: kwh(net < 0n ? -net : net) }) };
}

function powerText({ solar, load, grid }) {
  const said = [t('power_' + (grid > 0 ? 'out' : grid < 0 ? 'in' : 'none'), { power: watts(grid) })];
  if (solar !== null) said.push(t(solar > 0 ? 'power_sun' : 'power_dark', { power: watts(solar) }));
  if (load !== null) said.push(t('power_load', { power: watts(load) }));
  return said.join(' ');
}

/** Sun, battery, house and neighbours; only what the meter tells moves. */
export function Picture() {
  useTopics('meters', 'ui');
  const told = powers(state.meters), { net, said } = energyText(), isPower = told.grid !== null;
  const { solar, load, battery } = told, grid = isPower ? told.grid : Number(net);
  const text = isPower ? powerText(told) : said, most = isPower ? Math.max(solar ?? 0, load ?? 0, Math.abs(battery ?? 0), Math.abs(grid)) : Math.abs(grid);
  const stored = battery === null ? null : battery === 0 ? t('battery_idle') : t(battery > 0 ? 'battery_in' : 'battery_out', { power: watts(battery) });
  const house = load === null ? t(grid > 0 ? 'toGrid' : grid < 0 ? 'fromGrid' : 'balanced') : watts(load);
  const outside = isPower ? grid === 0 ? t('balanced') : t(grid > 0 ? 'grid_gets' : 'grid_gives', { power: watts(grid) }) : kwh(net < 0n ? -net : net) + ' kWh';
  return html`<figure class="flow"><svg viewBox="0 0 640 372" role="img" aria-label=${text}>
      <${Wire} d="M143 78 L278 142" mw=${solar} most=${most} kind="sun" /><${Wire} d="M278 184 L143 246" mw=${battery} most=${most} kind="stored" /><${Wire} d="M366 164 L494 164" mw=${grid} most=${most} kind=${grid > 0 ? 'gives' : 'takes'} />
      <${Node} x="100" y="62" word="sun" kind="sun" value=${solar === null ? null : solar > 0 ? watts(solar) : t('sunDown')} active=${solar > 0}><circle r="14" />${RAYS.map(turn => html`<path d="M0 -21 V-29" transform=${`rotate(${turn})`} />`)}<//>
      <${Node} x="100" y="262" word="battery" kind="battery" value=${stored} active=${battery > 0 || battery < 0}><rect x="-22" y="-12" width="40" height="24" rx="4" /><path d="M22 -5 V5" /><//>
      <${Node} x="322" y="164" word="house" kind="house" value=${house} active=${true}><path d="M-26 2 L0 -21 L26 2 M-17 -4 V20 H17 V-4" /><path class="window" d="M-6 20 V5 H6 V20 Z" /><//>
      <${Node} x="540" y="164" word="grid" kind="grid" value=${outside} active=${grid !== 0}><path d="M-27 6 L-14 -7 L0 6 M-22 2 V18 H-6 V2 M0 6 L14 -7 L27 6 M6 2 V18 H22 V2" /><//>
    </svg><figcaption>${text}</figcaption></figure>`;
}
