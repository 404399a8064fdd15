package io.enerlink.gateway.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.MqttActivity;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may do what at the broker: a meter shows its site and its secret, writes its own topics and reads its own commands; the
 * exchange shows a secret of its own and may do all. Nobody else comes in.
 *
 * @param exchangeSecret of user {@link #EXCHANGE}
 * @param meters         whether a site's meter has this secret; asked at every connect, off the broker's own threads
 */
public record MeterAccess(String exchangeSecret, BiPredicate<String, String> meters) implements ExtensionMain {
    /** The exchange's name at the broker; no site begins with it. */
    public static final String EXCHANGE = "$exchange";
    private static final Set<String> SAYS = Set.of("sensors", "heartbeat", "status", "response");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(MeterAccess.class);

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        SimpleAuthenticator authenticator = this::onConnect;
        Services.securityRegistry().setAuthenticatorProvider(provided -> authenticator);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        // it has nothing to give back
    }

    private void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        Optional<String> user = input.getConnectPacket().getUserName();
        Optional<String> secret = input.getConnectPacket().getPassword()
                .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString());
        if (user.isEmpty() || secret.isEmpty()) {
            output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED, "a meter shows its site and its secret");
            return;
        }
        Async<SimpleAuthOutput> later = output.async(PATIENCE, TimeoutFallback.FAILURE);
        Services.extensionExecutorService().execute(() -> {
            decide(user.get(), secret.get(), output);
            later.resume();
        });
    }

    private void decide(String user, String secret, SimpleAuthOutput output) {
        try {
            if (user.equals(EXCHANGE) && secret.equals(exchangeSecret)) output.authenticateSuccessfully();
            else if (meters.test(user, secret)) admit(user, output);
            else
                output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED, "no meter has this site and secret");
        } catch (RuntimeException e) {
            LOG.warn("{} cannot be let in now", user, e);
            output.failAuthentication(ConnackReasonCode.SERVER_UNAVAILABLE, "try again");
        }
    }

    private static void admit(String site, SimpleAuthOutput output) {
        for (String kind : SAYS) output.getDefaultPermissions().add(permission(site, kind, MqttActivity.PUBLISH));
        output.getDefaultPermissions().add(permission(site, "command", MqttActivity.SUBSCRIBE));
        output.getDefaultPermissions().setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
        output.authenticateSuccessfully();
    }

    private static TopicPermission permission(String site, String kind, MqttActivity activity) {
        return Builders.topicPermission().topicFilter(site + "/energy-monitor/" + kind).activity(activity)
                .type(TopicPermission.PermissionType.ALLOW).build();
    }
}
