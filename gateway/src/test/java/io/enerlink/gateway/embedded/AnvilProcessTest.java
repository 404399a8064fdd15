package io.enerlink.gateway.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnvilProcessTest {
    private static final String ACCOUNT = "0x00000000000000000000000000000000000000aa";

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeftRunning() {
        assertEquals(List.of(), Survivors.running(AnvilProcess.state(folder)));
    }

    @Test
    void keepsItsStateFromOneStartToTheNext() throws Exception {
        try (AnvilProcess anvil = start()) {
            setBalance(anvil, "0x7b");
        }
        try (AnvilProcess anvil = start()) {
            assertEquals("0x7b", balance(anvil));
        }
    }

    @Test
    void endsASurvivorOfAKilledJvmAndGoesOnWithItsState() throws Exception {
        AnvilProcess left = start();
        setBalance(left, "0x1c8");
        try (AnvilProcess anvil = start()) {
            assertFalse(left.isAlive());
            assertNotEquals(left.pid(), anvil.pid());
            assertEquals("0x1c8", balance(anvil));
        }
    }

    @Test
    void startsAgainAfterAnvilItselfWasKilled() throws Exception {
        AnvilProcess killed = start();
        ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
        ProcessHandle.of(killed.pid()).ifPresent(handle -> handle.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        start().close();
    }

    @Test
    void putsAStateAsideThatACrashCutOff() throws Exception {
        Files.writeString(folder.resolve("state.json"), "{\"block\":{\"num");
        start().close();
        try (var files = Files.list(folder)) {
            assertTrue(files.anyMatch(file -> file.getFileName().toString().startsWith("state.damaged-")));
        }
    }

    @Test
    void saysWhichPortIsTakenAndHowToChooseAnother() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StartFailedException refused = assertThrows(StartFailedException.class,
                    () -> AnvilProcess.start(Project.contracts(), folder, taken.getLocalPort()));
            assertTrue(refused.getMessage().contains("port " + taken.getLocalPort() + " cannot be used"));
            assertTrue(refused.getMessage().contains("--chain-port"));
        }
    }

    @Test
    void saysWhereToStartFromWhenThereIsNoContractsFolder() {
        StartFailedException refused = assertThrows(StartFailedException.class,
                () -> AnvilProcess.start(folder.resolve("nowhere"), folder, 0));
        assertTrue(refused.getMessage().contains("start enerlink from its project folder"), refused.getMessage());
    }

    private AnvilProcess start() {
        return AnvilProcess.start(Project.contracts(), folder, 0);
    }

    private static void setBalance(AnvilProcess anvil, String wei) throws Exception {
        call(anvil, "anvil_setBalance", "\"" + ACCOUNT + "\",\"" + wei + "\"");
    }

    private static String balance(AnvilProcess anvil) throws Exception {
        String answer = call(anvil, "eth_getBalance", "\"" + ACCOUNT + "\",\"latest\"");
        return answer.replaceAll(".*\"result\":\"([^\"]*)\".*", "$1");
    }

    private static String call(AnvilProcess anvil, String method, String params) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(anvil.rpcUrl()))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method
                            + "\",\"params\":[" + params + "]}"))
                    .build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
