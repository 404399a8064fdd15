package io.enerlink.benchmarks.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The load: a process of its own, with one loop, against the measured one. Orders are signed before the clock runs. */
public final class GatewayTrial {
    private static final Set<Part> WARM = EnumSet.of(Part.SUSTAINED, Part.PING_PONG, Part.PACED, Part.BATCHED);

    private final Path folder;
    private final Plan plan;
    private final Set<Part> parts;

    private GatewayTrial(Path folder, boolean quick, Set<Part> parts) {
        this.folder = folder;
        plan = Plan.of(quick);
        this.parts = parts;
    }

    /** {@code FOLDER quick|full PART,…}. */
    public static void main(String[] args) throws Exception {
        GatewayTrial trial = new GatewayTrial(Path.of(args[0]), args[1].equals("quick"),
                Stream.of(args[2].split(",")).map(Part::of).collect(Collectors.toSet()));
        if (!trial.parts.equals(Set.of(Part.SIEGE))) trial.unlimited();
        if (trial.parts.contains(Part.SIEGE)) trial.besieged();
    }

    private void unlimited() throws Exception {
        try (Load load = load("fast")) {
            if (parts.contains(Part.IDLE)) Crowd.idle(load); // before anything else is alive on the heap
            OrderFlows flows = new OrderFlows(load);
            flows.check();
            if (parts.stream().anyMatch(WARM::contains)) flows.warmUp();
            if (parts.contains(Part.SUSTAINED)) flows.sustained();
            if (parts.contains(Part.PING_PONG)) flows.pingPong();
            if (parts.contains(Part.PACED)) flows.paced();
            if (parts.contains(Part.BATCHED)) flows.cancelsAndReads();
            if (parts.contains(Part.FAN_OUT)) Crowd.fanOut(load, flows.trader(Crowd.TRADER));
        }
    }

    private void besieged() throws Exception {
        try (Load load = load("besieged", "limits")) {
            new Siege(load).run();
        }
    }

    private Load load(String name, String... args) throws IOException {
        return new Load(plan, Stream.concat(Stream.of(folder.resolve(name).toString()), Stream.of(args))
                .toArray(String[]::new));
    }
}
