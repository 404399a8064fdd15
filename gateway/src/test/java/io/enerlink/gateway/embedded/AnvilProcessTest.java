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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import io.enerlink.gateway.cli.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnvilProcessTest {
    private static final String ACCOUNT = "0x00000000000000000000000000000000000000aa";

    @TempDir
    Path folder;

    private final List<RuntimeException> lost = new CopyOnWriteArrayList<>();

    @AfterEach
    void nothingIsLeftRunning() {
        assertEquals(List.of(), Survivors.running(new AnvilState(folder).file()));
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
    void endsASurvivorOfAKilledJvm() throws Exception {
        AnvilState state = new AnvilState(folder);
        Path binary = AnvilBinary.locate(Project.contracts(), state.log());
        ChildProcess left = ChildProcess.start("anvil", List.of(binary.toString(), "--port",
                Integer.toString(Ports.choose(0, "test", "none")), "--state", state.file().toString()), state.log());
        try (AnvilProcess anvil = start()) {
            assertFalse(left.isAlive());
            assertNotEquals(left.pid(), anvil.pid());
        }
    }

    @Test
    void runsAgainOnItsPortWhenItWasKilled() throws Exception {
        try (AnvilProcess anvil = start()) {
            long firstPid = anvil.pid();
            setBalance(anvil, "0x1c8");
            awaitStateOf("0x1c8");
            ProcessHandle killed = ProcessHandle.of(firstPid).orElseThrow();
            killed.destroyForcibly();
            killed.onExit().get(10, TimeUnit.SECONDS);
            Await.until("it runs again", Duration.ofMinutes(1), () -> anvil.pid() != firstPid);
            assertEquals("0x1c8", balance(anvil));
        }
        assertEquals(List.of(), lost);
    }

    /** To its end: a kill before that costs all of it. */
    private void awaitStateOf(String balance) throws Exception {
        AnvilState state = new AnvilState(folder);
        Await.until("the state is written", Duration.ofMinutes(1), () -> state.exists()
                && Files.readString(state.file()).contains("\"" + balance + "\"") && state.isWhole());
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
                    () -> AnvilProcess.start(Project.contracts(), folder, taken.getLocalPort(), lost::add));
            assertTrue(refused.getMessage().contains("port " + taken.getLocalPort() + " cannot be used"));
            assertTrue(refused.getMessage().contains("--chain-port"));
        }
    }

    @Test
    void saysWhereToStartFromWhenThereIsNoContractsFolder() {
        StartFailedException refused = assertThrows(StartFailedException.class,
                () -> AnvilProcess.start(folder.resolve("nowhere"), folder, 0, lost::add));
        assertTrue(refused.getMessage().contains("start enerlink from its project folder"), refused.getMessage());
    }

    private AnvilProcess start() {
        return AnvilProcess.start(Project.contracts(), folder, 0, lost::add);
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
