package io.enerlink.settlement.chain;

import java.math.BigInteger;

/**
 * What is fixed when the contracts are deployed.
 *
 * @param adminDelaySec until a change of the administrator takes effect
 * @param noticeSec     from taking something back on the chain until it binds
 * @param maxLagSec     from a fill until it can no longer settle
 * @param slackSec      by how much meters may run ahead of their capacity
 * @param dailyCapIdrs  IDRS base units the bank may mint a day
 * @param feeRecipient  0x-address; null: the administrator
 */
public record DeploymentTerms(long adminDelaySec, long noticeSec, long maxLagSec, long slackSec,
        BigInteger dailyCapIdrs, String feeRecipient) {
    /** A day for changes of the administrator, an hour's notice, a day's lag, 10 minutes' slack, 10^12 rupiah a day. */
    public static DeploymentTerms defaults() {
        return new DeploymentTerms(86_400, 3_600, 86_400, 600, BigInteger.TEN.pow(18), null);
    }
}
