package io.enerlink.settlement.metering;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * A registered meter.
 *
 * @param site      the first level of its topics
 * @param owner     the wallet that its energy belongs to, lower-case 0x-hexadecimal
 * @param capacityW the most it can measure, either way
 * @param zone      of its reports; everything else is in UTC
 * @param number    1 for the site's first meter, and one more for each that replaced another
 * @param meterId   its name on the chain: keccak of the site and, from the second meter on, its number; 0x and 64 digits
 */
public record Meter(String site, String owner, long capacityW, Policy policy, DeviceModel model, ZoneId zone,
        int number, String meterId) {

    /** The most that a meter's capacity can be: 100 MW. */
    public static final long MAX_CAPACITY_W = 100_000_000;
    private static final Pattern SITE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern OWNER = Pattern.compile("0x(?!0{40})[0-9a-fA-F]{40}");

    /** @throws IllegalArgumentException when something cannot be */
    public Meter {
        if (!SITE.matcher(site).matches())
            throw new IllegalArgumentException("a site has 1 to 64 letters, digits, '-', '_', '.': " + site);
        if (!OWNER.matcher(owner).matches())
            throw new IllegalArgumentException("not the address of an owner: " + owner);
        if (capacityW < 1 || capacityW > MAX_CAPACITY_W)
            throw new IllegalArgumentException("a capacity is 1 to " + MAX_CAPACITY_W + " W: " + capacityW);
        if (number < 1) throw new IllegalArgumentException("a site's meters are numbered from 1: " + number);
        owner = owner.toLowerCase(Locale.ROOT);
    }

    /**
     * A meter of its name.
     *
     * @throws IllegalArgumentException when something cannot be
     */
    public Meter(String site, String owner, long capacityW, Policy policy, DeviceModel model, ZoneId zone,
            int number) {
        this(site, owner, capacityW, policy, model, zone, number, name(site, number));
    }

    /** A periodic meter of the reference device's model, in UTC. */
    public static Meter periodic(String site, String owner, long capacityW) {
        return new Meter(site, owner, capacityW, Policy.PERIODIC, DeviceModel.REFERENCE, ZoneId.of("UTC"), 1);
    }

    /** The meter that replaces this one at its site. */
    public Meter successor(DeviceModel model) {
        return new Meter(site, owner, capacityW, policy, model, zone, number + 1);
    }

    public Units units() { return model.units(); }

    private static String name(String site, int number) {
        String name = number == 1 ? site : site + "#" + number; // a site has no such character
        return Numeric.toHexString(Hash.sha3(name.getBytes(StandardCharsets.UTF_8)));
    }
}
