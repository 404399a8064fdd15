package io.enerlink.benchmarks.gateway;

import java.util.Arrays;

/** What the benchmark measures, in its order; each can be left out. */
public enum Part {
    IDLE("idle"), SUSTAINED("sustained"), PING_PONG("ping-pong"), PACED("5k"), BATCHED("batched"), FAN_OUT("fan-out"),
    SIEGE("siege");

    private final String word;

    Part(String word) { this.word = word; }

    /** As it is named on the command line and in the report. */
    @Override
    public String toString() {
        return word;
    }

    static Part of(String word) {
        return Arrays.stream(values()).filter(part -> part.word.equals(word)).findFirst().orElseThrow();
    }
}
