// The view of a household: energy, money and the bot in plain words. What the exchange does not tell is said to be missing.
import { html, useEffect, useReducer, useState } from './vendor/htm/preact-standalone.js';
import { cut, plain, shown, units, ETK, IDRS, PRICE, QUANTITY } from './decimal.js';
import { askWallet } from './account.js';
import { Bars } from './bars.js';
import { askBot, Bots } from './bots.js';
import { slots, today, QUARTER_MS } from './energy.js';
import { Picture } from './flow.js';
import { askHistory } from './history.js';
import { isLive } from './line.js';
import { changed, notify, state, useTopics } from './store.js';
import { ago, dayOf, locale, minute, t } from './words.js';

const ASK_MS = 10_000, FRESH_MS = 60_000, opened = Date.now();
const HELD = new Set(['held', 'clock_off']), SAID = new Set(['accepted', 'baseline', 'late', 'dropped', 'held', 'clock_off']);

const kwh = uwh => shown(cut(plain(uwh, ETK), 3), locale());
const etkOfWh = wh => shown(plain(wh, QUANTITY), locale());
const rupiah = amount => shown(cut(plain(amount, IDRS), 0), locale());

const data = step => ({ meters: state.meters, fills: state.fills, rows: state.history[step] ?? null });

/** A meter's freshness and what became of its last reading, in plain words. */
function Meter({ meter }) {
  const silentMs = Math.max(0, Date.now() - meter.heardAt), fresh = silentMs < FRESH_MS, { state: status } = meter.last;
  const { health, heardTs } = state.devices.get(meter.meterId)?.health ?? {}, well = !health || health === 'alive';
  const held = HELD.has(status), word = SAID.has(status) ? 'reading_' + status : 'reading_other';
  return html`<div class="meter"><p><span class=${'dot ' + (fresh && !held && well ? 'good' : 'warn')}></span><span>${t(fresh ? 'meterFresh' : 'meterOld', { ago: ago(silentMs) })} ${t(word, { state: status })}${!well && ' ' + t('device_' + health, { ago: heardTs ? ago(Date.now() - heardTs) : t('never') })}</span></p>
    <dl><div><dt>${t('registerOut')}</dt><dd>${kwh(units(meter.last.export, ETK))} kWh</dd></div><div><dt>${t('registerIn')}</dt><dd>${kwh(units(meter.last.import, ETK))} kWh</dd></div></dl></div>`;
}

function Meters() {
  useTopics('meters', 'history', 'ui');
  if (!state.meters.size) return html`<p class="nothing waiting">${t('waitingForMeter')}</p>`;
  const { held } = today(data('15m'));
  return html`<${Picture} />${[...state.meters.values()].map(meter => html`<${Meter} meter=${meter} key=${meter.meterId} />`)}
    ${held > 0 && html`<p class="held">${t('heldToday', { count: held })}</p>`}`;
}

function Figures() {
  useTopics('fills', 'history', 'ui');
  const day = today(data('15m')), told = state.history['15m'], net = day.earned - day.spent;
  const figure = (word, value, unit, note) => html`<div class="figure"><dt>${t(word)}</dt><dd>${value} <small>${unit}</small></dd><dd class="note">${note}</dd></div>`;
  const settled = [...state.minted.values()], inAll = what => settled.length ? kwh(settled.reduce((sum, each) => sum + units(each[what], ETK), 0n)) : '–';
  const etk = what => told ? figure(what, kwh(day[what]), 'ETK', t('inAll', { etk: inAll(what) })) : figure(what, inAll(what), 'ETK', t('mintedText'));
  const since = told ? t('sinceMidnight') : t('sinceOpened', { time: minute(opened) });
  return html`<section class="panel today" aria-labelledby="today-title"><h2 id="today-title">${t('day')}</h2><dl class="figures">
    ${figure('netToday', (net > 0n ? '+' : '') + rupiah(net), 'IDRS', t('netText'))}
    ${figure('energyOut', kwh(day.out), 'kWh', since)}${figure('energyIn', kwh(day.in), 'kWh', since)}
    ${figure('sold', etkOfWh(day.sold), 'ETK', t('forMoney', { amount: rupiah(day.earned) }))}${figure('bought', etkOfWh(day.bought), 'ETK', t('forMoney', { amount: rupiah(day.spent) }))}
    ${etk('minted')}${etk('burned')}</dl></section>`;
}

/** Lets a wallet sign that its owner asks. */
const unlock = () => askHistory(true).catch(refused => notify('bad', refused.code === 4001 ? 'walletRefused' : 'refused', { name: refused.name, msg: refused.message }));

const STEPS = { '15m': 'quarter', '1d': 'days' };
/** Title, sums up and down, their words, how they are written. */
const CHARTS = [['energyBars', 'out', 'in', 'energyOut', 'energyIn', kwh, 'kWh'], ['etkBars', 'minted', 'burned', 'minted', 'burned', kwh, 'ETK'], ['moneyBars', 'earned', 'spent', 'earned', 'spent', rupiah, 'IDRS']];

function Past() {
  useTopics('fills', 'history', 'account', 'ui');
  const [step, setStep] = useState('15m'), { status } = state.history, all = slots(step, data(step));
  const name = start => step === '1d' ? dayOf(start) : `${minute(start)}–${minute(start + QUARTER_MS)}`;
  const etk = amount => status === 'told' ? kwh(amount) : '–'; // the page itself hears no such sums of a quarter
  const mark = ({ start }) => step === '1d' ? dayOf(start).split(' ')[0] : start % (4 * QUARTER_MS) === 0 ? minute(start) : '';
  return html`<section class="panel past" aria-labelledby="past-title"><header><h2 id="past-title">${t('past')}</h2>
      <div class="choice" role="group" aria-label=${t('span')}>${Object.entries(STEPS).map(([each, word]) => html`<button aria-pressed=${each === step} onClick=${() => setStep(each)}>${t('by_' + word)}</button>`)}</div></header>
    ${status === 'locked' && html`<p class="hint">${t('historyLocked')} <button disabled=${!isLive()} onClick=${unlock}>${t('historyUnlock')}</button></p>`}
    ${status !== 'locked' && html`<p class="hint">${status === 'none' && state.meters.size ? t('asking') : status === 'told' ? t('historyTold') : t('sinceOpened', { time: minute(opened) })}</p>`}
    <div class="over-time">${CHARTS.filter(([, up]) => up !== 'minted' || status === 'told' || status === 'none').map(([title, up, down, upWord, downWord, say, unit]) => html`<${Bars} key=${title}
      title=${t(title)} upWord=${t(upWord)} downWord=${t(downWord)} slots=${all} up=${up} down=${down} say=${amount => `${say(amount)} ${unit}`} mark=${mark}
      tell=${each => `${name(each.start)}: ${t(upWord)} ${say(each[up])}, ${t(downWord)} ${say(each[down])} ${unit}`} />`)}</div>
    <details><summary>${t('asTable')}</summary><div class="scroll" tabindex="0" role="region" aria-labelledby="past-title"><table class="quarters"><thead><tr><th scope="col">${t(STEPS[step])}</th>
      <th scope="col">${t('energyOut')} kWh</th><th scope="col">${t('energyIn')} kWh</th><th scope="col">${t('minted')}</th><th scope="col">${t('burned')}</th><th scope="col">${t('earned')} IDRS</th><th scope="col">${t('spent')} IDRS</th></tr></thead>
      <tbody>${all.toReversed().map(each => html`<tr key=${each.start}><th scope="row">${name(each.start)}</th><td>${kwh(each.out)}</td><td>${kwh(each.in)}</td><td>${etk(each.minted)}</td><td>${etk(each.burned)}</td><td>${rupiah(each.earned)}</td><td>${rupiah(each.spent)}</td></tr>`)}</tbody></table></div></details>
    ${state.account?.gap && html`<p class="hint">${t('gapNote')}</p>`}</section>`;
}

/** Where a prepaid meter's credit stands and what comes next, by the terms that its owner agreed to. */
function Credit({ terms }) {
  const { stage, credit, warnBelow, shedBelow, onFrom, critical, offTs } = terms, of = amount => kwh(units(amount, ETK));
  return html`<div class=${'credit ' + stage}><p><strong>${t('credit', { kwh: of(credit) })}</strong> ${t(`credit_${stage}`, { on: of(onFrom) })}${offTs && stage === 'shed' && ' ' + t('creditOff', { time: minute(offTs) })}</p>
    <p class="hint">${t(critical ? 'creditCritical' : 'creditTerms', { warn: of(warnBelow), shed: of(shedBelow), on: of(onFrom) })}</p></div>`;
}

function Prepaid() {
  useTopics('balances', 'wallet', 'trades', 'meters', 'ui');
  const agreed = [...state.devices.values()].map(device => device.prepaid).filter(Boolean);
  const { balances, wallet, trades: [last] } = state, debt = balances ? units(balances.debt, ETK) : 0n;
  const free = balances && units(balances.IDRS.free, IDRS), perKwh = last && units(last.price, PRICE) * 10_000n;
  const row = (word, value, unit) => html`<div><dt>${t(word)}</dt><dd>${value ?? '–'} ${unit}</dd></div>`;
  return html`<section class="panel prepaid" aria-labelledby="prepaid-title"><h2 id="prepaid-title">${t('prepaid')}</h2>
    <p class="big">${balances ? rupiah(free) : '–'} <small>IDRS</small></p>
    ${balances && perKwh > 0n && html`<p>${t('prepaidReach', { kwh: shown((free / perKwh).toString(), locale()), price: shown(last.price, locale()) })}</p>`}
    ${debt > 0n && html`<p class="owed">${t('prepaidOwed', { etk: kwh(debt) })}</p>`}
    <dl class="sums">${row('reservedIdrs', balances && rupiah(units(balances.IDRS.reserved, IDRS)), 'IDRS')}${row('walletIdrs', wallet?.IDRS && rupiah(units(wallet.IDRS.balance, IDRS)), 'IDRS')}
      ${row('availableEtk', balances && kwh(units(balances.ETK.free, ETK)), 'ETK')}</dl>
    <h3>${t('prepaidEnds')}</h3>${agreed.length ? agreed.map(terms => html`<${Credit} terms=${terms} key=${terms.meterId} />`) : html`<p class="hint">${t('prepaidText')}</p>`}</section>`;
}

function Stranger() {
  return html`<div class="home"><section class="panel welcome"><h1>${t('homeTitle')}</h1><p>${t('homeSignIn')}</p>
    <button class="primary" onClick=${() => { state.ui.dialog = 'signIn'; changed('ui'); }}>${t('signIn')}</button>${state.line.greeting?.environment === 'demo' && html`<p class="hint">${t('homeHint')}</p>`}</section></div>`;
}

/** Asks for what no channel tells. */
function ask() {
  if (!isLive()) return;
  askBot();
  askWallet();
  askHistory().catch(refused => console.warn('no history', refused));
}

export function Home() {
  useTopics('account', 'ui');
  const [, tick] = useReducer(n => n + 1, 0);
  const signedIn = state.account?.status === 'in';
  useEffect(() => {
    const second = setInterval(tick, 1000);
    return () => clearInterval(second);
  }, []);
  useEffect(() => {
    if (!signedIn) return undefined;
    ask();
    const again = setInterval(ask, ASK_MS);
    return () => clearInterval(again);
  }, [signedIn, state.meters.size]);
  if (!signedIn) return html`<${Stranger} />`;
  return html`<div class="home"><section class="panel now" aria-labelledby="home-title"><h1 id="home-title">${t('homeTitle')}</h1><${Meters} /></section>
    <${Figures} /><${Past} /><${Prepaid} /><${Bots} /></div>`;
}
