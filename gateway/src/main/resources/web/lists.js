// Trades of all, orders and trades of the account.
import { html, useState } from './vendor/htm/preact-standalone.js';
import { cut, plain, shown, units, QUANTITY } from './decimal.js';
import { state, useTopics } from './store.js';
import { cancel, cancelAll, isOpen, settlementOf } from './account.js';
import { isLive } from './line.js';
import { clock, locale, t } from './words.js';

const TAPE_ROWS = 20, FILL_ROWS = 50;

/** Rows without keys: a new trade is written over the old ones, nothing moves. */
export function Tape() {
  useTopics('trades', 'ui');
  return html`<section class="panel tape" aria-labelledby="tape-title">
    <h2 id="tape-title">${t('tape')}</h2>
    <table><thead><tr><th scope="col">${t('time')}</th><th scope="col">${t('price')}</th><th scope="col">${t('quantity')}</th></tr></thead>
      <tbody>${Array.from({ length: TAPE_ROWS }, (_, row) => state.trades[row]).map(trade => trade ? html`<tr>
        <td>${clock(trade.ts)}</td><td class=${trade.takerSide}>${shown(trade.price, locale())}<span class="hidden"> ${t(trade.takerSide === 'bid' ? 'buyer' : 'seller')}</span></td><td>${shown(trade.quantity, locale())}</td></tr>`
    : html`<tr class="empty"><td>–</td><td></td><td></td></tr>`)}</tbody></table>
  </section>`;
}

const filledOf = order => plain(units(order.quantity, QUANTITY) - units(order.leaves, QUANTITY), QUANTITY);
const known = (prefix, word) => { const said = t(prefix + word); return said === prefix + word ? word : said; };

function OrderRow({ order }) {
  const stateWord = t('order_' + order.state), why = order.reason && order.state !== 'open' && order.state !== 'partly';
  return html`<tr key=${order.clientOrderId}>
    <td data-label=${t('time')}>${clock(order.ts)}</td><td data-label=${t('side')} class=${order.side}>${t(order.side)}</td>
    <td data-label=${t('price')}>${shown(order.price, locale())}</td><td data-label=${t('quantity')}>${shown(order.quantity, locale())}</td><td data-label=${t('filled')}>${shown(filledOf(order), locale())}</td>
    <td data-label=${t('state')} class="word">${stateWord}${why ? html` <small>${known('reason_', order.reason)}</small>` : ''}</td>
    <td class="act">${isOpen(order) && html`<button disabled=${order.asked || !isLive()} onClick=${() => cancel(order.clientOrderId)} aria-label=${`${t('cancel')} ${t(order.side)} ${shown(order.quantity, locale())} @ ${shown(order.price, locale())}`}>${t(order.asked ? 'asked' : 'cancel')}</button>`}</td>
  </tr>`;
}

export function Orders() {
  useTopics('orders', 'account', 'line', 'ui');
  const [ended, setEnded] = useState(false);
  if (state.account?.status !== 'in') return html`<section class="panel orders"><h2>${t('myOrders')}</h2><p class="nothing">${t('signInToSee')}</p></section>`;
  const all = [...state.orders.values()], open = all.filter(isOpen);
  const rows = (ended ? all : open).sort((a, b) => b.ts - a.ts).slice(0, FILL_ROWS);
  return html`<section class="panel orders" aria-labelledby="orders-title">
    <header><h2 id="orders-title">${t('myOrders')} <span class="count">${open.length}</span></h2>
      <label class="tick"><input type="checkbox" checked=${ended} onChange=${event => setEnded(event.target.checked)} /> ${t('showEnded')}</label>
      <button disabled=${!open.length || !isLive()} onClick=${cancelAll}>${t('cancelAll')}</button></header>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="orders-title"><table class="cards"><thead><tr>${['time', 'side', 'price', 'quantity', 'filled', 'state'].map(word => html`<th scope="col">${t(word)}</th>`)}<td></td></tr></thead>
      <tbody>${rows.map(order => html`<${OrderRow} order=${order} key=${order.clientOrderId} />`)}</tbody></table>
      ${!rows.length && html`<p class="nothing">${t('noOpenOrders')}</p>`}</div>
  </section>`;
}

export function Hash({ value }) {
  if (!value) return '–';
  return html`<abbr class="hash" title=${value}>${value.slice(0, 10)}…${value.slice(-6)}</abbr>`;
}

export function Fills() {
  useTopics('fills', 'settlement', 'account', 'ui');
  if (state.account?.status !== 'in') return html`<section class="panel fills"><h2>${t('myFills')}</h2><p class="nothing">${t('signInToSee')}</p></section>`;
  return html`<section class="panel fills" aria-labelledby="fills-title">
    <header><h2 id="fills-title">${t('myFills')} <span class="count">${state.fills.length}</span></h2></header>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="fills-title"><table class="cards"><thead><tr>${['time', 'side', 'price', 'quantity', 'fee', 'settlement', 'hash'].map(word => html`<th scope="col">${t(word)}</th>`)}</tr></thead>
      <tbody>${state.fills.slice(0, FILL_ROWS).map(fill => {
    const { status, transactionHash } = settlementOf(fill);
    return html`<tr><td data-label=${t('time')}>${clock(fill.ts)}</td><td data-label=${t('side')} class=${fill.side}>${t(fill.side)}</td><td data-label=${t('price')}>${shown(fill.lastPrice, locale())}</td><td data-label=${t('quantity')}>${shown(fill.lastQuantity, locale())}</td><td data-label=${t('fee')}>${shown(cut(fill.fee, 2), locale())}</td>
      <td data-label=${t('settlement')} class="word"><span class=${'status ' + status}>${t('settle_' + status)}</span></td><td data-label=${t('hash')} class="word wide">${!transactionHash && status === 'final' ? html`<small>${t('hashNotTold')}</small>` : html`<${Hash} value=${transactionHash} />`}</td></tr>`;
  })}</tbody></table>
      ${!state.fills.length && html`<p class="nothing">${t('noFills')}</p>`}</div>
    ${state.account.gap && html`<p class="hint">${t('gapNote')}</p>`}
  </section>`;
}
