/** Who signed what: EIP-712 digests, secp256k1 keys and the pool that verifies signatures off the event loops. */
package io.enerlink.gateway.auth;
