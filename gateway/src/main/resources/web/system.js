// The view of those who run it. Green is only what was really checked.
import { html, useEffect } from './vendor/htm/preact-standalone.js';
import { shown } from './decimal.js';
import { isLive } from './line.js';
import { Hash } from './lists.js';
import { askHealth } from './marketdata.js';
import { state, useTopics } from './store.js';
import { clock, locale, t } from './words.js';

const HEALTH_MS = 5_000, SHOWN_BATCHES = 30, COMPARED_MS = 60_000;
const STAGES = [['stage_close', 'pending', 'submitted'], ['stage_send', 'submitted', 'mined'], ['stage_mine', 'mined', 'final'], ['stage_all', 'pending', 'final']];

const seconds = ms => shown((ms / 1000).toFixed(1), locale()) + ' s';

/** What a comparison of engine and chain came to: green only where one was made lately and found nothing. */
function compared(differences) {
  const { exchange, offered } = state, last = exchange?.reconciliation;
  if (!last) return { verdict: 'unknown', note: t(offered.system === false ? 'operatorsOnly' : 'unknown') };
  const note = t('comparedAt', { time: clock(last.ts), block: last.block });
  if (last[differences].length) return { verdict: 'bad', note: `${note}: ${last[differences].join('; ')}` };
  return { verdict: exchange.ts - last.ts > COMPARED_MS ? 'unknown' : 'good', note };
}

/** `verdict`: good, bad or unknown. */
function Check({ word, verdict, note }) {
  return html`<li class=${'verdict ' + verdict}><span class=${'dot ' + verdict}></span><strong>${t(word)}</strong><span class="said">${note}</span></li>`;
}

function Checks() {
  useTopics('system', 'line', 'ui');
  const { health, trading } = state, escrow = compared('escrowDifferences'), supply = compared('supplyDifferences');
  const at = health && t('checkedAt', { time: clock(health.at) });
  return html`<section class="panel" aria-labelledby="checks-title"><h2 id="checks-title">${t('checks')}</h2><ul class="checks">
    <${Check} word="check_fresh" verdict=${isLive() ? 'good' : 'bad'} note=${t('line_' + state.line.status)} />
    <${Check} word="check_ready" verdict=${!health ? 'unknown' : health.ready ? 'good' : 'bad'} note=${at ?? t('unknown')} />
    <${Check} word="check_trading" verdict=${!trading ? 'unknown' : trading.state === 'open' ? 'good' : 'bad'} note=${!trading ? t('unknown') : t('trading_' + trading.state) + (trading.state === 'halted' ? ': ' + t('halt_' + trading.reason) : '')} />
    <${Check} word="check_escrow" ...${escrow} />
    <${Check} word="check_supply" ...${supply} />
  </ul></section>`;
}

function median(numbers) {
  const sorted = numbers.sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function Stages() {
  useTopics('system', 'ui');
  const batches = [...state.batches.values()];
  return html`<section class="panel" aria-labelledby="stages-title"><h2 id="stages-title">${t('stages')}</h2><dl class="sums">
    ${STAGES.map(([word, from, to]) => {
    const spans = batches.filter(({ times }) => times[from] && times[to]).map(({ times }) => times[to] - times[from]);
    return html`<div><dt>${t(word)}</dt><dd>${spans.length ? seconds(median(spans)) : '–'} <small>${spans.length ? t('median', { n: spans.length }) : ''}</small></dd></div>`;
  })}
    <div><dt>${t('engineLatency')}</dt><dd><small>${t('notAvailable')}</small></dd></div></dl><p class="hint">${t('stagesText')}</p></section>`;
}

function Connection() {
  useTopics('line', 'system', 'ui');
  const { line, exchange } = state;
  const fact = (word, value) => html`<div><dt>${t(word)}</dt><dd>${value}</dd></div>`;
  return html`<section class="panel" aria-labelledby="connection-title"><h2 id="connection-title">${t('connection')}</h2><dl class="sums">
    ${fact('connId', line.greeting?.connId ?? '–')}${fact('roundTrip', line.latencyMs === null ? '–' : t('latency', { ms: shown(line.latencyMs.toFixed(1), locale()) }))}
    ${fact('rateLeft', line.rate ? `${line.rate.left} / ${line.rate.limit}` : '–')}${fact('environment', line.greeting?.environment ?? '–')}
    ${fact('chain', line.greeting?.domain.chainId ?? '–')}${fact('contract', html`<${Hash} value=${line.greeting?.domain.verifyingContract} />`)}
    ${fact('connections', exchange?.connections ?? '–')}
    ${fact('backlog', exchange ? t('batchesOpen', exchange.backlog) : '–')}</dl></section>`;
}

function Batches() {
  useTopics('system', 'ui');
  const batches = [...state.batches.values()].sort((a, b) => b.batchId - a.batchId).slice(0, SHOWN_BATCHES);
  return html`<section class="panel batches" aria-labelledby="batches-title"><h2 id="batches-title">${t('batches')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="batches-title"><table class="cards"><thead><tr>${['batch', 'trades', 'executions', 'status', 'took', 'hash'].map(word => html`<th scope="col">${t(word)}</th>`)}</tr></thead>
    <tbody>${batches.map(({ batchId, trades, executions, status, transactionHash, times }) => html`<tr key=${batchId}>
      <td data-label=${t('batch')}>${batchId}</td><td data-label=${t('trades')}>${trades ?? '–'}</td><td data-label=${t('executions')}>${executions ?? '–'}</td>
      <td data-label=${t('status')} class="word"><span class=${'status ' + status}>${t('settle_' + status)}</span></td>
      <td data-label=${t('took')}>${times.pending && times.final ? seconds(times.final - times.pending) : '–'}</td>
      <td data-label=${t('hash')} class="word"><${Hash} value=${transactionHash} /></td></tr>`)}</tbody></table>
    ${!batches.length && html`<p class="nothing">${t(state.offered.system === false ? 'operatorsOnly' : 'noBatches')}</p>`}</div></section>`;
}

export function System() {
  useEffect(() => {
    askHealth();
    const again = setInterval(askHealth, HEALTH_MS);
    return () => clearInterval(again);
  }, []);
  return html`<div class="system"><h1 class="hidden">${t('system')}</h1><${Checks} /><${Stages} /><${Connection} /><${Batches} /></div>`;
}
