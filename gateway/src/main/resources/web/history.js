// What the exchange tells of the past of the account's meters. It asks over HTTP, with a line that the account signs once.
import { state, changed } from './store.js';
import { midnight, starts } from './energy.js';

const LINE_MS = 12 * 3_600_000, RENEW_MS = 5 * 60_000;

let line = null;

/** The signed line that says who asks; a wallet's owner is asked only by the page's button. */
async function authorization(mayAsk) {
  const { signer, address } = state.account;
  if (line?.address === address && line.until - Date.now() > RENEW_MS) return line.text;
  if (signer.kind === 'wallet' && !mayAsk) return null;
  const until = Date.now() + LINE_MS;
  const challenge = '0x' + until.toString(16).padStart(64, '0');
  const signature = await signer.sign(state.line.greeting.domain, 'Logon', { account: address, challenge });
  line = { address, until, text: `EnerLink ${address} ${until} ${signature}` };
  return line.text;
}

async function rowsOf(meterId, step, from, authorized) {
  const answer = await fetch(`/api/v1/meters/${meterId}/history?from=${from}&to=${Date.now()}&step=${step}`, { headers: { Authorization: authorized } });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`history: ${answer.status}`);
  return (await answer.json()).rows;
}

/** Asks anew for quarters and days of all meters of the account. `mayAsk`: a wallet may show what it signs. */
export async function askHistory(mayAsk = false) {
  const { account, meters } = state;
  if (account?.status !== 'in' || !meters.size) return;
  const authorized = await authorization(mayAsk);
  if (!authorized) return tell({ status: 'locked' });
  const history = { status: 'told' };
  for (const step of ['15m', '1d']) {
    const from = Math.min(starts(step)[0], midnight());
    const rows = await Promise.all([...meters.keys()].map(meterId => rowsOf(meterId, step, from, authorized)));
    if (rows.includes(null)) return tell({ status: 'missing' });
    history[step] = rows.flat();
  }
  if (state.account === account) tell(history);
}

function tell(history) {
  state.history = history;
  changed('history');
}
