package io.enerlink.benchmarks.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Logon;
import io.enerlink.gateway.auth.SigningKey;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Questions and answers one by one, for what is not timed: signing in, and looking whether answers are right. */
final class Talk implements WireLine.Reader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SEC = 30;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public void on(WireLine line, ByteBuf message, int offset, int length) {
        heard.add(message.toString(offset, length, StandardCharsets.UTF_8));
    }

    /** The next message. */
    String next() throws InterruptedException {
        String message = heard.poll(PATIENCE_SEC, TimeUnit.SECONDS);
        if (message == null) throw new IllegalStateException("nothing was answered in " + PATIENCE_SEC + " s");
        return message;
    }

    JsonNode ask(WireLine line, byte[] frame) throws InterruptedException, IOException {
        line.send(frame);
        JsonNode message = JSON.readTree(next());
        while (!message.has("id")) message = JSON.readTree(next());
        return message;
    }

    JsonNode ask(WireLine line, String method, String params) throws InterruptedException, IOException {
        return ask(line, WireLine.frame("{\"id\":0,\"method\":\"" + method + "\",\"params\":" + params + "}"));
    }

    void logOn(WireLine line, Address account, SigningKey signer) throws InterruptedException, IOException {
        JsonNode asked = ask(line, "session.challenge", "{\"address\":\"" + account + "\"}");
        byte[] challenge = HexFormat.of().parseHex(asked.path("result").path("challenge").asText().substring(2));
        String signature = HexFormat.of().formatHex(signer.sign(Traders.DOMAIN, new Logon(account, challenge)));
        JsonNode answer = ask(line, "session.logon",
                "{\"address\":\"" + account + "\",\"signature\":\"0x" + signature + "\"}");
        if (answer.path("status").asInt() != 200) throw new IllegalStateException("not logged on: " + answer);
    }
}
