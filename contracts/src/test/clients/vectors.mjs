// What the two clients sign, for whoever verifies it elsewhere: `node vectors.mjs` writes vectors.json anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { id, Wallet } from 'ethers';
import { signers } from './signers.mjs';

const file = new URL('vectors.json', import.meta.url);
// Nobody's but the tests': the first account of every development chain.
const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const account = new Wallet(key).address.toLowerCase();
const other = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8';
const market = `0x${'33'.repeat(20)}`;
const token = `0x${'44'.repeat(20)}`;
const exchange = { name: 'EnerLink', version: '1', chainId: 31337, verifyingContract: market };
const etk = { name: 'EnerLink Energy Token', version: '1', chainId: 31337, verifyingContract: token };

const order = {
  account, instrument: id('ETK-IDRS'), side: 0, quantity: '1000000000', limitPrice: '1350000000', maxQuote: '0',
  maxFeeBps: 0, nonce: '2', epoch: 0, expiry: '1900000000000',
};

const structs = [
  ['Order', exchange, order],
  ['Order', exchange, {
    ...order, side: 1, quantity: '4294967296000000', limitPrice: '1342177280000', maxFeeBps: 1000,
    nonce: '9223372036854775807', epoch: 2147483647,
  }],
  ['Order', exchange, { ...order, maxQuote: '1012500000', maxFeeBps: 25, nonce: '1763700000000123' }],
  ['Logon', exchange, { account, challenge: id('challenge') }],
  ['AgentApproval', exchange, { account, agent: other, expiry: '1900000000000', nonce: '7' }],
  ['Withdraw', exchange, {
    account, asset: token, amount: '4611686018427387904', to: other, nonce: '3', deadline: '1900000000000',
  }],
  ['Permit', etk, {
    owner: account, spender: market, value: (2n ** 256n - 1n).toString(), nonce: '0', deadline: '1900000000',
  }],
];

export function committed() {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** What the clients of today sign. */
export async function vectors() {
  return Promise.all(structs.map(async ([struct, domain, message]) => ({
    struct, domain, message, signer: account,
    signatures: Object.fromEntries(await Promise.all(Object.entries(signers)
      .map(async ([name, sign]) => [name, await sign(key, domain, struct, message)]))),
  })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file, `${JSON.stringify(await vectors(), null, 2)}\n`);
}
