package io.enerlink.settlement.chain;

import java.util.List;

/**
 * Where the contracts of a deployment stand. Addresses are lower-case 0x-hexadecimal.
 *
 * @param feeRecipient the account whose escrow takes the fees
 * @param firstBlock   no log of these contracts is in an earlier block
 */
public record ContractAddresses(String etk, String idrs, String converter, String market, String feeRecipient,
        long firstBlock) {
    List<String> all() {
        return List.of(etk, idrs, converter, market);
    }
}
