// The order ticket: what it would cost is counted exactly and checked before it is sent.
import { html, useState } from './vendor/htm/preact-standalone.js';
import { cut, fee, notional, plain, shown, typed, units, ETK, IDRS, PRICE, QUANTITY } from './decimal.js';
import { changed, notify, state, useTopics } from './store.js';
import { cancelAll, deposit, fund, place } from './account.js';
import { isLive } from './line.js';
import { locale, refusal, t } from './words.js';

const SLIP_PERCENT = 2n, PLAY_RUPIAH = '100000';

export function draft(change) {
  state.draft = { ...state.draft, ...change };
  changed('draft');
}

/** The taker's worst price: the best opposite one and two percent, whole ticks. */
function worstPrice(side) {
  const best = (side === 'bid' ? state.book?.asks : state.book?.bids)?.[0];
  if (!best) return null;
  const ticks = units(best[0], PRICE);
  return plain(side === 'bid' ? ticks * (100n + SLIP_PERCENT) / 100n : ticks * (100n - SLIP_PERCENT) / 100n, PRICE);
}

/** The draft as plain numbers with its worth and the first thing that is wrong with it. */
export function weigh() {
  const { draft: { side, type, timeInForce, postOnly, ...text }, instrument, balances } = state;
  if (!instrument) return { error: ['check_line'] };
  const price = type === 'market' ? worstPrice(side) : typed(text.price, locale());
  const quantity = typed(text.quantity, locale());
  const maxFeeBps = Math.max(instrument.makerFeeBps, instrument.takerFeeBps);
  const order = { side, type, price, quantity, timeInForce: type === 'market' && timeInForce === 'gtc' ? 'ioc' : timeInForce, postOnly: postOnly && type === 'limit' && timeInForce === 'gtc', maxFeeBps };
  const bad = (word, values) => ({ ...order, error: [word, values] });
  if (type === 'market' && price === null) return bad('check_empty');
  if (type !== 'market' && !text.price.trim()) return bad('check_price');
  if (price === null) return bad('check_priceForm', { example: shown('1350.25', locale()) });
  if (units(price, PRICE) === null || units(price, PRICE) % units(instrument.tick, PRICE) !== 0n) return bad('check_tick', { tick: shown(instrument.tick, locale()) });
  if (!text.quantity.trim()) return bad('check_quantity');
  if (quantity === null) return bad('check_quantityForm', { example: shown('0.750', locale()) });
  if (units(quantity, QUANTITY) === null || units(quantity, QUANTITY) % units(instrument.lot, QUANTITY) !== 0n) return bad('check_lot', { lot: shown(instrument.lot, locale()) });
  const value = notional(price, quantity), cost = fee(value, maxFeeBps);
  Object.assign(order, { value, cost, all: side === 'bid' ? value + cost : value - cost });
  if (value === 0n) return bad('check_zero');
  if (value < units(instrument.minNotional, IDRS)) return bad('check_notional', { min: shown(instrument.minNotional, locale()) });
  if (!balances) return bad('check_balances');
  const [asset, need, have, decimals] = side === 'bid' ? ['IDRS', order.all, units(balances.IDRS.free, IDRS), IDRS]
    : ['ETK', units(quantity, QUANTITY) * 1_000_000n, units(balances.ETK.free, ETK), ETK];
  const brief = amount => shown(cut(plain(amount, decimals), asset === 'ETK' ? 3 : 2), locale());
  return need > have ? bad('check_funds', { need: brief(need), have: brief(have), asset }) : order;
}

/** Moves the price by so many steps of the instrument. */
export function step(steps) {
  const price = typed(state.draft.price, locale()) ?? (state.draft.side === 'bid' ? state.book?.bids : state.book?.asks)?.[0]?.[0];
  if (!price || units(price, PRICE) === null) return;
  const tick = units(state.instrument.tick, PRICE), ticks = units(price, PRICE) + BigInt(steps) * tick;
  draft({ price: shown(plain(ticks < tick ? tick : ticks, PRICE), locale()) });
}

let sending = false;

/** Signs and sends the draft, unless something is wrong with it. */
export async function send() {
  const order = weigh();
  draft({ tried: true });
  if (sending || order.error || !isLive() || state.account?.status !== 'in') return;
  sending = true;
  changed('draft');
  try {
    const answer = await place(order);
    notify('good', 'placed', { state: answer.state });
    draft({ quantity: '', tried: false });
  } catch (refused) {
    notify('bad', refused.code === 4001 ? 'walletRefused' : 'refused', { name: refused.name, msg: refused.message });
  } finally {
    sending = false;
    changed('draft');
  }
}

/** The most that is affordable, at the ticket's price. */
function most() {
  const { side } = state.draft, order = weigh();
  if (!state.balances) return;
  if (side === 'ask') return draft({ quantity: shown(cut(state.balances.ETK.free, QUANTITY), locale()) });
  if (!order.price || units(order.price, PRICE) === null) return;
  const perWh = units(order.price, PRICE) * 10n, free = units(state.balances.IDRS.free, IDRS);
  const wh = free * 10_000n / (perWh * BigInt(10_000 + order.maxFeeBps));
  draft({ quantity: shown(plain(wh, QUANTITY), locale()) });
}

function Field({ id, label, value, onInput, invalid, disabled, children }) {
  return html`<div class="field"><label for=${id}>${label}</label>
    <div class="with-buttons"><input id=${id} inputmode="decimal" autocomplete="off" spellcheck="false" value=${value} disabled=${disabled}
      aria-invalid=${invalid} aria-describedby="ticket-check" onInput=${event => onInput(event.target.value)} />${children}</div></div>`;
}

/** What the side that the ticket is on would pay with: free, and in orders already. */
function Means() {
  const [asset, decimals] = state.draft.side === 'bid' ? ['IDRS', 2] : ['ETK', 3];
  const row = (word, field) => html`<div><dt>${t(word)}</dt><dd>${state.balances ? shown(cut(state.balances[asset][field], decimals), locale()) : '–'} ${asset}</dd></div>`;
  return html`${row('available', 'free')}${row('reserved', 'reserved')}`;
}

const rupiah = amount => amount === undefined ? '–' : shown(cut(plain(amount, IDRS), 2), locale()) + ' IDRS';

export function Ticket() {
  useTopics('draft', 'best', 'balances', 'account', 'line', 'instrument', 'ui');
  const { draft: now, account } = state, order = weigh(), signedIn = account?.status === 'in';
  const wrong = order.error && now.tried ? t(order.error[0], order.error[1]) : '';
  const about = name => order.error?.[0].startsWith('check_' + name) && now.tried;
  const market = now.type === 'market';
  const submit = event => { event.preventDefault(); send(); };
  return html`<section class="panel ticket" aria-labelledby="ticket-title">
    <h2 id="ticket-title">${t('ticket')}</h2>
    <form onSubmit=${submit}>
      <div class="choice sides" role="group" aria-label=${t('side')}>
        ${['bid', 'ask'].map(side => html`<button type="button" class=${side} aria-pressed=${now.side === side} onClick=${() => draft({ side })}>${t(side === 'bid' ? 'buyEtk' : 'sellEtk')}</button>`)}
      </div>
      <div class="choice" role="group" aria-label=${t('orderType')}>
        ${['limit', 'market'].map(type => html`<button type="button" aria-pressed=${now.type === type} onClick=${() => draft({ type })}>${t(type === 'market' ? 'marketOrder' : 'limit')}</button>`)}
      </div>
      <${Field} id="price" label=${t(market ? 'worstPrice' : 'priceLabel')} value=${market ? order.price ? shown(order.price, locale()) : '–' : now.price} disabled=${market} invalid=${about('price') || about('tick')} onInput=${price => draft({ price })}>
        <button type="button" disabled=${market} aria-label=${t('stepDown')} onClick=${() => step(-100)}>−</button><button type="button" disabled=${market} aria-label=${t('stepUp')} onClick=${() => step(100)}>+</button>
      <//>
      <${Field} id="quantity" label=${t('quantityLabel')} value=${now.quantity} invalid=${about('quantity') || about('lot') || about('zero') || about('funds')} onInput=${quantity => draft({ quantity })}>
        <button type="button" onClick=${most}>${t('most')}</button>
      <//>
      <div class="field"><label for="lives">${t('timeInForce')}</label>
        <select id="lives" value=${order.timeInForce ?? now.timeInForce} onChange=${event => draft({ timeInForce: event.target.value })}>
          ${(market ? ['ioc', 'fok'] : ['gtc', 'ioc', 'fok']).map(each => html`<option value=${each} selected=${each === (order.timeInForce ?? now.timeInForce)}>${t(each)}</option>`)}
        </select></div>
      <label class="tick"><input type="checkbox" checked=${now.postOnly} disabled=${market || now.timeInForce !== 'gtc'} onChange=${event => draft({ postOnly: event.target.checked })} /> ${t('postOnly')}</label>
      <dl class="sums">
        ${signedIn && html`<${Means} />`}<div><dt>${t('notional')}</dt><dd>${rupiah(order.value)}</dd></div>
        <div><dt>${t('feeUpTo')}</dt><dd>${rupiah(order.cost)}</dd></div>
        <div class="strong"><dt>${t(now.side === 'bid' ? 'youPay' : 'youGet')}</dt><dd>${rupiah(order.all)}</dd></div>
      </dl>
      <p id="ticket-check" class="check" role="status">${wrong}</p>
      ${signedIn ? html`<button class=${'send ' + now.side} disabled=${sending || !isLive()}>${t(sending ? 'sending' : 'send_' + now.side)}</button>`
    : html`<button type="button" class="send" onClick=${() => { state.ui.dialog = 'signIn'; changed('ui'); }}>${t('signInToTrade')}</button>`}
    </form>
  </section>`;
}

const GLANCE = [['available', 'free'], ['reserved', 'reserved'], ['unsettled', 'unsettled']];

export function Funds() {
  useTopics('balances', 'wallet', 'account', 'line', 'ui');
  const [busy, setBusy] = useState(null);
  const { balances, wallet, account } = state, demo = state.line.greeting?.environment === 'demo';
  const run = async action => {
    try {
      await action(setBusy);
      notify('good', 'funded');
    } catch (refused) {
      notify('bad', 'refused', { name: refused.name, msg: refused.message });
    } finally {
      setBusy(null);
    }
  };
  if (account?.status !== 'in') return html`<section class="panel funds"><h2>${t('funds')}</h2><p class="nothing">${t('signInToSee')}</p></section>`;
  const amount = (asset, field) => balances ? shown(cut(balances[asset][field], asset === 'ETK' ? 3 : 2), locale()) : '–';
  const inWallet = wallet?.ETK ? wallet : null, etk = inWallet && units(inWallet.ETK.balance, ETK) > 0n;
  return html`<section class="panel funds" aria-labelledby="funds-title">
    <h2 id="funds-title">${t('funds')}</h2>
    <table><thead><tr><td></td><th scope="col">ETK</th><th scope="col">IDRS</th></tr></thead><tbody>
      ${GLANCE.map(([word, field]) => html`<tr><th scope="row">${t(word)}</th><td>${amount('ETK', field)}</td><td>${amount('IDRS', field)}</td></tr>`)}
      <tr><th scope="row">${t('wallet')}</th>${['ETK', 'IDRS'].map(asset => html`<td>${inWallet ? shown(cut(inWallet[asset].balance, asset === 'ETK' ? 3 : 2), locale()) : '–'}</td>`)}</tr>
      ${balances && units(balances.debt, ETK) > 0n && html`<tr class="owed"><th scope="row">${t('owed')}</th><td>${shown(cut(balances.debt, 3), locale())}</td><td></td></tr>`}
    </tbody></table>
    ${demo && html`<button disabled=${busy || !isLive()} onClick=${() => run(step => fund(PLAY_RUPIAH, step))}>${busy ? t('funding_' + busy) : t('fund', { amount: shown(PLAY_RUPIAH, locale()) })}</button>
      <p class="hint">${t('fundText')}</p>`}
    ${etk && html`<button disabled=${busy || !isLive()} onClick=${() => run(step => deposit('ETK', step))}>${t('depositEtk', { amount: shown(cut(inWallet.ETK.balance, 3), locale()) })}</button>`}
  </section>`;
}

/** The trader's keys: they work where nobody types. */
export function onKey(event) {
  const inText = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName), inPrice = event.target.id === 'price';
  if (!state.ui.keys || event.ctrlKey || event.metaKey || event.altKey || state.ui.dialog) return;
  const steps = { ArrowUp: event.shiftKey ? 100 : 1, ArrowDown: event.shiftKey ? -100 : -1 }[event.key];
  if (steps && (inPrice || (!inText && state.ui.view === 'market' && document.activeElement === document.body))) {
    event.preventDefault();
    return step(steps);
  }
  if (inText && event.key === 'Escape') return event.target.blur();
  if (inText || state.ui.view !== 'market') return;
  const focus = id => document.getElementById(id)?.focus();
  const actions = {
    b: () => { draft({ side: 'bid' }); focus('price'); }, s: () => { draft({ side: 'ask' }); focus('price'); },
    Enter: () => { if (document.activeElement === document.body) send(); }, x: () => { if (state.account?.status === 'in') cancelAll(); },
  };
  const action = actions[event.key];
  if (!action) return;
  if (event.key !== 'Enter') event.preventDefault();
  action();
}
