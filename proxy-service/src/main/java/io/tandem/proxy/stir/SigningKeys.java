package io.tandem.proxy.stir;

import java.security.PrivateKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The keys of the domains that sign. Immutable. */
public final class SigningKeys {
    private final Map<String, PrivateKey> keys;

    private SigningKeys(Map<String, PrivateKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** Reads the files. Blocks.
     * @throws IllegalArgumentException if one has no key, or a domain has two */
    public static SigningKeys read(StirProperties settings) {
        return new SigningKeys((settings.enabled() ? settings.domains() : List.<StirProperties.SigningDomain>of()).stream()
                .collect(Collectors.toMap(domain -> name(domain.name()), domain -> PemKey.read(domain.privateKey()), (_, _) -> {
                    throw new IllegalArgumentException("tandem.proxy.stir.domains names a domain twice");
                })));
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    Optional<PrivateKey> of(String domain) {
        return Optional.ofNullable(keys.get(name(domain)));
    }

    private static String name(String domain) {
        return domain.toLowerCase(Locale.ROOT);
    }

    /** Names alone. */
    @Override
    public String toString() {
        return "keys of " + keys.keySet();
    }
}
