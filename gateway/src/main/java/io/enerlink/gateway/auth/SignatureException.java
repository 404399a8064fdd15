package io.enerlink.gateway.auth;

/** A signature that names no signer. Carries no stack trace: it is an answer, not an accident. */
public final class SignatureException extends Exception {
    private final SignatureFault fault;

    SignatureException(SignatureFault fault, Throwable cause) {
        super(cause == null ? fault.name() : fault + ": " + cause.getMessage(), cause, false, false);
        this.fault = fault;
    }

    public SignatureFault fault() { return fault; }
}
