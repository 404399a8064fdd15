// The account: signing in, orders and fills as execution reports tell them, balances, settlement, meters, wallet.
import { call, onChannel, reopen, whenLive } from './line.js';
import { changed, notify, state } from './store.js';
import { instrumentId } from './eip712.js';
import { forgetSigner, keptSigner } from './signers.js';
import { ETK, IDRS, PRICE, QUANTITY, units } from './decimal.js';

const DAY_MS = 86_400_000, IMMEDIATE_MS = 50_000, KEPT_ENDED = 50, KEPT_FILLS = 10_000;
const PERMIT_SECONDS = 600, TOKEN_NAMES = { ETK: 'EnerLink Energy Token', IDRS: 'EnerLink Rupiah Token' };

let lastNonce = 0, lastSeq = 0;

const domain = () => state.line.greeting.domain;

// ---- signing in

/** Proves to the exchange who this is. */
export async function signIn(signer) {
  state.account = { signer, address: signer.address, status: 'signing' };
  changed('account');
  try {
    await logOn();
  } catch (refused) {
    if (refused.name !== 'LINE_DOWN') signOut();
    throw refused;
  }
}

/** Forgets the account; the line is taken up anew, as one line is for one account. */
export function signOut() {
  forgetSigner();
  state.account = null;
  forget();
  changed('account');
  reopen();
}

function forget() {
  lastSeq = 0;
  Object.assign(state, { orders: new Map(), fills: [], balances: null, wallet: null, meters: new Map(), minted: new Map(), devices: new Map(), bot: null, history: { status: 'none' },
    settlement: { byBatch: new Map(), snapshotTs: 0 } });
  changed('orders', 'fills', 'balances', 'wallet', 'meters', 'settlement', 'bot', 'history');
}

async function logOn() {
  const { signer } = state.account;
  const { challenge } = await call('session.challenge', { address: signer.address });
  const signature = await signer.sign(domain(), 'Logon', { account: signer.address, challenge });
  const result = await call('session.logon', { address: signer.address, signature });
  lastNonce = Math.max(lastNonce, result.lastNonce);
  Object.assign(state.account, { status: 'in', accountId: result.accountId, epoch: result.epoch });
  changed('account');
  await call('subscribe', { channel: 'settlement' });
  await call('subscribe', { channel: 'balances' });
  await call('subscribe', { channel: 'executions', fromSeq: lastSeq + 1 });
  await call('subscribe', { channel: 'meters' });
  await takeOpenOrders();
  askWallet();
}

whenLive(async () => {
  const kept = state.account?.signer ?? keptSigner();
  if (!kept) return;
  if (kept.kind === 'wallet') { // asking the wallet unasked would be rude
    state.account = { ...state.account, status: 'again' };
    return changed('account');
  }
  state.account ??= { signer: kept, address: kept.address, status: 'signing' };
  try {
    await logOn();
  } catch (refused) {
    if (refused.name === 'LINE_DOWN' || refused.name === 'NO_ANSWER') throw refused;
    state.account = null; // the market is there without the account
    forgetSigner();
    changed('account');
    notify('bad', 'refused', { name: refused.name, msg: refused.message });
  }
});

// ---- orders: what they are is what reports and orders.open say

async function takeOpenOrders() {
  const { orders } = await call('orders.open');
  const open = new Set(orders.map(order => order.clientOrderId));
  for (const [id, order] of state.orders) {
    if (isOpen(order) && !open.has(id)) state.orders.set(id, { ...order, state: 'closed' });
  }
  for (const order of orders) {
    const known = state.orders.get(order.clientOrderId);
    state.orders.set(order.clientOrderId, { ...known, ...order, state: working(order), asked: known?.asked });
  }
  changed('orders');
}

export const isOpen = order => order.state === 'open' || order.state === 'partly';
const working = order => order.leaves === order.quantity ? 'open' : 'partly';
const ENDED = new Set(['canceled', 'expired']);

onChannel('executions', report => {
  if (report.type === 'gap') {
    lastSeq = report.earliestSeq - 1;
    state.account.gap = true;
    return takeOpenOrders().catch(() => {});
  }
  if (!report.seq || report.seq <= lastSeq) return; // refusals have no number; who was refused has the answer
  lastSeq = report.seq;
  const known = state.orders.get(report.clientOrderId);
  const { clientOrderId, side, price, quantity, leaves, ts, reason } = report;
  const order = { ...known, clientOrderId, side, price, quantity, leaves, ts, reason };
  if (ENDED.has(report.type)) order.state = report.type;
  else if (report.type === 'trade' && units(leaves, QUANTITY) === 0n) order.state = 'filled';
  else order.state = working(order);
  if (order.state !== 'open' && order.state !== 'partly') order.asked = false;
  state.orders.set(clientOrderId, order);
  if (report.type === 'trade') fill(report);
  prune();
  changed('orders');
});

function fill(report) {
  state.fills.unshift(report);
  if (state.fills.length > KEPT_FILLS) state.fills.length = KEPT_FILLS;
  changed('fills');
}

function prune() {
  const ended = [...state.orders.values()].filter(order => !isOpen(order));
  if (ended.length <= KEPT_ENDED * 2) return;
  ended.sort((a, b) => a.ts - b.ts).slice(0, ended.length - KEPT_ENDED).forEach(order => state.orders.delete(order.clientOrderId));
}

/** Signs and sends what the ticket says; resolves to the exchange's answer. */
export async function place({ side, type, price, quantity, timeInForce, postOnly, maxFeeBps }) {
  const { signer, epoch } = state.account;
  const immediate = timeInForce !== 'gtc' || type === 'market';
  const expiry = Date.now() + (immediate ? IMMEDIATE_MS : DAY_MS);
  const nonce = lastNonce = Math.max(lastNonce + 1, Date.now() * 1000);
  const symbol = state.instrument.symbol;
  const signature = await signer.sign(domain(), 'Order', {
    account: signer.address, instrument: instrumentId(symbol), side: side === 'bid' ? 0 : 1,
    quantity: units(quantity, QUANTITY) * 10n ** BigInt(ETK - QUANTITY),
    limitPrice: units(price, PRICE) * 10n ** BigInt(IDRS - PRICE), maxQuote: 0, maxFeeBps, nonce, epoch, expiry,
  });
  return call('order.place', { symbol, side, type, price, quantity, timeInForce, postOnly, maxFeeBps, nonce, epoch, expiry, signature });
}

/** Asks for a cancel; the order stays open until a report says otherwise. */
export async function cancel(clientOrderId) {
  mark(clientOrderId, true);
  try {
    await call('order.cancel', { clientOrderId });
  } catch (refused) {
    mark(clientOrderId, false);
    if (refused.name === 'UNKNOWN_ORDER') await takeOpenOrders();
    notify('bad', 'refused', { name: refused.name, msg: refused.message });
  }
}

export async function cancelAll() {
  try {
    const { canceled } = await call('order.cancelAll', { symbol: state.instrument.symbol });
    notify('info', 'canceledAll', { count: canceled });
  } catch (refused) {
    notify('bad', 'refused', { name: refused.name, msg: refused.message });
  }
}

function mark(clientOrderId, asked) {
  const order = state.orders.get(clientOrderId);
  if (order) state.orders.set(clientOrderId, { ...order, asked });
  changed('orders');
}

// ---- money

onChannel('balances', message => {
  state.balances = message;
  changed('balances');
});

export async function askWallet() {
  try {
    state.wallet = await call('wallet.status');
    changed('wallet');
  } catch (refused) {
    if (refused.name !== 'LINE_DOWN') state.wallet = { missing: true };
  }
}

/** The demo's bank pays into the wallet, and the wallet into escrow. Tells each step. */
export async function fund(amount, step) {
  step('rampOn');
  await call('ramp.on', { amount, reference: 'page-' + Date.now() }, true);
  await deposit('IDRS', step);
}

/** All of the wallet's tokens go into escrow, where they trade. */
export async function deposit(asset, step) {
  const wallet = await call('wallet.status');
  const { signer } = state.account, { balance, permitNonce } = wallet[asset];
  const deadline = Math.floor(Date.now() / 1000) + PERMIT_SECONDS;
  step('deposit');
  const signature = await signer.sign(
    { name: TOKEN_NAMES[asset], version: '1', chainId: domain().chainId, verifyingContract: wallet.tokens[asset] }, 'Permit',
    { owner: signer.address, spender: wallet.market, value: units(balance, asset === 'ETK' ? ETK : IDRS), nonce: permitNonce, deadline });
  await call('wallet.deposit', { asset, amount: balance, deadline, signature }, true);
  await askWallet();
}

// ---- settlement: of every fill's batch

onChannel('settlement', message => {
  const { byBatch } = state.settlement;
  if (message.type === 'snapshot') {
    state.settlement.snapshotTs = message.ts;
    message.batches.forEach(batch => byBatch.set(batch.batchId, batch));
  } else {
    byBatch.set(message.batchId, { ...byBatch.get(message.batchId), ...message });
  }
  changed('settlement');
});

/** Where a fill stands; a batch that was not among the unsettled ones when they were listed is final. */
export function settlementOf(fill) {
  const batch = state.settlement.byBatch.get(fill.batchId);
  if (batch) return batch;
  const told = state.batches.get(fill.batchId); // by the channel system, to those who hear it
  if (told) return told;
  return { status: fill.ts < state.settlement.snapshotTs ? 'final' : 'matched' };
}

// ---- meters

onChannel('meters', message => {
  if (message.type === 'settled') {
    state.minted.set(message.meterId, message);
    return changed('meters');
  }
  if (message.type === 'health' || message.type === 'prepaid') { // how the device is, and how its credit stands
    state.devices.set(message.meterId, { ...state.devices.get(message.meterId), [message.type]: message });
    return changed('meters');
  }
  if (message.type !== 'reading') return;
  const known = state.meters.get(message.meterId), meter = known ?? { meterId: message.meterId, readings: [] };
  meter.readings.push(message);
  if (meter.readings.length > 2000) meter.readings.splice(0, 500);
  meter.last = message;
  meter.heardAt = known ? Date.now() : Math.min(Date.now(), message.ts); // the first is the last there was, of whenever
  state.meters.set(message.meterId, meter);
  changed('meters');
});
