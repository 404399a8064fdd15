package io.enerlink.gateway.net;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that writes and reads bytes as a test wants them, and reads only when it is told to. */
final class RawClient implements AutoCloseable {
    static final int TEXT = 1;
    static final int CLOSE = 8;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;

    RawClient(int port) throws IOException {
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
    }

    /** A frame as the server sent it. */
    record Frame(int opcode, byte[] payload) {
        int closeCode() { return (payload[0] & 0xFF) << 8 | payload[1] & 0xFF; }
    }

    RawClient write(String ascii) throws IOException {
        out.write(ascii.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return this;
    }

    RawClient upgrade() throws IOException {
        return upgrade("/ws/v1");
    }

    RawClient upgrade(String path) throws IOException {
        write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        int last = 0;
        while (last != 0x0D0A0D0A) last = last << 8 | in.readUnsignedByte();
        return this;
    }

    /** Sends a final frame, masked with zeros. */
    void frame(int opcode, byte[] payload) throws IOException {
        frame(0x80 | opcode, true, payload);
    }

    /** Sends a frame. @param first final bit, reserved bits, opcode */
    void frame(int first, boolean masked, byte[] payload) throws IOException {
        chopped(first, masked, payload, Integer.MAX_VALUE);
    }

    /** Sends a frame in pieces of so many bytes. */
    void chopped(int first, boolean masked, byte[] payload, int pieceBytes) throws IOException {
        int mask = masked ? 0x80 : 0;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        if (payload.length < 126) {
            bytes.write(mask | payload.length);
        } else if (payload.length < 65_536) {
            bytes.write(mask | 126);
            bytes.write(payload.length >> 8);
            bytes.write(payload.length);
        } else {
            bytes.write(mask | 127);
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        if (masked) bytes.writeBytes(new byte[4]);
        bytes.writeBytes(payload);
        byte[] all = bytes.toByteArray();
        for (int at = 0; at < all.length; at += Math.min(pieceBytes, all.length - at)) {
            out.write(all, at, Math.min(pieceBytes, all.length - at));
            out.flush();
        }
    }

    /** Sends the same short frame so many times with one write. */
    void frames(int opcode, byte[] payload, int times) throws IOException {
        ByteBuffer frames = ByteBuffer.allocate(times * (6 + payload.length));
        for (int i = 0; i < times; i++)
            frames.put((byte) (0x80 | opcode)).put((byte) (0x80 | payload.length)).putInt(0).put(payload);
        out.write(frames.array());
        out.flush();
    }

    Frame read() throws IOException {
        int opcode = in.readUnsignedByte() & 0xF;
        int length = in.readUnsignedByte();
        if (length == 126) length = in.readUnsignedShort();
        else if (length == 127) length = (int) in.readLong();
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(opcode, payload);
    }

    /** Reads on until the server says farewell, and gives the code. */
    int closeCode() throws IOException {
        Frame frame = read();
        while (frame.opcode != CLOSE) frame = read();
        return frame.closeCode();
    }

    /** Everything until the server hangs up, as ASCII. */
    String readAll() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** The same; null where it says nothing for so long. */
    String readAllWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return readAll();
        } catch (SocketTimeoutException silence) {
            return null;
        }
    }

    /** Whether the server has hung up without a word. */
    boolean isHungUp() throws IOException {
        return in.read() == -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
