// EIP-712: what is signed, as a wallet shows it and as a key of this tab signs it.
import { secp256k1 } from './vendor/noble-curves/secp256k1.js';
import { keccak_256 } from './vendor/noble-hashes/sha3.js';

const TYPES = {
  EIP712Domain: [['name', 'string'], ['version', 'string'], ['chainId', 'uint256'], ['verifyingContract', 'address']],
  Logon: [['account', 'address'], ['challenge', 'bytes32']],
  Order: [['account', 'address'], ['instrument', 'bytes32'], ['side', 'uint8'], ['quantity', 'uint96'], ['limitPrice', 'uint96'],
    ['maxQuote', 'uint96'], ['maxFeeBps', 'uint16'], ['nonce', 'uint64'], ['epoch', 'uint32'], ['expiry', 'uint64']],
  Permit: [['owner', 'address'], ['spender', 'address'], ['value', 'uint256'], ['nonce', 'uint256'], ['deadline', 'uint256']],
};

const utf8 = text => new TextEncoder().encode(text);
export const hex = bytes => '0x' + Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
export const bytes = text => Uint8Array.from(text.replace(/^0x/, '').match(/../g) ?? [], pair => parseInt(pair, 16));

/** The 32 bytes that name an instrument. */
export const instrumentId = symbol => hex(keccak_256(utf8(symbol)));

export function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

function word(type, value) {
  if (type === 'string') return keccak_256(utf8(value));
  const digits = type === 'address' || type === 'bytes32' ? value.replace(/^0x/, '') : BigInt(value).toString(16);
  return bytes(digits.padStart(64, '0'));
}

function structHash(name, values) {
  const signature = `${name}(${TYPES[name].map(([field, type]) => `${type} ${field}`).join(',')})`;
  return keccak_256(join(keccak_256(utf8(signature)), ...TYPES[name].map(([field, type]) => word(type, values[field]))));
}

/** The digest that is signed. */
export function digest(domain, name, values) {
  return keccak_256(join(Uint8Array.of(0x19, 0x01), structHash('EIP712Domain', domain), structHash(name, values)));
}

/** The same for eth_signTypedData_v4: the wallet shows every field. */
export function typedData(domain, name, values) {
  const fields = type => TYPES[type].map(([field, kind]) => ({ name: field, type: kind }));
  return JSON.stringify({
    types: { EIP712Domain: fields('EIP712Domain'), [name]: fields(name) }, primaryType: name, domain,
    message: Object.fromEntries(Object.entries(values).map(([field, value]) => [field, String(value)])),
  });
}

export function addressOf(key) {
  return hex(keccak_256(secp256k1.getPublicKey(key, false).slice(1)).slice(12));
}

/** r, s, v as the exchange wants them: v 27 or 28, s in the lower half. */
export function signDigest(key, hash) {
  const signature = secp256k1.sign(hash, key, { prehash: false, lowS: true, format: 'recovered' });
  return hex(join(signature.slice(1), Uint8Array.of(27 + signature[0])));
}

export const newKey = () => secp256k1.utils.randomSecretKey();
export const isKey = text => /^(0x)?[0-9a-fA-F]{64}$/.test(text) && secp256k1.utils.isValidSecretKey(bytes(text));
