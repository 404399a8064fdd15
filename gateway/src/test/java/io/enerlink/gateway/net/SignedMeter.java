package io.enerlink.gateway.net;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;

import io.enerlink.settlement.metering.DeviceModel;
import io.enerlink.settlement.metering.Enrolment;
import io.enerlink.settlement.metering.Meter;
import io.enerlink.settlement.metering.Policy;
import io.enerlink.settlement.store.Database;

/** A meter that is registered and signs its readings. */
record SignedMeter(Meter meter, String secret, KeyPair key) {
    static SignedMeter of(String owner, ZoneId zone, Database database) throws GeneralSecurityException {
        return of("home", owner, zone, database);
    }

    static SignedMeter of(String site, String owner, ZoneId zone, Database database) throws GeneralSecurityException {
        KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = key.getPublic().getEncoded();
        Meter meter = new Meter(site, owner, 5_000, Policy.PER_READING, DeviceModel.REFERENCE, zone, 1);
        String secret = new Enrolment(database, "tester").enroll(meter, "Ana",
                Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        return new SignedMeter(meter, secret, key);
    }

    String reading(String kwh, long atMs) throws GeneralSecurityException {
        return "{\"kwh_amount\":" + kwh + ",\"reading_timestamp\":" + atMs + ",\"meter_signature\":\""
                + sign(kwh + " " + atMs) + "\"}";
    }

    /** A meter's first reading that has a place and registers. @param more members of the registers */
    String reading(String kwh, long atMs, long sequence, long exportWh, String more) throws GeneralSecurityException {
        String signature = sign(kwh + " " + atMs + " 1 " + sequence + " " + exportWh + "000000 0");
        return "{\"kwh_amount\":" + kwh + ",\"reading_timestamp\":" + atMs + ",\"epoch\":1,\"sequence\":" + sequence
                + ",\"registers\":{\"export_wh\":" + exportWh + ",\"import_wh\":0" + more
                + "},\"meter_signature\":\"" + signature + "\"}";
    }

    private String sign(String said) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key.getPrivate());
        signature.update(("enerlink-reading/1 " + meter.meterId() + " " + said).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(signature.sign());
    }
}
