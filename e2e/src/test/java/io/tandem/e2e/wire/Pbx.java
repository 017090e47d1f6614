package io.tandem.e2e.wire;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A cloud PBX customer of a {@link Platform}, provisioned over REST: the pilot first, groups next, then seats. One thread. */
final class Pbx {
    private static final int BILLING_PROFILE = 1;

    private final Platform platform;
    private final long customer;
    private final long domain;
    private final Party pilot;

    private Pbx(Platform platform, long customer, long domain, Party pilot) {
        this.platform = platform;
        this.customer = customer;
        this.domain = domain;
        this.pilot = pilot;
    }

    /** A customer with its pilot. */
    static Pbx open(Platform platform) throws IOException, InterruptedException {
        String email = "pbx@" + platform.domain();
        long contact = platform.api().create("customercontacts", Map.of("email", email, "reseller_id", Platform.RESELLER));
        long customer = platform.api().create("customers", Map.of("contact_id", contact, "status", "active", "type", "pbxaccount",
            "billing_profile_id", BILLING_PROFILE));
        long domain = platform.api().find("domains", Map.of("domain", platform.domain())).orElseThrow().path("id").asLong();
        String sn = platform.numbers() + "70";
        Map<String, Object> body = body(customer, domain, "pilot");
        body.put("is_pbx_pilot", 1);
        body.put("primary_number", Map.of("cc", "43", "ac", "1", "sn", sn));
        long id = platform.api().create("subscribers", body);
        return new Pbx(platform, customer, domain, platform.phone(id, "pilot", password("pilot"), "431" + sn));
    }

    Party pilot() {
        return pilot;
    }

    /** @param more fields of the subscriber */
    Party group(String user, String extension, Map<String, ?> more) throws IOException, InterruptedException {
        Map<String, Object> fields = new HashMap<>(more);
        fields.put("is_pbx_group", 1);
        return seat(user, extension, fields);
    }

    Party seat(String user, String extension, Map<String, ?> more) throws IOException, InterruptedException {
        Map<String, Object> body = body(customer, domain, user);
        body.put("pbx_extension", extension);
        body.putAll(more);
        long id = platform.api().create("subscribers", body);
        return platform.phone(id, user, password(user), pilot.number() + extension);
    }

    /** A seat that is member of groups. */
    Party member(String user, String extension, Party... groups) throws IOException, InterruptedException {
        return seat(user, extension, Map.of("pbx_group_ids", List.of(groups).stream().map(Party::id).toList()));
    }

    /** A device of a seat, which registers by its own name. */
    Party device(Party seat, String name) {
        return platform.phone(seat.id(), name, seat.password().orElseThrow(), seat.number());
    }

    private static Map<String, Object> body(long customer, long domain, String user) {
        return new HashMap<>(Map.of("username", user, "domain_id", domain, "customer_id", customer, "password", password(user), "administrative", false));
    }

    private static String password(String user) {
        return "secret-of-" + user;
    }

    static Map<String, Object> devid(String number, String name) {
        return Map.of("cc", number.substring(0, 2), "ac", number.substring(2, 3), "sn", number.substring(3), "is_devid", true, "devid_alias", name);
    }
}
