package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of the loopback address, where every embedded part listens. */
public final class Ports {
    private static final int MAX_PORT = 65_535;

    private Ports() {}

    /**
     * The port to listen on: the one asked for, or any free one for 0.
     *
     * @param part   who wants it, for the message
     * @param option the command line option that chooses it, for the message
     * @throws StartFailedException when it is taken, not allowed, or not a port
     */
    public static int choose(int port, String part, String option) {
        if (port < 0 || port > MAX_PORT)
            throw new StartFailedException(part + ": " + port + " is not a port; give 0 to 65535 with " + option);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartFailedException(part + ": port " + port + " cannot be used (" + e.getMessage()
                    + "); stop what uses it or choose another with " + option, e);
        }
    }
}
