package io.enerlink.gateway.embedded;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.MqttActivity;
import com.hivemq.extension.sdk.api.client.parameter.ClientTlsInformation;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.interceptor.connect.ConnectInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundInput;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundOutput;
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
 * exchange shows a secret of its own and may do all. Nobody else comes in. Where the broker speaks TLS, meters come that
 * way only, and where they show certificates, by one whose common name is their site. A meter's session has its site's
 * name, whatever identifier it gives, so that it cannot take another's.
 *
 * @param exchangeSecret of user {@link #EXCHANGE}
 * @param meters         whether a site's meter has this secret; asked at every connect, off the broker's own threads
 * @param listener       where meters come in
 */
public record MeterAccess(String exchangeSecret, BiPredicate<String, String> meters, BrokerListener listener)
        implements
            ExtensionMain {

    /** The exchange's name at the broker; no site begins with it. */
    public static final String EXCHANGE = "$exchange";
    private static final Set<String> SAYS = Set.of("sensors", "heartbeat", "status", "response");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(MeterAccess.class);

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        SimpleAuthenticator authenticator = this::onConnect;
        Services.securityRegistry().setAuthenticatorProvider(provided -> authenticator);
        ConnectInboundInterceptor sessions = MeterAccess::nameSession;
        Services.interceptorRegistry().setConnectInboundInterceptorProvider(provided -> sessions);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        // it has nothing to give back
    }

    private static void nameSession(ConnectInboundInput input, ConnectInboundOutput output) {
        input.getConnectPacket().getUserName().filter(user -> !user.equals(EXCHANGE) && !user.isEmpty())
                .ifPresent(output.getConnectPacket()::setClientId);
    }

    private void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        Optional<String> user = input.getConnectPacket().getUserName();
        Optional<String> secret = input.getConnectPacket().getPassword()
                .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString());
        if (user.isEmpty() || secret.isEmpty()) {
            output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED, "a meter shows its site and its secret");
            return;
        }
        if (!user.get().equals(EXCHANGE) && !cameBy(input.getConnectionInformation(), user.get())) {
            output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED,
                    "a meter comes by TLS, with the certificate of its site where one is asked for");
            return;
        }
        Async<SimpleAuthOutput> later = output.async(PATIENCE, TimeoutFallback.FAILURE);
        Services.extensionExecutorService().execute(() -> {
            decide(user.get(), secret.get(), output);
            later.resume();
        });
    }

    /** Whether a meter came in where meters do, with its own certificate where they show one. */
    private boolean cameBy(ConnectionInformation connection, String site) {
        if (!listener.isTls()) return true;
        Optional<ClientTlsInformation> tls = connection.getClientTlsInformation();
        if (tls.isEmpty()) return false;
        return listener.clientAuthority() == null
                || tls.get().getClientCertificate().filter(certificate -> isOf(certificate, site)).isPresent();
    }

    private static boolean isOf(X509Certificate certificate, String site) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName()).getRdns().stream()
                    .filter(part -> part.getType().equalsIgnoreCase("CN")).map(Rdn::getValue).toList()
                    .equals(List.of(site));
        } catch (InvalidNameException e) {
            return false;
        }
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
