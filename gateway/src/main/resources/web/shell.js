// What surrounds the views: head, sign-in, messages, the overlay when the line is silent or down, foot.
import { html, useEffect, useRef, useState } from './vendor/htm/preact-standalone.js';
import { signIn, signOut } from './account.js';
import { isKey } from './eip712.js';
import { isLive, open } from './line.js';
import { hasWallet, tabSigner, walletSigner } from './signers.js';
import { changed, dismiss, notify, remember, state, useTopics } from './store.js';
import { clock, LANGUAGES, refusal, t } from './words.js';

const VIEWS = ['market', 'home', 'system'], THEMES = ['auto', 'light', 'dark'];
const brief = address => `${address.slice(0, 6)}…${address.slice(-4)}`;

export function choose(key, value) {
  state.ui[key] = value;
  remember(key, value);
  document.documentElement.lang = state.ui.language;
  document.documentElement.dataset.theme = state.ui.theme;
  changed('ui');
}

function Line() {
  useTopics('line', 'ui');
  const { status, latencyMs } = state.line;
  return html`<span class="line" title=${t('roundTrip')}><span class=${'dot ' + (isLive() ? 'good' : status === 'down' || status === 'stale' ? 'bad' : 'warn')}></span>${t('line_' + status)}
    <span class="latency">${isLive() && latencyMs !== null ? t('latency', { ms: Math.max(1, Math.round(latencyMs)) }) : ''}</span></span>`;
}

function Who() {
  useTopics('account', 'ui');
  const { account } = state;
  if (account?.status === 'signing') return html`<span class="who">${t('signingIn')}</span>`;
  if (account?.status === 'again') return html`<button class="primary" onClick=${() => enter(async () => account.signer)}>${t('signInAgain')}</button>`;
  if (account) return html`<span class="who"><abbr title=${t('signedInAs', { address: account.address })}>${brief(account.address)}</abbr> <button onClick=${signOut}>${t('signOut')}</button></span>`;
  return html`<button class="primary" onClick=${() => { state.ui.dialog = 'signIn'; changed('ui'); }}>${t('signIn')}</button>`;
}

/** Language and colours; in the head, on phones at the foot. */
function Choices() {
  useTopics('ui');
  const picker = (key, options, name) => html`<label class="picker"><span class="hidden">${t(key)}</span><select value=${state.ui[key]} onChange=${event => choose(key, event.target.value)}>
    ${options.map(option => html`<option value=${option} selected=${option === state.ui[key]}>${name(option)}</option>`)}</select></label>`;
  return html`<span class="choices">${picker('language', Object.keys(LANGUAGES), language => LANGUAGES[language])}${picker('theme', THEMES, theme => t('theme_' + theme))}</span>`;
}

export function Head() {
  useTopics('ui', 'line');
  return html`<a class="skip" href="#content" onClick=${event => { event.preventDefault(); document.getElementById('content').focus(); }}>${t('skip')}</a>
    <header class="head"><a class="brand" href="#market"><svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7" /><path d="M18 4 8 18h7l-2 10 11-15h-7z" /></svg><span>EnerLink</span></a>
      <nav aria-label=${t('views')}>${VIEWS.map(view => html`<a href=${'#' + view} aria-current=${view === state.ui.view ? 'page' : undefined}>${t(view)}</a>`)}</nav>
      <div class="tools">${state.line.greeting && html`<span class="badge" title=${t('environment')}>${state.line.greeting.environment}</span>`}<${Line} /><${Choices} /><${Who} /></div></header>`;
}

async function enter(makeSigner) {
  try {
    await signIn(await makeSigner());
  } catch (refused) {
    notify('bad', refused.code === 4001 ? 'walletRefused' : 'refused', { name: refused.name, msg: refused.message });
  }
}

export function SignIn() {
  useTopics('ui', 'line');
  const dialog = useRef(), [key, setKey] = useState(''), [wrong, setWrong] = useState(false);
  const wanted = state.ui.dialog === 'signIn';
  useEffect(() => {
    if (wanted && !dialog.current.open) dialog.current.showModal();
    if (!wanted && dialog.current.open) dialog.current.close();
  }, [wanted]);
  const close = () => { state.ui.dialog = null; setKey(''); setWrong(false); changed('ui'); };
  const go = makeSigner => { close(); enter(makeSigner); };
  const useGiven = event => { event.preventDefault(); if (isKey(key.trim())) go(async () => tabSigner(key.trim())); else setWrong(true); };
  return html`<dialog ref=${dialog} onClose=${close} aria-labelledby="sign-title"><div class="dialog">
    <header><h2 id="sign-title">${t('signInTitle')}</h2><button aria-label=${t('close')} onClick=${close}>✕</button></header><p>${t('signInText')}</p>
    <button class="way" disabled=${!hasWallet() || !isLive()} onClick=${() => go(walletSigner)}><strong>${t('useWallet')}</strong><span>${t(hasWallet() ? 'useWalletText' : 'noWallet')}</span></button>
    ${state.line.greeting?.environment === 'demo' && html`<button class="way" disabled=${!isLive()} onClick=${() => go(async () => tabSigner())}><strong>${t('useTab')}</strong><span>${t('useTabText')}</span></button>
    <form class="way" onSubmit=${useGiven}><strong>${t('useKey')}</strong><span>${t('useKeyText')}</span><label for="given-key">${t('keyLabel')}</label>
      <div class="with-buttons"><input id="given-key" type="password" autocomplete="off" value=${key} aria-invalid=${wrong} aria-describedby="given-wrong" onInput=${event => setKey(event.target.value)} /><button disabled=${!isLive()}>${t('useIt')}</button></div><span id="given-wrong" class="check" role="status">${wrong ? t('badKey') : ''}</span></form>`}
  </div></dialog>`;
}

export function Notices() {
  useTopics('notices', 'ui');
  const text = ({ word, values }) => word === 'refused' ? t(word, { text: refusal(values) }) : t(word, word === 'placed' ? { state: t('order_' + values.state) } : values);
  return html`<div class="notices" role="log" aria-live="polite">${state.notices.map(notice => html`<p key=${notice.id} class=${'notice ' + notice.kind}><span>${text(notice)}</span><button aria-label=${t('dismiss')} onClick=${() => dismiss(notice.id)}>✕</button></p>`)}</div>`;
}

/** Says plainly that what is shown may be old; says nothing while all is well. */
export function Overlay() {
  useTopics('line', 'ui');
  const { status, heardAt, retryAt } = state.line, left = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
  if (status === 'live') return html`<div class="overlay" role="alert" hidden></div>`;
  const values = { s: status === 'down' ? left : Math.round((Date.now() - heardAt) / 1000), time: clock(heardAt) };
  return html`<div class=${'overlay ' + status} role="alert"><div><strong>${t(status + '_title')}</strong><p>${t(status === 'down' && !heardAt ? 'never_text' : status + '_text', values)}</p>${status === 'down' && html`<button onClick=${open}>${t('tryNow')}</button>`}</div></div>`;
}

export function Foot() {
  useTopics('ui');
  const folder = new URL('.', import.meta.url).pathname;
  return html`<footer class="foot"><${Choices} /><span>${t('protocol')}</span><a href="https://www.tradingview.com/" rel="noreferrer">${t('attribution')}</a><a href=${folder + 'vendor/README.md'}>${t('licences')}</a></footer>`;
}
