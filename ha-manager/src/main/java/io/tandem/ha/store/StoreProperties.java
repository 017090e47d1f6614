package io.tandem.ha.store;

import java.time.Duration;
import java.time.LocalTime;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Stores of this node that follow its role, {@code tandem.ha-manager.stores}; what is not named here is left alone.
 *
 * @param redis    this node's Redis, {@code {uri, peer}}
 * @param database this node's MariaDB, {@code {url, username, password, peer, replica-username, replica-password}}
 * @param interval between two looks at each
 * @param patience how long services wait to hear of a take-over for a store that is not ready
 * @param comparison of the two databases with each other, {@code {enabled, at, rows}}
 */
@Validated
@ConfigurationProperties("tandem.ha-manager.stores")
public record StoreProperties(@Valid @Nullable RedisPair redis, @Valid @Nullable DatabasePair database, @DefaultValue("1s") Duration interval,
                              @DefaultValue("300ms") Duration patience, @DefaultValue @Valid Nightly comparison) {
    private static final String HOST_PORT = "\\[?[0-9a-zA-Z.:-]+]?:[0-9]{1,5}";

    /**
     * A Redis and its peer.
     *
     * @param uri  of this node's
     * @param peer {@code host:port} of the other node's as this one reaches it, over the crosslink as a rule
     */
    public record RedisPair(@NotBlank String uri, @Pattern(regexp = HOST_PORT) String peer) {
        @Override public String toString() { return "RedisPair[peer=" + peer + "]"; }
    }

    /**
     * A MariaDB and its peer.
     *
     * @param url      JDBC URL of this node's, {@code jdbc:mysql://HOST:PORT/}
     * @param username an account of both servers, with the rights that the handbook says
     * @param peer     {@code host:port} of the other node's as this one reaches it, over the crosslink as a rule
     * @param replicaUsername an account of both servers with {@code REPLICATION SLAVE}
     */
    public record DatabasePair(@NotBlank @Pattern(regexp = "jdbc:mysql://" + HOST_PORT + "/.*") String url, @NotBlank String username,
                               @DefaultValue("") String password, @NotBlank @Pattern(regexp = HOST_PORT) String peer, @NotBlank String replicaUsername,
                               @DefaultValue("") String replicaPassword) {
        String peerUrl() { return url.replaceFirst("//[^/]*/", "//" + peer + "/"); }

        @Override public String toString() { return "DatabasePair[url=" + url.replaceFirst("\\?.*", "") + ", peer=" + peer + "]"; }
    }

    /**
     * When the databases of the pair are compared.
     *
     * @param at   local time of day, {@code "HH:MM"} in quotes
     * @param rows of a table that are read at once, at most
     */
    public record Nightly(@DefaultValue("true") boolean enabled, @DefaultValue("03:30") @Pattern(regexp = "([01][0-9]|2[0-3]):[0-5][0-9]",
                          message = "must be a time of day, \"HH:MM\" in quotes: without them YAML takes it for a number") String at,
                          @DefaultValue("1000") @Min(1) int rows) {
        LocalTime time() { return LocalTime.parse(at); }
    }

    static String host(String peer) {
        String host = peer.substring(0, peer.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    static int port(String peer) { return Integer.parseInt(peer.substring(peer.lastIndexOf(':') + 1)); }
}
