package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many statements a request costs. Background tasks ask too, now and then, so the least of several tries counts. A table beside the items that
 * only later ones have rows in costs one statement more, however many they are.
 */
class QueriesIT {
    private static final int TRIES = 8;
    private static final int ITEMS = 10;
    private static final int SIDE_TABLES = 6;
    /** Lists that an administrator reads for somebody. */
    private static final Set<String> OF_A_PARTY = Set.of("calllists", "conversations");
    private static final ApiClient ADMIN = ApiClient.administrator();

    @BeforeAll static void severalOfEverything() {
        for (int i = 0; i < ITEMS; i++) {
            Sample sample = new Sample(ADMIN);
            String customer = sample.customer(sample.contact());
            String domain = sample.domain();
            Sample.created(ADMIN.post("/api/subscribers/", Sample.subscriber(domain, customer, "queried", "63%04d".formatted(sample.number))));
            Sample.created(ADMIN.post("/api/systemcontacts/", "{\"email\": \"queries-%d@example.org\"}".formatted(i)));
            Sample.created(ADMIN.post("/api/webhooks/", """
                {"url": "https://example.org/", "events": ["*"], "secret": "0123456789abcdef", "active": 0}"""));
        }
    }

    @TestFactory Iterable<DynamicTest> aPageCostsAsManyQueriesAsAnItem() {
        JsonNode index = ADMIN.send("GET", "/api/", "", "Accept", "application/json").json();
        return index.propertyNames().stream().filter(name -> index.path(name).path("actions").toString().contains("GET"))
            .filter(name -> !"otpsecret".equals(name)) // 404 for who has no second factor
            .map(name ->
            DynamicTest.dynamicTest(name, () -> {
                String path = "/api/" + name + "/?" + (OF_A_PARTY.contains(name) ? "customer_id=1&" : "") + "rows=";
                int one = statements(path + 1);
                assertThat(statements(path + ITEMS)).describedAs("statements for %d of %s, 1 costs %d", ITEMS, name, one)
                    .isLessThanOrEqualTo(one + SIDE_TABLES);
            })).toList();
    }

    @Test void expandedReferencesCostOneQueryEach() {
        String path = "/api/subscribers/?username=queried&expand=customer_id,domain_id&rows="; // none of them is a group, whose members would be read
        assertThat(statements(path + ITEMS)).isEqualTo(statements(path + 1));
    }

    @Test void aDeepPageIsReadFromTheNearerEndAndHoldsTheSameItems() {
        JsonNode all = ADMIN.get("/api/subscribers/?rows=1000").json();
        int total = all.path("total_count").asInt();
        for (String direction : new String[] {"asc", "desc"}) {
            JsonNode whole = ADMIN.get("/api/subscribers/?rows=1000&order_by_direction=" + direction).json().at("/_embedded/ngcp:subscribers");
            for (int page = 1; page <= (total + 3) / 4; page++) {
                JsonNode part = ADMIN.get("/api/subscribers/?rows=4&page=" + page + "&order_by_direction=" + direction).json();
                JsonNode items = part.at("/_embedded/ngcp:subscribers");
                for (int i = 0; i < items.size(); i++) {
                    assertThat(items.path(i).path("id").asLong()).isEqualTo(whole.path((page - 1) * 4 + i).path("id").asLong());
                }
                assertThat(part.at("/_links/next").isMissingNode()).isEqualTo(page * 4 >= total);
            }
        }
        assertThat(ADMIN.get("/api/subscribers/?rows=10&page=9999").json().has("_embedded")).isFalse();
    }

    @Test void aSubscriberIsReadWithThreeStatements() {
        Sample sample = new Sample(ADMIN);
        String path = "/api/subscribers/" + Sample.created(ADMIN.post("/api/subscribers/",
            Sample.subscriber(sample.domain(), sample.customer(sample.contact()), "read", "65%04d".formatted(sample.number))));
        assertThat(own(_ -> assertThat(ADMIN.get(path).status()).isEqualTo(200))).as("log-in, the rows, numbers and groups").isEqualTo(3);
    }

    /** Log-in, the lock of the item, old and new state, and {@code begin}, {@code commit} and the like are among them. */
    @Test void preferencesAreWrittenWithFewStatementsHoweverManyThereAre() {
        Sample sample = new Sample(ADMIN);
        String path = "/api/subscriberpreferences/" + Sample.created(ADMIN.post("/api/subscribers/",
            Sample.subscriber(sample.domain(), sample.customer(sample.contact()), "written", "64%04d".formatted(sample.number))));
        int few = own(n -> assertThat(ADMIN.put(path, "{\"concurrent_max\": %d}".formatted(n)).status()).isEqualTo(200));
        int many = own(n -> assertThat(ADMIN.put(path, """
            {"clir": true, "cli": "4370%1$d", "concurrent_max": %1$d, "lock": 2, "allowed_clis": ["431%1$d", "432%1$d"], "codecs_list": "PCMA",
             "block_in_list": ["%1$d1*", "%1$d2*", "%1$d3*", "%1$d4*"], "block_out_list": ["%1$d5*", "%1$d6*"]}""".formatted(n)).status()).isEqualTo(200));
        assertThat(few).isLessThanOrEqualTo(13);
        assertThat(many).isLessThanOrEqualTo(few);
    }

    @Test void aSubscriberIsMadeWithFewStatementsHoweverManyNumbersItHas() {
        Sample sample = new Sample(ADMIN);
        String domain = sample.domain();
        String customer = sample.customer(sample.contact());
        int few = own(n -> Sample.created(ADMIN.post("/api/subscribers/",
            Sample.subscriber(domain, customer, "few" + n, "651%d%04d".formatted(n, sample.number)))));
        int many = own(n -> Sample.created(ADMIN.post("/api/subscribers/",
            Sample.subscriber(domain, customer, "many" + n, "652%d%04d".formatted(n, sample.number)).replace("\"alias_numbers\": []", """
                "alias_numbers": [%s]""".formatted(IntStream.range(0, ITEMS).mapToObj(i -> """
                {"cc": "43", "ac": "1", "sn": "66%d%d%04d"}""".formatted(n, i, sample.number)).collect(Collectors.joining(", ")))))));
        assertThat(few).isLessThanOrEqualTo(23);
        assertThat(many).isLessThanOrEqualTo(few);
    }

    private static int statements(String path) {
        return statements(_ -> assertThat(ADMIN.get(path).status()).describedAs(path).isEqualTo(200));
    }

    /** Without those that counting costs. */
    private static int own(IntConsumer request) {
        return statements(request) - statements(_ -> {});
    }

    /** @param request gets the number of the try */
    private static int statements(IntConsumer request) {
        return IntStream.range(0, TRIES).map(attempt -> {
            long before = questions();
            request.accept(attempt);
            return (int) (questions() - before);
        }).min().orElseThrow();
    }

    private static long questions() {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("show global status like 'Questions'")) {
            row.next();
            return row.getLong(2);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
