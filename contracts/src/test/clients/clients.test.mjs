// Orders, permits, approvals and withdrawals that ethers and viem sign are taken by the contracts; altered ones are not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { id, Signature, Wallet, zeroPadValue, toBeHex } from 'ethers';
import { start } from './chain.mjs';
import { signers } from './signers.mjs';
import { committed, vectors } from './vectors.mjs';

const KWH = 10n ** 9n;
const PRICE = 1_350_000_000n;
const FUNDS = 100n * PRICE;

test('what both clients sign is what vectors.json says, and the same', async () => {
  const today = await vectors();
  assert.deepEqual(today, committed(), 'run "node vectors.mjs" and look at what changed');
  for (const { signatures } of today) assert.equal(signatures.ethers, signatures.viem);
});

describe('on the chain', () => {
  let chain;
  let domain;
  let batchId = 1n;
  let reference = 0;
  const keys = Object.fromEntries(Object.keys(signers).map(name => [name, Wallet.createRandom()]));

  before(async () => {
    chain = await start();
    domain = await domainOf(chain.market);
    for (const name of Object.keys(signers)) await fund(name);
  });

  after(() => chain?.stop());

  const sign = (name, struct, message, key = keys[name].privateKey) => signers[name](key, domain, struct, message);
  const address = name => keys[name].address;
  const nowMs = async () => BigInt((await chain.provider.getBlock('latest')).timestamp) * 1000n;
  const done = async transaction => (await transaction).wait();

  async function domainOf(contract) {
    const { name, version, chainId, verifyingContract } = await contract.eip712Domain();
    return { name, version, chainId: Number(chainId), verifyingContract };
  }

  async function refused(error, call) {
    await assert.rejects(call, failure => failure.revert?.name === error || assert.fail(`${failure}, not ${error}`));
  }

  /** Both tokens, by permits that this client signs; with one altered before. */
  async function fund(name) {
    const owner = address(name);
    await done(chain.etk.mint(owner, FUNDS));
    await done(chain.idrs.mint(owner, FUNDS, zeroPadValue(toBeHex(++reference), 32)));
    for (const token of [chain.etk, chain.idrs]) {
      const deadline = 2_000_000_000n;
      const permit = { owner, spender: chain.market.target, value: FUNDS, nonce: 0n, deadline };
      const { v, r, s } = Signature.from(
        await signers[name](keys[name].privateKey, await domainOf(token), 'Permit', permit));
      const deposit = chain.market.depositWithPermit;
      await refused('PermitUsed', deposit.staticCall(token.target, owner, FUNDS - 1n, deadline, v, r, s));
      await done(deposit(token.target, owner, FUNDS, deadline, v, r, s));
    }
    const { etk, idrs } = await chain.market.escrow(owner);
    assert.deepEqual([etk, idrs], [FUNDS, FUNDS]);
  }

  async function order(account, side, nonce) {
    return {
      account, instrument: id('ETK-IDRS'), side, quantity: KWH, limitPrice: PRICE, maxQuote: 0n, maxFeeBps: 10, nonce,
      epoch: 0, expiry: await nowMs() + 600_000n,
    };
  }

  async function execution(signed, signature) {
    const { v, r, s } = Signature.from(signature);
    const at = await nowMs();
    return { order: signed, base: KWH, quote: PRICE, fee: 0n, firstFillAt: at, lastFillAt: at, v, r, s };
  }

  const settle = (...executions) => chain.market.settle(batchId, id('trades'), executions);
  const tryToSettle = (...executions) => chain.market.settle.staticCall(batchId, id('trades'), executions);

  for (const [buyer, seller] of [['ethers', 'viem'], ['viem', 'ethers']]) {
    test(`a bid of ${buyer} settles against an ask of ${seller}, and nothing that was not signed`, async () => {
      const bid = await order(address(buyer), 0, 10n);
      const ask = await order(address(seller), 1, 11n);
      const bought = await execution(bid, await sign(buyer, 'Order', bid));
      const sold = await execution(ask, await sign(seller, 'Order', ask));

      const altered = {
        account: address(seller), instrument: id('OTHER'), side: 1, quantity: KWH + 1n, limitPrice: PRICE + 1n,
        maxQuote: PRICE, maxFeeBps: 11, nonce: 12n, epoch: 1, expiry: bid.expiry + 1n,
      };
      for (const [field, value] of Object.entries(altered)) {
        const forged = { ...bought, order: { ...bid, [field]: value } };
        await refused('NotAuthorized', tryToSettle(forged, sold));
      }
      const elsewhere = await signers[buyer](keys[buyer].privateKey, { ...domain, chainId: 1 }, 'Order', bid);
      await refused('NotAuthorized', tryToSettle(await execution(bid, elsewhere), sold));

      const before = await chain.market.escrow(address(buyer));
      await done(settle(bought, sold));
      batchId++;
      const after = await chain.market.escrow(address(buyer));
      assert.deepEqual([after.etk - before.etk, after.idrs - before.idrs], [KWH, -PRICE]);
    });
  }

  for (const name of Object.keys(signers)) {
    test(`an approval that ${name} signs makes an agent, whose order settles`, async () => {
      const agent = Wallet.createRandom();
      const account = address(name);
      const approval = { account, agent: agent.address, expiry: await nowMs() + 3_600_000n, nonce: 20n };
      const signature = await sign(name, 'AgentApproval', approval);
      const approve = (changes = {}) => {
        const { expiry, nonce } = { ...approval, ...changes };
        return [account, changes.agent ?? agent.address, expiry, nonce, signature];
      };
      for (const changes of [{ agent: account }, { expiry: approval.expiry + 1n }, { nonce: 21n }]) {
        await refused('InvalidSignature', chain.market.approveAgent.staticCall(...approve(changes)));
      }
      const bid = await order(account, 0, 22n);
      const ask = await order(account, 1, 23n);
      const both = await Promise.all([bid, ask].map(async side =>
        execution(side, await sign(name, 'Order', side, agent.privateKey))));

      await refused('NotAuthorized', tryToSettle(...both));
      await done(chain.market.approveAgent(...approve()));
      await done(settle(...both));
      batchId++;
    });

    test(`a withdrawal that ${name} signs is paid, and nothing that was not signed`, async () => {
      const account = address(name);
      const to = Wallet.createRandom().address;
      const asset = chain.idrs.target;
      const signed = { account, asset, amount: 5n, to, nonce: 30n, deadline: await nowMs() + 600_000n };
      const signature = await sign(name, 'Withdraw', signed);
      const withdrawal = changes => [...Object.values({ ...signed, ...changes }), signature];

      for (const changes of [{ asset: chain.etk.target }, { amount: 6n }, { to: account }, { nonce: 31n },
        { deadline: signed.deadline + 1n }]) {
        await refused('InvalidSignature', chain.market.withdraw.staticCall(...withdrawal(changes)));
      }
      await done(chain.market.withdraw(...withdrawal({})));
      assert.equal(await chain.idrs.balanceOf(to), 5n);
      await refused('NonceUsed', chain.market.withdraw.staticCall(...withdrawal({})));
    });
  }
});
