// Buys energy as soon as somebody sells it below a limit. Everything it does stands in docs/PROTOCOL.md.
//
//   npm install viem
//   node --experimental-websocket bot.mjs ws://127.0.0.1:8080/ws/v1 0.100     (without the flag from Node 22 on)
//
// ENERLINK_KEY is the private key of its account; without it the bot makes one up and lets the demo's bank fill it.
import { keccak256, parseUnits, toBytes } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";

const [url = "ws://127.0.0.1:8080/ws/v1", quantity = "0.100"] = process.argv.slice(2);
const SYMBOL = "ETK-IDRS";
const LIMIT = parseUnits("2000.00", 2); // the most it pays, in 0.01 IDRS per kWh
const MAX_FEE_BPS = 20;
const FUNDS = "1000"; // IDRS
const wallet = privateKeyToAccount(process.env.ENERLINK_KEY ?? generatePrivateKey());

const TYPES = {
  Logon: [["address", "account"], ["bytes32", "challenge"]],
  Permit: [["address", "owner"], ["address", "spender"], ["uint256", "value"], ["uint256", "nonce"],
    ["uint256", "deadline"]],
  Order: [["address", "account"], ["bytes32", "instrument"], ["uint8", "side"], ["uint96", "quantity"],
    ["uint96", "limitPrice"], ["uint96", "maxQuote"], ["uint16", "maxFeeBps"], ["uint64", "nonce"],
    ["uint32", "epoch"], ["uint64", "expiry"]],
};

function sign(domain, primaryType, message) {
  const types = { [primaryType]: TYPES[primaryType].map(([type, name]) => ({ type, name })) };
  return wallet.signTypedData({ domain, types, primaryType, message });
}

// One connection after the other: what was not answered on one that broke is asked again on the next.
const LOST = new Error("the connection is lost");
const waiting = new Map();
let lastId = 0;
let socket;
let session = connect();

function connect(pauseMs = 250) {
  return open().catch(async (cause) => {
    if (cause !== LOST) throw cause;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    return connect(Math.min(2 * pauseMs, 5_000));
  });
}

async function open() {
  const { domain } = await new Promise((resolve, reject) => {
    socket = new WebSocket(url, "enerlink.v1.json");
    socket.onmessage = ({ data }) => hear(JSON.parse(data), resolve);
    socket.onerror = socket.onclose = () => {
      reject(LOST);
      for (const call of waiting.values()) call.reject(LOST);
      waiting.clear();
    };
  });
  const { challenge } = await send("session.challenge", { address: wallet.address });
  const signature = await sign(domain, "Logon", { account: wallet.address, challenge });
  const logon = await send("session.logon", { address: wallet.address, signature });
  nonce = Math.max(nonce, logon.lastNonce);
  book.asks.clear();
  await send("subscribe", { channel: "executions", fromSeq: seq + 1 });
  await send("subscribe", { channel: "balances" });
  await send("subscribe", { channel: "book", symbol: SYMBOL });
  const lost = new Promise((resolve) => socket.addEventListener("close", resolve));
  lost.then(() => { if (!done) session = connect(); });
  return { domain, epoch: logon.epoch };
}

function send(method, params) {
  return new Promise((resolve, reject) => {
    if (socket.readyState !== WebSocket.OPEN) return reject(LOST);
    waiting.set(++lastId, { resolve, reject });
    socket.send(JSON.stringify({ id: lastId, method, params }));
  });
}

/** Asks until there is an answer: an order that is sent twice counts once. */
async function ask(method, params) {
  for (;;) {
    await session;
    try {
      return await send(method, params);
    } catch (cause) {
      if (cause !== LOST && !cause.retryAfterMs) throw cause;
      await new Promise((resolve) => setTimeout(resolve, cause.retryAfterMs ?? 100));
    }
  }
}

// What the exchange says, and what is known from it.
const book = { asks: new Map(), seq: 0 };
let freeIdrs; // in 0.000001 IDRS
let bought = 0n; // Wh
let paid = 0n; // in 0.00001 IDRS
let seq = 0;
let nonce = 0;
let done = false;
let wake = () => {};

function hear(message, connected) {
  if ("id" in message) {
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) call.reject(Object.assign(new Error(message.error.name), message.error));
    else call.resolve(message.result);
  } else if (message.type === "connected") connected(message);
  else if (message.channel === "balances") freeIdrs = parseUnits(message.IDRS.free, 6);
  else if (message.channel === "executions") execution(message);
  else if (message.channel === "book") levels(message);
  wake();
}

function execution({ seq: number, type, lastPrice, lastQuantity }) {
  if (number) seq = number;
  if (type !== "trade") return;
  bought += parseUnits(lastQuantity, 3);
  paid += parseUnits(lastPrice, 2) * parseUnits(lastQuantity, 3);
  console.log(`bought ${lastQuantity} ETK at ${lastPrice}`);
}

function levels({ type, asks, seq: now, prevSeq }) {
  if (type === "snapshot") book.asks.clear();
  else if (prevSeq !== book.seq) return socket.close(); // missed something: begin anew
  for (const [price, left] of asks) {
    if (left === "0") book.asks.delete(price);
    else book.asks.set(price, left);
  }
  book.seq = now;
}

function bestAsk() {
  const prices = [...book.asks.keys()].filter((price) => parseUnits(price, 2) <= LIMIT);
  return prices.sort((a, b) => Number(parseUnits(a, 2) - parseUnits(b, 2)))[0];
}

/** The first result that there is, looking again with every message. */
async function until(look) {
  for (let found; ;) {
    if ((found = look())) return found;
    await new Promise((resolve) => { wake = resolve; });
  }
}

/** The demo's bank pays into the wallet, a permit moves it into the exchange's escrow. */
async function fund() {
  const { domain } = await session;
  await ask("ramp.on", { amount: FUNDS, reference: "bot.mjs" });
  const { tokens, market, IDRS } = await ask("wallet.status", {});
  const deadline = Math.floor(Date.now() / 1000) + 600;
  const token = { ...domain, name: "EnerLink Rupiah Token", verifyingContract: tokens.IDRS };
  const signature = await sign(token, "Permit", { owner: wallet.address, spender: market,
    value: parseUnits(FUNDS, 6), nonce: BigInt(IDRS.permitNonce), deadline: BigInt(deadline) });
  await ask("wallet.deposit", { asset: "IDRS", amount: FUNDS, deadline, signature });
  await until(() => freeIdrs > 0n);
}

async function bid(price, wanted) {
  const { domain, epoch } = await session;
  if (!book.asks.has(price)) return;
  const offered = parseUnits(book.asks.get(price), 3);
  const wh = offered < wanted ? offered : wanted;
  const order = { maxFeeBps: MAX_FEE_BPS, nonce: ++nonce, epoch, expiry: Date.now() + 50_000 };
  const signature = await sign(domain, "Order", { ...order, account: wallet.address,
    instrument: keccak256(toBytes(SYMBOL)), side: 0, quantity: wh * 1_000_000n, limitPrice: parseUnits(price, 6),
    maxQuote: 0n, nonce: BigInt(order.nonce), expiry: BigInt(order.expiry) });
  await ask("order.place", { ...order, symbol: SYMBOL, side: "bid", type: "limit", timeInForce: "ioc", price,
    quantity: `${wh / 1000n}.${String(wh % 1000n).padStart(3, "0")}`, signature });
}

try {
  await session;
  await until(() => freeIdrs !== undefined);
  if (freeIdrs === 0n) await fund();
  const goal = parseUnits(quantity, 3);
  while (bought < goal) {
    const price = await until(bestAsk);
    const seen = book.seq;
    await bid(price, goal - bought);
    if (bought < goal) await until(() => book.seq !== seen);
  }
  console.log(`done: ${bought} Wh for ${Number(paid) / 100_000} IDRS`);
} catch (refused) {
  console.error(`${refused.message}: ${refused.msg ?? ""}`);
  process.exitCode = 1;
}
done = true;
socket.close();
