package io.tandem.provisioning;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Ported numbers and emergency mappings as CSV (provisioning.md §1.4, §1.13). */
class BulkNumbersIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final String name = "bulk-" + sample.number;
    private final String prefix = "4388%04d".formatted(sample.number);

    @Test void numbersComeAndGoAsCsv() {
        String lines = """
            %1$s,D1,%2$s1,99%2$s1,2020-01-01 00:00:00,,1,0,mobile
            %1$s,D1,%2$s2,,,,,,
            "%1$s, too",,%2$s3
            """.formatted(name, prefix);
        ApiClient.Answer made = csv("lnpnumbers/", lines.replace("too\",", "too\",D2"));
        assertThat(made.status()).describedAs(made.text()).isEqualTo(201);
        JsonNode carrier = admin.get("/api/lnpcarriers/?name=" + name).json().at("/_embedded/ngcp:lnpcarriers/0");
        assertThat(carrier.path("prefix").asString()).isEqualTo("D1");
        assertThat(carrier.path("authoritative").asBoolean()).isTrue();
        JsonNode first = admin.get("/api/lnpnumbers/?number=%s1".formatted(prefix)).json().at("/_embedded/ngcp:lnpnumbers/0");
        assertThat(first.path("routing_number").asString()).isEqualTo("99" + prefix + "1");
        assertThat(first.path("type").asString()).isEqualTo("mobile");

        ApiClient.Answer read = admin.send("GET", "/api/lnpnumbers/?number=%s*".formatted(prefix), "", "Accept", "text/csv");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("Content-Type")).startsWith("text/csv");
        assertThat(read.text().lines()).containsExactly(
            "%1$s,D1,%2$s1,99%2$s1,2020-01-01 00:00:00,,1,0,mobile".formatted(name, prefix), "%1$s,D1,%2$s2,,,,1,0,".formatted(name, prefix),
            "\"%1$s, too\",D2,%2$s3,,,,0,0,".formatted(name, prefix));
        assertThat(csv("lnpnumbers/", read.text()).status()).describedAs("what was read can be written").isEqualTo(201);
        assertThat(count("lnpnumbers/?number=" + prefix + "*")).isEqualTo(3);

        assertThat(csv("lnpnumbers/?purge_existing=true&carrier_id=" + carrier.path("id").asString(), name + ",D1," + prefix + "9").status()).isEqualTo(201);
        assertThat(count("lnpnumbers/?number=" + prefix + "*")).isEqualTo(2);
        assertThat(admin.delete("/api/lnpnumbers/").status()).isEqualTo(422);
        assertThat(admin.delete("/api/lnpnumbers/?number=%s*".formatted(prefix)).status()).isEqualTo(204);
        assertThat(count("lnpnumbers/?number=" + prefix + "*")).isZero();
    }

    @Test void aBadLineSpoilsAll() {
        ApiClient.Answer bad = csv("lnpnumbers/", "%1$s,D1,%2$s1\n%1$s,D1,abcxyz\n".formatted(name, prefix));
        assertThat(bad.status()).isEqualTo(422);
        assertThat(bad.message()).startsWith("Line 2: ").contains("field='number', input='abcxyz'");
        assertThat(csv("lnpnumbers/", "1,2,3,4,5,6,7,8,9,10\n").message()).startsWith("Line 1: 10 values, but there are 9");
        assertThat(count("lnpnumbers/?number=" + prefix + "*")).isZero();
        assertThat(count("lnpcarriers/?name=" + name)).isZero();
    }

    @Test void emergencyMappingsAsCsv() throws Exception {
        ApiClient.Answer made = csv("emergencymappings/?reseller_id=1", "%1$s,112,E1,\n%1$s,133,,S\n%1$s-b,112,X,Y\n".formatted(name));
        assertThat(made.status()).describedAs(made.text()).isEqualTo(201);
        String container = admin.get("/api/emergencymappingcontainers/?name=" + name).json().at("/_embedded/ngcp:emergencymappingcontainers/0/id").asString();
        assertThat(count("emergencymappings/?emergency_container_id=" + container)).isEqualTo(2);
        ApiClient.Answer read = admin.send("GET", "/api/emergencymappings/?emergency_container_id=" + container, "", "Accept", "text/csv");
        assertThat(read.text().lines()).containsExactly(name + ",112,E1,", name + ",133,,S");
        assertThat(csv("emergencymappings/?reseller_id=1", name + ",112,NEW,\n").status()).isEqualTo(201);
        assertThat(admin.get("/api/emergencymappings/?code=112&emergency_container_id=" + container).json()
            .at("/_embedded/ngcp:emergencymappings/0/prefix").asString()).isEqualTo("NEW");
        assertThat(csv("emergencymappings/", name + ",112,,\n").message()).contains("field='reseller_id'");
        ApiClient other = Tenant.reseller();
        assertThat(other.send("POST", "/api/emergencymappings/?reseller_id=1&purge_existing=true", name + ",1,,\n", "Content-Type", "text/csv").status())
            .isEqualTo(201);
        assertThat(count("emergencymappings/?emergency_container_id=" + container)).describedAs("another reseller purges his own").isEqualTo(2);
        assertThat(count("emergencymappingcontainers/?reseller_id=%d&name=%s".formatted(Tenant.RESELLER, name))).isEqualTo(1);
    }

    private ApiClient.Answer csv(String path, String lines) {
        return admin.send("POST", "/api/" + path, lines, "Content-Type", "text/csv");
    }

    private int count(String query) {
        return admin.get("/api/" + query).json().path("total_count").asInt();
    }
}
