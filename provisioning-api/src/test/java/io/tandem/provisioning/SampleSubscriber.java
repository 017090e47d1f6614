package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.tandem.testkit.server.TestServers;
import tools.jackson.databind.JsonNode;

/** A subscriber with a customer and a domain of its own. */
final class SampleSubscriber {
    final Sample sample;
    final ApiClient api;
    final String customer;
    final String domain;
    final String id;
    final String number;

    /** @param series two digits of the number that no other test class uses */
    SampleSubscriber(ApiClient api, int series) {
        this.api = api;
        sample = new Sample(api);
        customer = sample.customer(sample.contact());
        domain = sample.domain();
        String sn = "%02d%04d".formatted(series, sample.number);
        id = Sample.created(api.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", sn)));
        number = "431" + sn;
    }

    /** Another one of the same customer. */
    String colleague(String username, String snSuffix) {
        return Sample.created(api.post("/api/subscribers/", Sample.subscriber(domain, customer, username, number.substring(3) + snSuffix)));
    }

    /** A body of the test's JSON, with SUB, DOMAIN and NUMBER filled in. */
    String body(String json) {
        return json.replace("SUB", id).replace("DOMAIN", sample.domainName()).replace("NUMBER", number);
    }

    String create(String collection, String json) {
        return Sample.created(api.post("/api/" + collection + "/", body(json)));
    }

    /** What PUT returns, if it is 200. */
    JsonNode put(String path, String json) {
        ApiClient.Answer answer = api.put("/api/" + path, body(json));
        if (answer.status() != 200) {
            throw new AssertionError("PUT got %d %s".formatted(answer.status(), answer.text()));
        }
        return answer.json();
    }

    JsonNode get(String path) {
        ApiClient.Answer answer = api.get("/api/" + path);
        if (answer.status() != 200) {
            throw new AssertionError("GET %s got %d %s".formatted(path, answer.status(), answer.text()));
        }
        return answer.json();
    }

    /** The first column of a query, SUB filled in. */
    List<String> sql(String query) {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery(body(query))) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Values of a preference as call nodes read them. */
    List<String> preference(String attribute) {
        return sql("select p.value from provisioning.voip_usr_preferences p join provisioning.voip_preferences a on a.id = p.attribute_id "
            + "where p.subscriber_id = SUB and a.attribute = '" + attribute + "' order by p.id");
    }

    int changes() {
        return Integer.parseInt(sql("select count(*) from provisioning.change_log where entity = 'subscriber' and entity_key = 'SUB'").getFirst());
    }
}
