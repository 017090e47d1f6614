package io.tandem.provisioning.login;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.tandem.provisioning.resource.Caller;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON web tokens (RFC 7519), signed with HMAC SHA-256 (RFC 7518 §3.2) and a key that all nodes derive from their common secret. A token ends with
 * its time, with the account, and with the password it was got by. Any thread.
 */
public final class WebTokens {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = ENCODER.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
    /** Password ages have whole seconds, and so have tokens. */
    private static final Duration GRAIN = Duration.ofSeconds(2);

    private final Accounts accounts;
    private final SecretKeySpec key;
    private final Duration lifetime;
    private final InstantSource clock;

    /** Tokens, {@code tandem.api.token}.
     * @param lifetime how long a token is good for */
    @ConfigurationProperties("tandem.api.token")
    public record Properties(@DefaultValue("36000s") Duration lifetime) {}

    /** @param secret of the installation */
    public WebTokens(Accounts accounts, byte[] secret, Properties properties, InstantSource clock) {
        this.accounts = accounts;
        this.lifetime = properties.lifetime();
        this.clock = clock;
        key = new SecretKeySpec(hmac(new SecretKeySpec(secret, "HmacSHA256"), "provisioning-api json web tokens"), "HmacSHA256");
    }

    /** A token and the moment it ends. */
    public record Issued(String token, Instant expires) {}

    public Issued issue(Caller caller) {
        Instant now = clock.instant();
        Instant expires = now.plus(lifetime);
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        caller.line().ifPresentOrElse(line -> claims.put("subscriber_uuid", line.uuid()), () -> claims.put("id", caller.id()));
        claims.put("username", caller.login()).put("iat", now.getEpochSecond()).put("exp", expires.getEpochSecond());
        String payload = HEADER + "." + ENCODER.encodeToString(JSON.writeValueAsBytes(claims));
        return new Issued(payload + "." + ENCODER.encodeToString(hmac(key, payload)), expires);
    }

    /** @return the account that a token in force is for; it may have been put out of service */
    public Optional<Account> account(String token, Realm realm) {
        return verified(token).filter(claims -> claims.path("exp").asLong() > clock.instant().getEpochSecond())
            .flatMap(claims -> holder(claims, realm).filter(account -> isOfThisPassword(claims, account)));
    }

    private Optional<Account> holder(JsonNode claims, Realm realm) {
        return realm == Realm.SUBSCRIBER ? Optional.of(claims.path("subscriber_uuid").asString("")).flatMap(accounts::subscriber)
            : Optional.of(claims.path("id").asLong(0)).flatMap(accounts::admin);
    }

    private boolean isOfThisPassword(JsonNode claims, Account account) {
        Instant passwordSet = clock.instant().minus(account.passwordAge()).minus(GRAIN);
        return !Instant.ofEpochSecond(claims.path("iat").asLong()).isBefore(passwordSet);
    }

    /** The claims of a token that is signed by us, whatever its header says of other ways to sign. */
    private Optional<JsonNode> verified(String token) {
        int end = token.lastIndexOf('.');
        if (end < 0 || !token.startsWith(HEADER + ".") || token.indexOf('.') == end) {
            return Optional.empty();
        }
        try {
            byte[] signature = Base64.getUrlDecoder().decode(token.substring(end + 1));
            if (!MessageDigest.isEqual(signature, hmac(key, token.substring(0, end)))) {
                return Optional.empty();
            }
            return Optional.of(JSON.readTree(Base64.getUrlDecoder().decode(token.substring(HEADER.length() + 1, end))));
        } catch (IllegalArgumentException | JacksonException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is in every JDK", e);
        }
    }
}
