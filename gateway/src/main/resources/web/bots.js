// The account's own bots: what they want now, what they never pass, and a switch.
import { html } from './vendor/htm/preact-standalone.js';
import { cut, plain, shown } from './decimal.js';
import { call, isLive } from './line.js';
import { changed, notify, state, useTopics } from './store.js';
import { locale, refusal, t } from './words.js';

const decimal = text => shown(text, locale());

export async function askBot() {
  try {
    state.bot = await call('bot.status');
  } catch (refused) {
    if (refused.name !== 'LINE_DOWN') state.bot = { missing: true };
  }
  changed('bot');
}

async function turn(name, on) {
  try {
    await call(on ? 'bot.resume' : 'bot.pause', { name });
  } catch (refused) {
    notify('bad', 'refused', { name: refused.name, msg: refused.message });
  }
  await askBot();
}

function Plan({ plan }) {
  if (!plan?.length) return html`<p class="plan hint">${t('botPlanNone')}</p>`;
  return html`<ul class="plan">${plan.map(({ side, quantity, price }) => html`<li class=${side}>${t('botWish_' + side, { quantity: decimal(quantity), price: decimal(price) })}</li>`)}</ul>`;
}

function Limits({ limits }) {
  const fact = (word, value) => html`<div><dt>${t(word)}</dt><dd>${value}</dd></div>`;
  return html`<h3>${t('botLimits')}</h3><dl class="sums">${fact('botPrices', `${decimal(limits.lowestPrice)} – ${decimal(limits.highestPrice)} IDRS`)}
    ${fact('botMostEnergy', `${decimal(limits.mostQuantity)} kWh`)}${fact('botMostMoney', `${decimal(cut(limits.mostQuote, 0))} IDRS`)}
    ${fact('botMostOrders', limits.mostOrders)}${fact('botMostFee', `${decimal(plain(BigInt(limits.maxFeeBps), 2))} %`)}</dl>`;
}

/** A bot says "NAME: words" of what the exchange refused. */
function problem(said) {
  const [, name, msg] = /^([A-Z_]+): (.*)$/s.exec(said) ?? [];
  return name ? refusal({ name, msg }) : said;
}

function Bot({ bot }) {
  const word = !bot.connected ? 'botLost' : bot.paused ? 'botOff' : 'botOn';
  return html`<div class="bot"><div class="state"><span class=${'dot ' + (!bot.connected ? 'bad' : bot.paused ? 'warn' : 'good')}></span><span><strong>${bot.name}</strong> ${t(word)}</span>
      <button class="switch" role="switch" aria-checked=${!bot.paused} aria-label=${t('botSwitch', { name: bot.name })} disabled=${!isLive()} onClick=${() => turn(bot.name, bot.paused)}><i></i></button></div>
    <h3>${t('botPlan')}</h3><${Plan} plan=${bot.plan} />
    <p class="hint">${t('botDone', { open: bot.liveOrders, placed: bot.placed, refused: bot.refused })}</p>
    ${bot.lastProblem && html`<p class="hint">${t('botProblem', { text: problem(bot.lastProblem) })}</p>`}
    ${bot.limits && html`<${Limits} limits=${bot.limits} />`}</div>`;
}

export function Bots() {
  useTopics('bot', 'account', 'line', 'ui');
  const own = (state.bot?.bots ?? []).filter(bot => bot.address === state.account?.address);
  return html`<section class="panel bots" aria-labelledby="bot-title"><h2 id="bot-title">${t('bot')}</h2>
    ${own.length ? own.map(bot => html`<${Bot} bot=${bot} key=${bot.name} />`) : html`<p class="nothing">${t(!state.bot ? 'asking' : state.bot.missing ? 'botMissing' : 'botNone')}</p>`}</section>`;
}
