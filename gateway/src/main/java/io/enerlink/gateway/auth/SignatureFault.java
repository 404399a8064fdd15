package io.enerlink.gateway.auth;

/** Why a signature names no signer. */
public enum SignatureFault {
    /** Not 65 bytes of r, s and v, or v neither 27 nor 28. */
    MALFORMED,
    /** s in the upper half of the curve's order: anyone could have made a second signature of the first. */
    HIGH_S,
    /** r and s belong to no point of the curve. */
    NOT_ON_CURVE,
    /** What was signed has a field outside its type. */
    UNSIGNABLE
}
