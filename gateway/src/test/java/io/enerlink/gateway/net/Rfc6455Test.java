package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import io.enerlink.gateway.net.RawClient.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
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
    @ValueSource(strings = {"80", "c0af", "eda080", "f4908080", "fe", "cebae1bdb9cf83cebcceb5eda080656469746564"})
    void closesOnWhatIsNoUtf8(String hex) throws IOException {
        client.frame(TEXT, HexFormat.of().parseHex(hex));
        assertEquals(1007, client.closeCode());
    }

    @ParameterizedTest
    @CsvSource({"1000", "1001", "1002", "1003", "1007", "1008", "1009", "1010", "1011", "3000", "3999", "4000", "4999"})
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
