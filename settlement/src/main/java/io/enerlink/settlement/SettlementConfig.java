package io.enerlink.settlement;

import java.nio.file.Path;
import java.util.OptionalInt;
import io.enerlink.settlement.chain.DeploymentTerms;

/**
 * Where the settlement finds its parts.
 *
 * @param jdbcUrl           of PostgreSQL
 * @param rpcUrl            of the node's JSON-RPC
 * @param keyDirectory      with one keystore V3 file a role
 * @param passphraseFile    of the keys
 * @param createKeys        make keys that are missing: for the demo
 * @param confirmations     blocks until something is final
 * @param embeddedBlockSec  where the chain is our own anvil: the seconds between its blocks; empty for every other chain
 * @param terms             of the contracts, where they have to be deployed
 */
public record SettlementConfig(String jdbcUrl, String rpcUrl, Path keyDirectory, Path passphraseFile,
        boolean createKeys, int confirmations, OptionalInt embeddedBlockSec, DeploymentTerms terms) {}
