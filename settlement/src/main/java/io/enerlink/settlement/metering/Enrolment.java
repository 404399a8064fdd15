package io.enerlink.settlement.metering;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.Handle;

/**
 * Enters prosumers, their wallets and meters, and replaces meters. Needs the database only, so it works beside a running
 * exchange, which tells the chain of what is new.
 */
public final class Enrolment {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;
    private final String operator;

    /** @param operator whose entries these are */
    public Enrolment(Database database, String operator) {
        this.database = database;
        this.operator = operator;
    }

    /** A meter as the registry has it. {@code prosumer} and {@code onChain} as known now. */
    public record Entry(Meter meter, String prosumer, Onboarding.State onboarding, List<String> capabilities,
            boolean onChain, boolean hasKey, DeviceHealth health, long heardMs) {}

    /**
     * Enters a meter.
     *
     * @param prosumer  who owns the wallet that owns the meter
     * @param publicKey Ed25519, of a meter that signs its readings; null for others
     * @return the secret that the meter shows to broker and gateway; it is not kept and cannot be told again
     * @throws IllegalArgumentException when the site has a meter, the wallet is another prosumer's, or the policy needs a
     *                                  key
     */
    public String enroll(Meter meter, String prosumer, byte[] publicKey) {
        String secret = MeterKey.newSecret();
        database.jdbi().useTransaction(handle -> {
            EnrolmentTable.prosumer(handle, prosumer, meter.owner());
            insert(handle, meter, MeterState.UNHEARD, publicKey, secret);
            ObjectNode entry = JSON.createObjectNode().put("site", meter.site()).put("prosumer", prosumer);
            ReviewTable.act(handle, operator, "register", meter.meterId(), entry.toString(), "new");
        });
        return secret;
    }

    private static void insert(Handle handle, Meter meter, MeterState state, byte[] publicKey, String secret) {
        if (meter.policy().kind() == Policy.Kind.PER_READING && publicKey == null)
            throw new IllegalArgumentException("a meter that is settled per reading needs a key");
        if (publicKey != null && publicKey.length != MeterKey.KEY_BYTES)
            throw new IllegalArgumentException("an Ed25519 key has " + MeterKey.KEY_BYTES + " bytes");
        if (!MeterTable.insert(handle, meter, state))
            throw new IllegalArgumentException("site " + meter.site() + " has a meter; replace it instead");
        MeterTable.credentials(handle, meter.meterId(), publicKey, MeterKey.hashOf(secret));
    }

    /**
     * Replaces a site's meter: the old one is closed with what its registers read last, the new one begins with what its
     * registers read first. No difference is ever taken across the two; the new one has a name, a key and a secret of its
     * own.
     *
     * @param closing   registers of the old meter, as it showed them; null: what was accepted last
     * @param opening   registers of the new meter; null: its first reading begins the count
     * @param publicKey of the new meter; null when it signs nothing
     * @return the new meter's secret
     * @throws IllegalArgumentException when the site has no meter, or the closing registers are below what was accepted
     */
    public String replace(String site, DeviceModel model, Energy closing, Energy opening, byte[] publicKey,
            String reason) {
        String secret = MeterKey.newSecret();
        database.jdbi().useTransaction(handle -> {
            MeterTable.Row old = MeterTable.lock(handle, List.of(site)).get(site);
            if (old == null) throw new IllegalArgumentException("no meter at " + site);
            ObjectNode entry = JSON.createObjectNode().put("replaced", old.meter().meterId()).put("closing",
                    String.valueOf(closing)).put("opening", String.valueOf(opening));
            long actionId = ReviewTable.act(handle, operator, "replace", old.meter().meterId(), entry.toString(),
                    reason);
            close(handle, old, closing, entry.put("action", actionId).toString(), actionId);
            MeterTable.retire(handle, old.meter().meterId());
            MeterState begun = opening == null ? MeterState.UNHEARD
                    : MeterState.opened(opening, System.currentTimeMillis());
            Meter successor = old.meter().successor(model);
            insert(handle, successor, begun, publicKey, secret);
            if (opening != null)
                MeterTable.storeEpochs(handle,
                        List.of(new MeterTable.Epoch(successor.meterId(), 1, opening, opening)));
        });
        return secret;
    }

    private static void close(Handle handle, MeterTable.Row old, Energy closing, String entry, long actionId) {
        if (closing == null) return;
        Registers registers = old.state().registers();
        Energy read = closing.plus(registers.wrapped());
        if (registers.epoch() == 0 || !read.atLeast(registers.watermark()))
            throw new IllegalArgumentException("closing registers " + closing + " are below what was accepted: "
                    + registers.watermark());
        Review.record(handle, old.meter().meterId(), old.state(), registers.release(read), entry, actionId);
    }

    /**
     * Sets in which period a periodic meter is reported.
     *
     * @param period 0: when the exchange settles
     * @throws IllegalArgumentException when the site has no periodic meter, or there is no such period
     */
    public void period(String site, Duration period) {
        database.jdbi().useTransaction(handle -> {
            MeterTable.Row row = MeterTable.lock(handle, List.of(site)).get(site);
            if (row == null) throw new IllegalArgumentException("no meter at " + site);
            Policy policy = row.meter().policy().every(period);
            MeterTable.period(handle, row.meter().meterId(), policy.periodMs());
            ObjectNode entry = JSON.createObjectNode().put("period_ms", policy.periodMs()).put("before",
                    row.meter().policy().periodMs());
            ReviewTable.act(handle, operator, "period", row.meter().meterId(), entry.toString(), "period");
        });
    }

    /**
     * Sets the terms of a prepaid meter.
     *
     * @throws IllegalArgumentException when the site has no prepaid meter
     */
    public void prepaidTerms(String site, PrepaidTerms terms) {
        database.jdbi().useTransaction(handle -> {
            Meter meter = prepaidMeter(handle, site);
            PrepaidTable.terms(handle, meter.meterId(), terms);
            ObjectNode entry = JSON.createObjectNode().put("terms", terms.toString());
            ReviewTable.act(handle, operator, "prepaid-terms", meter.meterId(), entry.toString(), "terms");
        });
    }

    private static Meter prepaidMeter(Handle handle, String site) {
        return MeterTable.find(handle, site).filter(found -> found.policy().kind() == Policy.Kind.PREPAID)
                .orElseThrow(() -> new IllegalArgumentException("no prepaid meter at " + site));
    }

    /**
     * The terms of a prepaid meter.
     *
     * @throws IllegalArgumentException when the site has no prepaid meter
     */
    public PrepaidTerms prepaidTerms(String site) {
        return database.jdbi().withHandle(handle -> {
            String meterId = prepaidMeter(handle, site).meterId();
            return PrepaidTable.all(handle).stream().filter(row -> row.meterId().equals(meterId)).findFirst()
                    .orElseThrow().terms();
        });
    }

    /** Where a site's prepaid meter stood when it was looked at last; empty when it never was. */
    public Optional<PrepaidBalance> prepaid(String site) {
        return database.jdbi().withHandle(handle -> {
            String meterId = prepaidMeter(handle, site).meterId();
            return PrepaidTable.balances(handle).stream().filter(row -> row.meterId().equals(meterId)).findFirst();
        });
    }

    /** Where prepaid meters stood when they were looked at last, which is within seconds of their terms. */
    public List<PrepaidBalance> prepaid() {
        return database.jdbi().withHandle(PrepaidTable::balances);
    }

    /** All meters that are not retired, by site. */
    public List<Entry> meters() {
        return database.jdbi().withHandle(EnrolmentTable::entries);
    }

    /** Whether a meter may speak to the broker as this site. */
    public boolean mayConnect(String site, String secret) {
        Optional<String> known = database.jdbi()
                .withHandle(handle -> MeterTable.siteOfSecret(handle, MeterKey.hashOf(secret)));
        return known.equals(Optional.of(site));
    }
}
