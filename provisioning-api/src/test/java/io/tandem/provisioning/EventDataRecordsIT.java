package io.tandem.provisioning;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Event data records as billing reads them (provisioning.md §1.13, §5.9). */
class EventDataRecordsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 54);

    @Test void recordsOfProfilesCarryTheirTags() {
        String set = Sample.created(admin.post("/api/subscriberprofilesets/",
            "{\"reseller_id\": 1, \"name\": \"edr-%s\", \"description\": \"d\"}".formatted(alice.id)));
        String profile = Sample.created(admin.post("/api/subscriberprofiles/",
            "{\"profile_set_id\": %s, \"name\": \"gold-%s\", \"description\": \"d\"}".formatted(set, alice.id)));
        ApiClient.Answer changed = admin.patch("/api/subscribers/" + alice.id, "[{\"op\": \"replace\", \"path\": \"/profile_set_id\", \"value\": %s}, "
            .formatted(set) + "{\"op\": \"replace\", \"path\": \"/profile_id\", \"value\": %s}]".formatted(profile));
        assertThat(changed.status()).describedAs(changed.text()).isEqualTo(200);
        JsonNode list = alice.get("events/?type=start_profile&reseller_id=1&subscriber_id=" + alice.id);
        assertThat(list.path("total_count").asInt()).isEqualTo(1);
        JsonNode item = list.at("/_embedded/ngcp:events/0");
        assertThat(item.path("old_status").asString()).isEmpty();
        assertThat(item.path("new_status").asString()).isEqualTo(profile);
        assertThat(item.path("export_status").asString()).isEqualTo("unexported");
        assertThat(item.path("primary_number_cc").asString()).isEqualTo("43");
        assertThat(item.path("primary_number_sn").asString()).isEqualTo(alice.number.substring(3));
        assertThat(item.path("subscriber_profile_name").asString()).isEqualTo("gold-" + alice.id);
        assertThat(item.path("non_primary_alias_username").isNull()).isTrue();
        assertThat(item.path("timestamp").asString()).matches("\\d{4}-\\d\\d-\\d\\d .*\\.\\d{3}");
        assertThat(admin.post("/api/events/", "{}").status()).isEqualTo(405);
    }

    @Test void recordsAreFoundByTheirTime() {
        for (String time : new String[] {"1795449599.999", "1795449600.000", "1795449610.500", "1795449611.000"}) {
            World.insert("insert into accounting.events (type, subscriber_id, reseller_id, timestamp) values ('end_ivr', ?, 1, ?)", alice.id, time);
        }
        String path = "events/?subscriber_id=" + alice.id + "&timestamp_from=2026-11-23 16:00:00&timestamp_to=2026-11-23 16:00:10";
        assertThat(alice.get(path.replace(" ", "%20")).path("total_count").asInt()).describedAs("both ends belong to it").isEqualTo(2);
        assertThat(alice.get(path.replace(" ", "%20").replaceFirst("&timestamp_to.*", "")).path("total_count").asInt()).isEqualTo(3);
    }
}
