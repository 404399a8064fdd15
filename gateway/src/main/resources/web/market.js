// The view of those who trade.
import { html } from './vendor/htm/preact-standalone.js';
import { shown } from './decimal.js';
import { changed, remember, state, useTopics } from './store.js';
import { Candles, Depth } from './charts.js';
import { Ladder, spreadOf } from './ladder.js';
import { Fills, Orders, Tape } from './lists.js';
import { Funds, Ticket } from './ticket.js';
import { locale, t } from './words.js';

/** Another symbol is another page: everything that is shown and subscribed is of one. */
function Symbol() {
  if (state.instruments.length < 2) return state.instrument?.symbol ?? '–';
  return html`<select aria-label=${t('perKwh')} onChange=${event => { location.search = '?symbol=' + event.target.value; }}>
    ${state.instruments.map(({ symbol }) => html`<option selected=${symbol === state.instrument.symbol}>${symbol}</option>`)}</select>`;
}

function Strip() {
  useTopics('trades', 'best', 'candles', 'ticker', 'ui');
  const [last, before] = state.trades, candle = state.candles.rows.at(-1), day = state.ticker;
  const say = value => value ? shown(value, locale()) : '–';
  const fact = (word, value, mark = '') => html`<div class=${word}><dt>${t(word)}</dt><dd class=${mark}>${value}</dd></div>`;
  const trend = !before || last.price === before.price ? '' : +last.price > +before.price ? 'bid' : 'ask';
  return html`<dl class="strip" aria-label=${state.instrument?.symbol ?? ''}>
    <div class="name"><dt>${t('perKwh')}</dt><dd><${Symbol} /></dd></div>
    ${fact('symbolLast', html`${say(last?.price)}${trend && html` <span aria-hidden="true">${trend === 'bid' ? '▲' : '▼'}</span>`}`, 'big ' + trend)}
    ${fact('bid', say(state.book?.bids[0]?.[0]), 'bid')}${fact('ask', say(state.book?.asks[0]?.[0]), 'ask')}${fact('spread', say(spreadOf(state.book)))}
    ${state.offered.ticker ? html`${fact('high', say(day?.high))}${fact('low', say(day?.low))}<div><dt>${t('volume')} 24 h</dt><dd>${say(day?.volume)} ETK</dd></div>`
    : html`<div><dt>${t('volume')} ${state.candles.interval}</dt><dd>${say(candle?.volume)} ETK</dd></div>`}
  </dl>`;
}

const KEYS = [['B', 'keys_b'], ['S', 'keys_s'], ['↑', 'keys_up'], ['↓', 'keys_down'], ['Enter', 'keys_send'], ['X', 'keys_x'], ['Esc', 'keys_escape']];

function Keys() {
  useTopics('ui');
  const set = on => { state.ui.keys = on; remember('keys', on ? 'on' : 'off'); changed('ui'); };
  return html`<details class="panel keys"><summary>${t('keys')}</summary>
    <dl>${KEYS.map(([key, word]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${t(word)}</dd></div>`)}</dl>
    <label class="tick"><input type="checkbox" checked=${state.ui.keys} onChange=${event => set(event.target.checked)} /> ${t('keysOn')}</label>
  </details>`;
}

function Halted() {
  useTopics('system', 'ui');
  if (!state.trading || state.trading.state !== 'halted') return '';
  return html`<p class="halted" role="status">${t('tradingNote', { reason: t('halt_' + state.trading.reason) })}</p>`;
}

export function Market() {
  return html`<div class="market"><${Halted} /><${Strip} />
    <div class="charts"><${Candles} /><${Depth} /></div>
    <${Ladder} /><${Ticket} /><${Orders} /><${Fills} /><${Tape} /><div class="side-foot"><${Funds} /><${Keys} /></div></div>`;
}
