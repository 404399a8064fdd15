// The view of a household: energy, money and the bot in plain words. What the exchange does not tell is said to be missing.
import { html, useEffect, useReducer } from './vendor/htm/preact-standalone.js';
import { cut, plain, shown, units, ETK, IDRS, QUANTITY } from './decimal.js';
import { askBot, askWallet, switchBot } from './account.js';
import { lastMinute, sums, QUARTER_MS } from './energy.js';
import { isLive } from './line.js';
import { changed, state, useTopics } from './store.js';
import { locale, minute, t } from './words.js';

const WALLET_MS = 10_000, FRESH_MS = 15_000, SHOWN_QUARTERS = 12, opened = Date.now();

const kwh = uwh => shown(cut(plain(uwh, ETK), 3), locale());
const etkOfWh = wh => shown(plain(wh, QUANTITY), locale());
const rupiah = amount => shown(cut(plain(amount, IDRS), 0), locale());
const midnight = () => new Date().setHours(0, 0, 0, 0);

function Node({ x, y, word, value, told, children }) {
  return html`<g transform=${`translate(${x} ${y})`} class=${told ? 'node' : 'node untold'}>
    <circle r="44" /> ${children}
    <text y="66" class="name">${t(word)}</text><text y="84" class="value">${told ? value : t('notTold')}</text></g>`;
}

/** Sun, battery, house and neighbours; only what the meter measures moves. */
function Picture() {
  useTopics('meters', 'ui');
  const flow = lastMinute(state.meters), net = flow.out - flow.in;
  const way = net > 0n ? 'out' : net < 0n ? 'in' : 'none', amount = kwh(net < 0n ? -net : net);
  const said = t('flowText_' + way, { kwh: amount });
  return html`<figure class="flow"><svg viewBox="0 0 640 340" role="img" aria-label=${said}>
      <path class="wire untold" d="M144 86 L276 150" /><path class="wire untold" d="M144 246 L276 190" />
      <path class=${'wire ' + way} d="M364 168 L496 168" />
      <${Node} x="100" y="66" word="sun" told=${false}><g class="drawing"><circle r="14" />${[0, 45, 90, 135, 180, 225, 270, 315].map(turn => html`<path d="M0 -20 V-28" transform=${`rotate(${turn})`} />`)}</g><//>
      <${Node} x="100" y="228" word="battery" told=${false}><g class="drawing"><rect x="-22" y="-12" width="40" height="24" rx="4" /><path d="M22 -5 V5" /></g><//>
      <${Node} x="320" y="168" word="house" told=${true} value=${t(way === 'out' ? 'toGrid' : way === 'in' ? 'fromGrid' : 'balanced')}><g class="drawing"><path d="M-24 2 L0 -20 L24 2 M-16 -4 V20 H16 V-4 M-4 20 V6 H6 V20" /></g><//>
      <${Node} x="540" y="168" word="grid" told=${true} value=${amount + ' kWh'}><g class="drawing"><path d="M-26 6 L-13 -6 L0 6 M-21 2 V18 H-5 V2 M0 6 L13 -6 L26 6 M5 2 V18 H21 V2" /></g><//>
    </svg><figcaption>${said}</figcaption></figure>`;
}

function Meter({ meter }) {
  const silentS = Math.max(0, Math.round((Date.now() - meter.heardAt) / 1000)), fresh = Date.now() - meter.heardAt < FRESH_MS;
  const word = meter.last.state === 'accepted' ? 'reading_accepted' : meter.last.state === 'held' ? 'reading_held' : 'reading_other';
  return html`<div class="meter"><p><span class=${'dot ' + (fresh ? 'good' : 'warn')}></span>${t(fresh ? 'meterFresh' : 'meterOld', { s: silentS })} ${t(word, { state: meter.last.state })}</p>
    <dl><div><dt>${t('registerOut')}</dt><dd>${kwh(units(meter.last.export, ETK))} kWh</dd></div><div><dt>${t('registerIn')}</dt><dd>${kwh(units(meter.last.import, ETK))} kWh</dd></div></dl></div>`;
}

function Figures({ day }) {
  const figure = (word, value, unit, note) => html`<div class="figure"><dt>${t(word)}</dt><dd>${value} <small>${unit}</small></dd><dd class="note">${note}</dd></div>`;
  const settled = [...state.minted.values()], inAll = what => settled.length ? kwh(settled.reduce((sum, each) => sum + units(each[what], ETK), 0n)) : '–';
  const since = t('sinceOpened', { time: minute(opened) }), net = day.earned - day.spent;
  return html`<dl class="figures">
    ${figure('netToday', (net > 0n ? '+' : '') + rupiah(net), 'IDRS', t('netText'))}
    ${figure('energyOut', kwh(day.out), 'kWh', since)}${figure('energyIn', kwh(day.in), 'kWh', since)}
    ${figure('sold', etkOfWh(day.sold), 'ETK', `${rupiah(day.earned)} IDRS`)}${figure('bought', etkOfWh(day.bought), 'ETK', `${rupiah(day.spent)} IDRS`)}
    ${figure('minted', inAll('minted'), 'ETK', t('mintedText'))}${figure('burned', inAll('burned'), 'ETK', t('mintedText'))}
  </dl>`;
}

function Quarters({ quarters, day }) {
  const row = (name, sum) => html`<tr><th scope="row">${name}</th><td>${kwh(sum.out)}</td><td>${kwh(sum.in)}</td><td>${etkOfWh(sum.sold)}</td><td>${etkOfWh(sum.bought)}</td><td>${rupiah(sum.earned - sum.spent)}</td></tr>`;
  return html`<section class="panel" aria-labelledby="quarters-title"><h2 id="quarters-title">${t('quarters')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="quarters-title"><table class="quarters"><thead><tr><th scope="col">${t('quarter')}</th><th scope="col">${t('energyOut')} kWh</th><th scope="col">${t('energyIn')} kWh</th><th scope="col">${t('sold')} ETK</th><th scope="col">${t('bought')} ETK</th><th scope="col">IDRS</th></tr></thead>
    <tbody>${row(t('day'), day)}${quarters.slice(0, SHOWN_QUARTERS).map(each => row(`${minute(each.start)}–${minute(each.start + QUARTER_MS)}`, each))}</tbody></table></div>
    ${state.account?.gap && html`<p class="hint">${t('gapNote')}</p>`}</section>`;
}

function Prepaid() {
  useTopics('balances', 'wallet', 'ui');
  const { balances, wallet } = state, debt = balances ? units(balances.debt, ETK) : 0n;
  return html`<section class="panel" aria-labelledby="prepaid-title"><h2 id="prepaid-title">${t('prepaid')}</h2>
    <p class="big">${balances ? rupiah(units(balances.IDRS.free, IDRS)) : '–'} <small>IDRS</small></p>
    <dl class="sums"><div><dt>${t('reserved')}</dt><dd>${balances ? rupiah(units(balances.IDRS.reserved, IDRS)) : '–'} IDRS</dd></div>
      <div><dt>${t('wallet')}</dt><dd>${wallet?.IDRS ? rupiah(units(wallet.IDRS.balance, IDRS)) : '–'} IDRS</dd></div>
      <div><dt>ETK, ${t('available')}</dt><dd>${balances ? kwh(units(balances.ETK.free, ETK)) : '–'} ETK</dd></div></dl>
    ${debt > 0n && html`<p class="owed">${t('prepaidOwed', { etk: kwh(debt) })}</p>`}<p class="hint">${t('prepaidText')}</p></section>`;
}

/** What the bot wants now, and what it never passes. */
function BotLimits({ bot: { plan, limits } }) {
  const decimal = text => shown(text, locale()), fact = (word, value) => html`<div><dt>${t(word)}</dt><dd>${value}</dd></div>`;
  return html`${fact('botPlan', plan.length ? plan.map(({ side, quantity, price }) => html`<span class="wish">${t('botWish_' + side, { quantity: decimal(quantity), price: decimal(price) })}</span>`) : t('botPlanNone'))}
    ${fact('botPrices', `${decimal(limits.lowestPrice)} – ${decimal(limits.highestPrice)} IDRS`)}
    ${fact('botMostEnergy', `${decimal(limits.mostQuantity)} kWh`)}${fact('botMostMoney', `${rupiah(units(limits.mostQuote, IDRS))} IDRS`)}
    ${fact('botMostOrders', limits.mostOrders)}${fact('botMostFee', `${decimal(plain(BigInt(limits.maxFeeBps), 2))} %`)}`;
}

function Bot() {
  useTopics('bot', 'line', 'ui');
  const bots = state.bot?.bots ?? [];
  return html`<section class="panel" aria-labelledby="bot-title"><h2 id="bot-title">${t('bot')}</h2>
    ${!bots.length && html`<p class="nothing">${t(state.bot?.missing ? 'botMissing' : 'botNone')}</p>`}
    ${bots.map(bot => html`<div class="bot" key=${bot.name}>
      <p><span class=${'dot ' + (!bot.connected ? 'bad' : bot.paused ? 'warn' : 'good')}></span>${bot.name}: ${t(!bot.connected ? 'line_down' : bot.paused ? 'botOff' : 'botOn')}</p>
      <button role="switch" aria-checked=${!bot.paused} disabled=${!isLive()} onClick=${() => switchBot(bot.name, bot.paused)}>${t(bot.paused ? 'botResume' : 'botPause')}</button>
      <dl class="sums"><div><dt>${t('botOrders')}</dt><dd>${bot.liveOrders}</dd></div><div><dt>${t('botPlaced')}</dt><dd>${bot.placed}</dd></div>
        <div><dt>${t('botRefused')}</dt><dd>${bot.refused}</dd></div>${bot.limits && html`<${BotLimits} bot=${bot} />`}</dl>
      ${bot.lastProblem && html`<p class="hint">${bot.lastProblem}</p>`}</div>`)}</section>`;
}

export function Home() {
  useTopics('meters', 'fills', 'account', 'ui');
  const [, tick] = useReducer(n => n + 1, 0);
  const signedIn = state.account?.status === 'in';
  useEffect(() => {
    const second = setInterval(tick, 1000);
    return () => clearInterval(second);
  }, []);
  useEffect(() => {
    if (!signedIn) return undefined;
    askBot();
    askWallet();
    const again = setInterval(() => { if (isLive()) { askWallet(); askBot(); } }, WALLET_MS);
    return () => clearInterval(again);
  }, [signedIn]);
  if (!signedIn) return html`<div class="home"><section class="panel welcome"><h1>${t('homeTitle')}</h1><p>${t('homeSignIn')}</p>
    <button class="primary" onClick=${() => { state.ui.dialog = 'signIn'; changed('ui'); }}>${t('signIn')}</button>${state.line.greeting?.environment === 'demo' && html`<p class="hint">${t('homeHint')}</p>`}</section></div>`;
  const { quarters, day } = sums(state.meters, state.fills, midnight());
  return html`<div class="home"><section class="panel today" aria-labelledby="home-title"><h1 id="home-title">${t('homeTitle')}</h1>
      ${state.meters.size ? html`<${Picture} />${[...state.meters.values()].map(meter => html`<${Meter} meter=${meter} key=${meter.meterId} />`)}` : html`<p class="nothing waiting">${t('waitingForMeter')}</p>`}</section>
    <${Figures} day=${day} />
    <${Prepaid} /><${Bot} /><${Quarters} quarters=${quarters} day=${day} /></div>`;
}
