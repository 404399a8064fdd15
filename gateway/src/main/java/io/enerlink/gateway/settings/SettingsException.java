package io.enerlink.gateway.settings;

/** A setting is unknown or not what it should be; the message says which, where it stands, and what it may be. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SettingsException(String message) { super(message); }
}
