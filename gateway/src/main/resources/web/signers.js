// Who signs: a key that lives in this tab only, or the browser's wallet (EIP-1193).
import { addressOf, bytes, digest, hex, newKey, signDigest, typedData } from './eip712.js';

const KEPT = 'enerlink.key';

function ofKey(key) {
  return { kind: 'key', address: addressOf(key), sign: async (domain, name, values) => signDigest(key, digest(domain, name, values)) };
}

/** A new key, or the one that this tab has; it is gone with the tab. */
export function tabSigner(given) {
  const key = given ? bytes(given) : newKey();
  sessionStorage.setItem(KEPT, hex(key));
  return ofKey(key);
}

/** The signer this tab had before it was loaded again; null: none. */
export function keptSigner() {
  const kept = sessionStorage.getItem(KEPT);
  return kept ? ofKey(bytes(kept)) : null;
}

export function forgetSigner() { sessionStorage.removeItem(KEPT); }

export const hasWallet = () => typeof window.ethereum?.request === 'function';

/** The wallet's first account; the wallet asks its owner. */
export async function walletSigner() {
  const [address] = await window.ethereum.request({ method: 'eth_requestAccounts' });
  return {
    kind: 'wallet', address: address.toLowerCase(),
    sign: async (domain, name, values) => {
      const signature = await window.ethereum.request({ method: 'eth_signTypedData_v4', params: [address, typedData(domain, name, values)] });
      const v = parseInt(signature.slice(-2), 16);
      return (v < 27 ? signature.slice(0, -2) + (v + 27).toString(16) : signature).toLowerCase();
    },
  };
}
