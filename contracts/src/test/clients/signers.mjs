// Two clients that know nothing of us but the EIP-712 types: one made with ethers, one with viem.
import { Wallet } from 'ethers';
import { privateKeyToAccount } from 'viem/accounts';

export const types = {
  Order: [
    { name: 'account', type: 'address' }, { name: 'instrument', type: 'bytes32' }, { name: 'side', type: 'uint8' },
    { name: 'quantity', type: 'uint96' }, { name: 'limitPrice', type: 'uint96' }, { name: 'maxQuote', type: 'uint96' },
    { name: 'maxFeeBps', type: 'uint16' }, { name: 'nonce', type: 'uint64' }, { name: 'epoch', type: 'uint32' },
    { name: 'expiry', type: 'uint64' },
  ],
  Logon: [{ name: 'account', type: 'address' }, { name: 'challenge', type: 'bytes32' }],
  AgentApproval: [
    { name: 'account', type: 'address' }, { name: 'agent', type: 'address' }, { name: 'expiry', type: 'uint64' },
    { name: 'nonce', type: 'uint64' },
  ],
  Withdraw: [
    { name: 'account', type: 'address' }, { name: 'asset', type: 'address' }, { name: 'amount', type: 'uint128' },
    { name: 'to', type: 'address' }, { name: 'nonce', type: 'uint64' }, { name: 'deadline', type: 'uint64' },
  ],
  Permit: [
    { name: 'owner', type: 'address' }, { name: 'spender', type: 'address' }, { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' }, { name: 'deadline', type: 'uint256' },
  ],
};

/** Each: (private key, domain, name of the struct, message) → 65 bytes as hex. */
export const signers = {
  ethers: (key, domain, name, message) => new Wallet(key).signTypedData(domain, { [name]: types[name] }, message),
  viem: (key, domain, name, message) => privateKeyToAccount(key)
    .signTypedData({ domain, types: { [name]: types[name] }, primaryType: name, message }),
};
