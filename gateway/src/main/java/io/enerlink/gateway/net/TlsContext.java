package io.enerlink.gateway.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.List;

import javax.net.ssl.SSLException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;

/**
 * TLS 1.3 and nothing else. Reads the files again when they have changed; where they cannot be used, goes on with what
 * it has and says so. Connections that are open keep what they began with.
 */
final class TlsContext {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

    private final GatewayConfig.Tls files;
    private final int handshakeMs;
    private volatile SslContext context;
    private List<FileTime> readAt;

    /** @throws IllegalStateException where the files cannot be used */
    TlsContext(GatewayConfig.Tls files, int handshakeMs) {
        this.files = files;
        this.handshakeMs = handshakeMs;
        try {
            readAt = changedAt();
            context = read();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("TLS: " + explain(e), e);
        }
    }

    SslHandler handler(ByteBufAllocator alloc) {
        SslHandler handler = context.newHandler(alloc);
        handler.setHandshakeTimeoutMillis(handshakeMs);
        return handler;
    }

    /** Looks whether the files have changed. One thread. @return whether there are new ones in use */
    boolean reload() {
        try {
            List<FileTime> now = changedAt();
            if (now.equals(readAt)) return false;
            readAt = now;
            context = read();
            LOG.info("TLS: {} is in use now", files.certificate());
            return true;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            LOG.error("TLS: the certificate in use stays: {}", explain(e));
            return false;
        }
    }

    private SslContext read() throws SSLException, GeneralSecurityException {
        return SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
                .sslProvider(SslProvider.JDK).protocols("TLSv1.3").build();
    }

    private List<FileTime> changedAt() throws IOException {
        return List.of(Files.getLastModifiedTime(files.certificate()), Files.getLastModifiedTime(files.key()));
    }

    private String explain(Exception e) {
        return "cannot use " + files.certificate() + " with " + files.key() + ": " + e.getMessage();
    }
}
