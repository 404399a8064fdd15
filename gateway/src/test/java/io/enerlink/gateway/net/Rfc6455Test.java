package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import io.enerlink.gateway.net.RawClient.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Framing, control frames, fragments, UTF-8 and closing, in the order of the public Autobahn suite, over /echo. */
class Rfc6455Test {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FINAL = 0x80;
    private static final int PROTOCOL_ERROR = 1002;

    private static GatewayServer server;
    private RawClient client;

    @BeforeAll
    static void start() throws Exception {
        server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0)
                .with(new GatewayConfig.Access(Set.of(), Set.of(), true, null)));
        server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws IOException {
        client = new RawClient(server.port()).upgrade("/echo");
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 128, 65_535, 65_536, 200_000})
    void carriesTextAndBytesOfEveryLengthField(int length) throws IOException {
        for (int opcode : new int[]{TEXT, BINARY}) {
            byte[] payload = new byte[length];
            Arrays.fill(payload, (byte) (opcode == TEXT ? '*' : 0xFE));
            client.frame(opcode, payload);
            echoes(opcode, payload);
        }
    }

    @Test
    void answersPingsWithTheirPayloadAndIgnoresPongs() throws IOException {
        client.frame(PONG, "unasked".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 10; i++) {
            byte[] payload = new byte[i == 9 ? 125 : i];
            Arrays.fill(payload, (byte) i);
            client.frame(PING, payload);
            echoes(PONG, payload);
        }
        client.frame(TEXT, new byte[]{'a'});
        echoes(TEXT, new byte[]{'a'});
    }

    @Test
    void refusesControlFramesThatAreTooLongOrInFragments() throws IOException {
        client.frame(PING, new byte[126]);
        assertEquals(PROTOCOL_ERROR, client.closeCode());
        client.close();
        connect();
        client.frame(PING, true, new byte[1]);
        assertEquals(PROTOCOL_ERROR, client.closeCode());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x10, 0x20, 0x40, 0x70})
    void refusesReservedBits(int bits) throws IOException {
        client.frame(FINAL | bits | TEXT, true, new byte[]{'a'});
        assertEquals(PROTOCOL_ERROR, client.closeCode());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void refusesReservedOpcodes(int opcode) throws IOException {
        client.frame(opcode, new byte[]{'a'});
        assertEquals(PROTOCOL_ERROR, client.closeCode());
    }

    @Test
    void refusesFramesWithoutAMask() throws IOException {
        client.frame(FINAL | TEXT, false, new byte[]{'a'});
        assertEquals(PROTOCOL_ERROR, client.closeCode());
    }

    @Test
    void joinsFragmentsAndAnswersPingsBetweenThem() throws IOException {
        client.frame(TEXT, true, new byte[]{'a'});
        client.frame(PING, new byte[]{'p'});
        echoes(PONG, new byte[]{'p'});
        client.frame(CONTINUATION, true, new byte[0]);
        client.frame(FINAL | CONTINUATION, true, new byte[]{'b'});
        echoes(TEXT, new byte[]{'a', 'b'});
    }

    @Test
    void refusesAContinuationOfNothingAndAMessageInsideAnother() throws IOException {
        client.frame(FINAL | CONTINUATION, true, new byte[]{'a'});
        assertEquals(PROTOCOL_ERROR, client.closeCode());
        client.close();
        connect();
        client.frame(TEXT, true, new byte[]{'a'});
        client.frame(TEXT, new byte[]{'b'});
        assertEquals(PROTOCOL_ERROR, client.closeCode());
    }

    @Test
    void takesUtf8ThatFragmentsCutInTheMiddle() throws IOException {
        byte[] text = "κόσμε 𐍈".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            int opcode = i == 0 ? TEXT : CONTINUATION;
            client.frame(i == text.length - 1 ? FINAL | opcode : opcode, true, new byte[]{text[i]});
        }
        echoes(TEXT, text);
    }

    @ParameterizedTest
    @CsvSource({"1000", "1001", "1002", "1003", "1007", "1008", "1009", "1010", "1011", "3000", "3999", "4000", "4999",
            "5000", "65535"})
    void answersAFarewellWithItsCodeAndHangsUp(int code) throws IOException {
        client.frame(CLOSE, close(code, "bye"));
        assertEquals(code, client.closeCode());
        assertTrue(client.isHungUp());
    }

    @Test
    void answersAnEmptyFarewell() throws IOException {
        client.frame(CLOSE, new byte[0]);
        assertEquals(CLOSE, client.read().opcode());
        assertTrue(client.isHungUp());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999})
    void hangsUpOnAFarewellWithACodeThatNobodyMaySend(int code) throws IOException {
        client.frame(CLOSE, close(code, ""));
        assertTrue(client.isHungUp());
    }

    @Test
    void refusesAFarewellOfOneByte() throws IOException {
        client.frame(CLOSE, new byte[1]);
        assertEquals(PROTOCOL_ERROR, client.closeCode());
    }

    @Test
    void carriesFramesThatArriveInPieces() throws IOException {
        byte[] large = new byte[65_536];
        Arrays.fill(large, (byte) '*');
        client.chopped(FINAL | TEXT, true, large, 997);
        echoes(TEXT, large);
        for (int i = 0; i < 10; i++) client.chopped(FINAL | PING, true, new byte[]{(byte) i}, 1);
        for (int i = 0; i < 10; i++) echoes(PONG, new byte[]{(byte) i});
        client.chopped(TEXT, true, new byte[]{'a'}, 1);
        client.chopped(FINAL | PING, true, new byte[125], 1);
        client.chopped(FINAL | CONTINUATION, true, new byte[]{'b'}, 1);
        echoes(PONG, new byte[125]);
        echoes(TEXT, new byte[]{'a', 'b'});
    }

    @ParameterizedTest
    @CsvSource({"1, 16777216, 16777216", "2, 16777216, 16777216", "1, 4194304, 65536", "2, 1048576, 4096",
            "1, 65536, 64",
            "1, 65536, 1300"})
    void carriesLargeMessagesWholeAndInFragments(int opcode, int length, int fragment) throws Exception {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) '*');
        FutureTask<Void> sending = new FutureTask<>(() -> {
            fragments(opcode, payload, fragment);
            return null;
        });
        Thread.ofPlatform().start(sending); // both directions at once
        echoes(opcode, payload);
        sending.get();
    }

    @Test
    void carriesAThousandSmallMessagesInTheirOrder() throws IOException {
        for (int i = 0; i < 1_000; i++) client.frame(TEXT, Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 1_000; i++) echoes(TEXT, Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
    }

    /** First byte of a frame in hexadecimal, which no client may send, also behind something that is right. */
    @ParameterizedTest
    @ValueSource(strings = {"D2", "E9", "F8", "A1", "09", "0A", "83", "87", "8B", "8F", "80", "00"})
    void endsAtTheFirstFrameThatIsWrongAndAnswersNothingBehindIt(String first) throws IOException {
        client.frame(TEXT, new byte[]{'a'});
        client.frame(Integer.parseInt(first, 16), true, new byte[0]);
        echoes(TEXT, new byte[]{'a'});
        isFailed();
    }

    @Test
    void joinsFiveFragmentsWithPingsAmongThem() throws IOException {
        for (int i = 0; i < 5; i++) {
            client.frame((i == 4 ? FINAL : 0) | (i == 0 ? TEXT : CONTINUATION), true, new byte[]{(byte) ('a' + i)});
            client.frame(PING, new byte[]{(byte) i});
        }
        for (int i = 0; i < 4; i++) echoes(PONG, new byte[]{(byte) i});
        echoes(TEXT, "abcde".getBytes(StandardCharsets.US_ASCII));
        echoes(PONG, new byte[]{4});
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "61", "0061"})
    void joinsFragmentsOfNothing(String middle) throws IOException {
        byte[] payload = HexFormat.of().parseHex(middle);
        client.frame(TEXT, true, new byte[0]);
        client.frame(CONTINUATION, true, payload);
        client.frame(FINAL | CONTINUATION, true, new byte[0]);
        echoes(TEXT, payload);
    }

    /** Shortest and longest of each length, around the surrogates, and what stands for no character. */
    @ParameterizedTest
    @ValueSource(strings = {"00", "7f", "c280", "dfbf", "e0a080", "efbfbf", "f0908080", "f48fbfbf", "ed9fbf", "ee8080",
            "efbfbd", "efbfbe", "f09fbfbe", "f0afbfbf", "f3bfbfbe", "efbfb9", "efbfba", "efb790",
            "cebae1bdb9cf83cebcceb5"})
    void carriesEveryKindOfUtf8WholeAndByteByByte(String hex) throws IOException {
        byte[] text = HexFormat.of().parseHex(hex);
        client.frame(TEXT, text);
        echoes(TEXT, text);
        fragments(TEXT, text, 1);
        echoes(TEXT, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            // too long for what they say, or longer than four
            "f888808080", "fc8480808080", "f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf", "f4908080",
            // continuations of nothing, beginnings that nothing follows
            "80", "bf", "80bf80", "c020", "df20", "e020", "ef20", "f020", "f720", "f820", "fc20",
            // the last byte is missing
            "c0", "e080", "f08080", "f8808080", "df", "efbf", "f7bfbf", "cebae1bd", "c0e080f08080",
            // impossible; not the shortest form
            "fe", "ff", "fefeffff", "c0af", "e080af", "f08080af", "f8808080af", "c1bf", "e09fbf", "f08fbfbf", "c080",
            "e08080", "f0808080",
            // surrogates, alone and in pairs
            "eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf", "eda080edb080", "edafbfedbfbf"})
    void endsOnWhatIsNoUtf8WholeAndByteByByte(String hex) throws IOException {
        byte[] text = HexFormat.of().parseHex(hex);
        client.frame(TEXT, text);
        assertEquals(1007, client.closeCode());
        client.close();
        connect();
        try {
            fragments(TEXT, text, 1);
        } catch (SocketException hungUp) {
            return; // before the last byte
        }
        isFailed();
    }

    @Test
    void doesNotWaitForTheEndOfATextThatIsWrongAlready() throws IOException {
        client.frame(TEXT, true, HexFormat.of().parseHex("cebae1bdb9f4908080"));
        isFailed();
    }

    @Test
    void answersWhatCameBeforeAFarewellAndNothingBehindIt() throws IOException {
        byte[] large = new byte[262_144];
        client.frame(BINARY, large);
        client.frame(TEXT, true, new byte[]{'a'});
        client.frame(CLOSE, close(1000, "r".repeat(123)));
        client.frame(FINAL | CONTINUATION, true, new byte[]{'b'});
        client.frame(PING, new byte[]{'p'});
        client.frame(CLOSE, close(1001, ""));
        echoes(BINARY, large);
        assertEquals(1000, client.closeCode());
        assertTrue(hangsUp());
    }

    @ParameterizedTest
    @ValueSource(strings = {"03e8cebae1bdb9cf83cebcceb5eda080", "03e8ff"})
    void failsOnAFarewellWhoseReasonIsNoUtf8(String hex) throws IOException {
        client.frame(CLOSE, HexFormat.of().parseHex(hex));
        isFailed();
    }

    @Test
    void failsOnAFarewellThatIsTooLong() throws IOException {
        client.frame(CLOSE, close(1000, "r".repeat(124)));
        isFailed();
    }

    private void fragments(int opcode, byte[] payload, int size) throws IOException {
        for (int at = 0; at < payload.length; at += size) {
            int to = Math.min(payload.length, at + size);
            int first = (at == 0 ? opcode : CONTINUATION) | (to == payload.length ? FINAL : 0);
            client.frame(first, true, Arrays.copyOfRange(payload, at, to));
        }
    }

    /** The server ends it and says nothing else but why. */
    private void isFailed() throws IOException {
        try {
            Frame farewell = client.read();
            assertEquals(CLOSE, farewell.opcode());
            assertTrue(Set.of(PROTOCOL_ERROR, 1007).contains(farewell.closeCode()), "code " + farewell.closeCode());
        } catch (EOFException | SocketException hungUp) {
            return;
        }
        assertTrue(hangsUp());
    }

    private boolean hangsUp() throws IOException {
        try {
            return client.isHungUp();
        } catch (SocketException reset) {
            return true; // what it was sent after that was not read
        }
    }

    private void echoes(int opcode, byte[] payload) throws IOException {
        Frame frame = client.read();
        assertEquals(opcode, frame.opcode());
        assertArrayEquals(payload, frame.payload());
    }

    private static byte[] close(int code, String reason) {
        return ByteBuffer.allocate(2 + reason.length()).putShort((short) code)
                .put(reason.getBytes(StandardCharsets.US_ASCII)).array();
    }
}
