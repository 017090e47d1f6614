package io.tandem.e2e.pair;

import java.nio.file.Path;
import java.util.Map;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import io.tandem.e2e.Preferences;

/** Makes callers {@code c0 ..} and callees {@code d0 ..} over the API of the node it runs on. Arguments: the API's certificate authority, domain, pairs. */
public final class Provision {
    private static final int LIMIT = 100;

    private Provision() {}

    public static void main(String[] arguments) throws Exception {
        try (RestClient api = RestClient.of("https://127.0.0.1:1443", Path.of(arguments[0]), "administrator", "administrator")) {
            Tenant tenant = Tenant.provision(api, arguments[1]);
            int pairs = Integer.parseInt(arguments[2]);
            for (int i = 0; i < 2 * pairs; i++) {
                String user = (i % 2 == 0 ? "c" : "d") + i / 2;
                long id = tenant.subscriber(user, Phone.secretOf(user), "%06d".formatted(100_000 + i));
                if (i % 2 == 0) Preferences.set(api, "subscriberpreferences", id, Map.of("concurrent_max", LIMIT));
            }
        }
    }
}
