package io.tandem.cli.site;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords between the programs of a site. Each is made of {@code tandem.secret}, which all nodes have, so that none must be carried from node to node; the
 * operator's own go over them. Immutable.
 *
 * @param redisPassword of all Redis of the site; empty where the operator configures Redis himself and names none
 * @param clusterKey    of Corosync's messages; empty where there is none
 */
record SiteSecrets(Optional<String> redisPassword, Optional<String> clusterKey) {
    private static final String REDIS = "tandem.site.stores.redis-password";
    private static final String CLUSTER = "tandem.site.cluster.key";
    private static final String MAC = "HmacSHA256";

    /** @param settings of a node, without what follows from its place */
    static SiteSecrets of(Map<String, Object> settings) {
        Optional<String> named = text(settings, REDIS);
        boolean built = text(settings, "tandem.site.stores.enabled").filter("true"::equals).isPresent();
        Optional<String> secret = text(settings, "tandem.secret");
        Optional<String> key = text(settings, CLUSTER).or(() -> text(settings, "tandem.ha-manager.crm.manager").filter("pacemaker"::equalsIgnoreCase)
            .flatMap(_ -> secret).map(it -> derived(it, "corosync 1") + derived(it, "corosync 2"))); // Corosync wants 128 octets or more
        return new SiteSecrets(named.or(() -> built ? secret.map(it -> derived(it, "redis")) : Optional.empty()), key);
    }

    private static Optional<String> text(Map<String, Object> settings, String path) {
        return Tree.at(settings, path).map(Object::toString).filter(value -> !value.isBlank());
    }

    /** 256 bits in hexadecimal digits, which need no quotes in any file. Who knows it does not know the secret. */
    static String derived(String secret, String purpose) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC));
            return HexFormat.of().formatHex(mac.doFinal(("tandem cfg: " + purpose).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + MAC, e);
        }
    }

    /** The settings with what templates need. */
    Map<String, Object> into(Map<String, Object> settings) {
        redisPassword.ifPresent(password -> Tree.put(settings, REDIS, password));
        clusterKey.ifPresent(key -> Tree.put(settings, CLUSTER, key));
        return settings;
    }
}
