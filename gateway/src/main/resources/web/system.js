// The view of those who run it. Green is only what was really checked, and lately; each check says how long ago.
import { html, useEffect, useReducer } from './vendor/htm/preact-standalone.js';
import { shown } from './decimal.js';
import { isLive } from './line.js';
import { Hash } from './lists.js';
import { askHealth } from './marketdata.js';
import { state, useTopics } from './store.js';
import { ago, clock, locale, t } from './words.js';

const HEALTH_MS = 5_000, SHOWN_BATCHES = 20, LATE_MS = 15_000, COMPARED_LATE_MS = 60_000, SECOND_MS = 1_000;
const CHAIN_STAGES = [['stage_close', 'pending', 'submitted'], ['stage_send', 'submitted', 'mined'], ['stage_mine', 'mined', 'final'], ['stage_all', 'pending', 'final']];
const STEPS = ['pending', 'submitted', 'mined', 'final'];

const seconds = ms => shown((ms / 1000).toFixed(1), locale()) + ' s';

/** 1234 µs → "1.23 ms" */
const duration = us => us < 1000 ? `${us} µs` : us < 1_000_000 ? shown((us / 1000).toFixed(us < 10_000 ? 2 : 1), locale()) + ' ms' : seconds(us / 1000);

/** How long ago the exchange looked, by its own clock up to its last word and by ours from there on. */
const ageOf = ts => Math.max(0, state.exchange.ts - ts + Date.now() - state.exchange.heardAt);

/** A check made `ageMs` ago: as it came out, but unknown once it is too old to mean anything. */
const verdict = (holds, ageMs, lateMs) => !holds ? 'bad' : ageMs > lateMs ? 'unknown' : 'good';

/** What a comparison of engine and chain came to: green only where one was made lately and found nothing. */
function compared(differences) {
  const last = state.exchange?.reconciliation;
  if (!last) return { verdict: 'unknown', note: t(state.offered.system === false ? 'operatorsOnly' : 'unknown') };
  const ageMs = ageOf(last.ts), found = last[differences], note = t('comparedAgo', { ago: ago(ageMs), block: last.block });
  return { verdict: verdict(!found.length, ageMs, COMPARED_LATE_MS), note: found.length ? `${note}: ${found.join('; ')}` : note };
}

function ready() {
  const { health } = state;
  if (!health) return { verdict: 'unknown', note: t('unknown') };
  const ageMs = Date.now() - health.at;
  return { verdict: verdict(health.ready, ageMs, LATE_MS), note: t('checkedAgo', { ago: ago(ageMs) }) };
}

function trading() {
  const now = state.trading;
  if (!now) return { verdict: 'unknown', note: t('unknown') };
  const ageMs = state.exchange ? Date.now() - state.exchange.heardAt : 0;
  const what = t('trading_' + now.state) + (now.state === 'halted' ? ': ' + t('halt_' + now.reason) : '');
  return { verdict: verdict(now.state !== 'halted', ageMs, LATE_MS), note: `${what}, ${t('toldAgo', { ago: ago(ageMs) })}` };
}

function line() {
  const { status, heardAt } = state.line;
  return { verdict: isLive() ? 'good' : status === 'connecting' ? 'unknown' : 'bad', note: heardAt ? `${t('line_' + status)}, ${t('heardAgo', { ago: ago(Date.now() - heardAt) })}` : t('line_' + status) };
}

const Check = ({ word, verdict, note }) => html`<li class=${'verdict ' + verdict}><span class=${'dot ' + verdict}></span><strong>${t(word)} <span class="hidden">${t('verdict_' + verdict)}</span></strong><span class="said">${note}</span></li>`;

function Checks() {
  useTopics('system', 'line', 'ui');
  return html`<section class="panel" aria-labelledby="checks-title"><h2 id="checks-title">${t('checks')}</h2><ul class="checks">
    <${Check} word="check_fresh" ...${line()} /><${Check} word="check_ready" ...${ready()} /><${Check} word="check_trading" ...${trading()} />
    <${Check} word="check_escrow" ...${compared('escrowDifferences')} /><${Check} word="check_supply" ...${compared('supplyDifferences')} />
  </ul></section>`;
}

function middle(numbers) {
  const sorted = numbers.sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** How long requests take inside the exchange, as it measures it itself. */
function Requests() {
  useTopics('system', 'ui');
  const told = Object.entries(state.exchange?.latency ?? {});
  return html`<section class="panel" aria-labelledby="requests-title"><h2 id="requests-title">${t('engineLatency')}</h2>
    ${told.length ? html`<table><thead><tr><th scope="col">${t('stage')}</th><th scope="col">${t('half')}</th><th scope="col">${t('ninetyNine')}</th></tr></thead>
      <tbody>${told.map(([stage, { p50Us, p99Us }]) => html`<tr class=${stage === 'total' ? 'total' : ''}><th scope="row">${t('latency_' + stage)}</th><td>${duration(p50Us)}</td><td>${duration(p99Us)}</td></tr>`)}</tbody></table>
      <p class="hint">${t('engineLatencyText')}</p>`
    : html`<p class="nothing">${t(state.offered.system === false ? 'operatorsOnly' : 'noRequests')}</p>`}</section>`;
}

function Stages() {
  useTopics('system', 'ui');
  const batches = [...state.batches.values()];
  return html`<section class="panel" aria-labelledby="stages-title"><h2 id="stages-title">${t('stages')}</h2><dl class="sums">
    ${CHAIN_STAGES.map(([word, from, to]) => {
    const spans = batches.filter(({ times }) => times[from] && times[to]).map(({ times }) => times[to] - times[from]);
    return html`<div class=${word === 'stage_all' ? 'strong' : ''}><dt>${t(word)}</dt><dd>${spans.length ? seconds(middle(spans)) : '–'}</dd></div>`;
  })}</dl><p class="hint">${t('stagesText', { n: batches.filter(({ times }) => times.final).length })}</p></section>`;
}

function Connection() {
  useTopics('line', 'system', 'ui');
  const { line, exchange } = state;
  const fact = (word, value) => html`<div><dt>${t(word)}</dt><dd>${value}</dd></div>`;
  return html`<section class="panel" aria-labelledby="connection-title"><h2 id="connection-title">${t('connection')}</h2><dl class="sums">
    ${fact('roundTrip', line.latencyMs === null ? '–' : t('latency', { ms: shown(line.latencyMs.toFixed(1), locale()) }))}
    ${fact('connections', exchange?.connections ?? '–')}
    ${fact('backlog', exchange ? t(exchange.backlog.batches ? 'batchesOpen' : 'batchesNone', exchange.backlog) : '–')}
    ${fact('rateLeft', line.rate ? `${line.rate.left} / ${line.rate.limit}` : '–')}${fact('connId', line.greeting?.connId ?? '–')}
    ${fact('environment', line.greeting?.environment ?? '–')}${fact('chain', line.greeting?.domain.chainId ?? '–')}
    ${fact('contract', html`<${Hash} value=${line.greeting?.domain.verifyingContract} />`)}</dl></section>`;
}

/** A batch's way: when it was closed, and how long after that each step was. */
function Steps({ times, status }) {
  const reached = STEPS.indexOf(status);
  return STEPS.map((step, at) => {
    const ts = times[step], word = at === 0 ? 'closedAt' : 'settle_' + step;
    const text = !ts ? at <= reached ? '✓' : '–' : at === 0 ? clock(ts) : times.pending ? '+' + seconds(ts - times.pending) : clock(ts);
    return html`<td data-label=${t(word)} class=${at <= reached ? 'reached' : 'ahead'}>${text}</td>`;
  });
}

function Batches() {
  useTopics('system', 'ui');
  const batches = [...state.batches.values()].sort((a, b) => b.batchId - a.batchId).slice(0, SHOWN_BATCHES);
  const heads = ['batch', 'trades', 'executions', 'closedAt', 'settle_submitted', 'settle_mined', 'settle_final', 'status', 'hash'];
  return html`<section class="panel batches" aria-labelledby="batches-title"><h2 id="batches-title">${t('batches')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="batches-title"><table class="cards"><thead><tr>${heads.map(word => html`<th scope="col">${t(word)}</th>`)}</tr></thead>
    <tbody>${batches.map(({ batchId, trades, executions, status, transactionHash, times }) => html`<tr>
      <td data-label=${t('batch')}>${batchId}</td><td data-label=${t('trades')}>${trades ?? '–'}</td><td data-label=${t('executions')}>${executions ?? '–'}</td>
      <${Steps} times=${times} status=${status} />
      <td data-label=${t('status')} class="word"><span class=${'status ' + status}>${t('settle_' + status)}</span></td>
      <td data-label=${t('hash')} class="word wide"><${Hash} value=${transactionHash} /></td></tr>`)}</tbody></table>
    ${!batches.length && html`<p class="nothing">${t(state.offered.system === false ? 'operatorsOnly' : 'noBatches')}</p>`}</div></section>`;
}

export function System() {
  const [, tick] = useReducer(n => n + 1, 0);
  useEffect(() => {
    askHealth();
    const timers = [setInterval(askHealth, HEALTH_MS), setInterval(tick, SECOND_MS)];
    return () => timers.forEach(clearInterval);
  }, []);
  return html`<div class="system"><h1 class="hidden">${t('system')}</h1><${Checks} /><${Requests} /><div class="stack"><${Stages} /><${Connection} /></div><${Batches} /></div>`;
}
