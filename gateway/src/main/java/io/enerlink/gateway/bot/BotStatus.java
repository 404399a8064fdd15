package io.enerlink.gateway.bot;

/** What a bot has done since its start. @param lastProblem empty where all is well */
public record BotStatus(String name, boolean connected, boolean paused, int liveOrders, long rounds, long placed,
        long replaced, long canceled, long refused, long deposits, String lastProblem) {}
