package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who sees what (provisioning.md §1.8), and writers that meet. */
class TenancyIT {
    private static final String PASSWORD = SaltedPassword.of("geheim").text();

    private final ApiClient admin = ApiClient.administrator();

    @BeforeAll static void aSecondResellerWithAdministrators() throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("insert into billing.contracts (id, contact_id, product_id) values (9002, 1, 3)");
            statement.execute("insert into billing.resellers (id, contract_id, name) values (9002, 9002, 'other')");
        }
        administrator("other-reseller", 9002, 0, 0, 1);
        administrator("reader", 1, 1, 1, 1);
        administrator("retired", 1, 1, 0, 0);
    }

    @Test void aResellerSeesHisOwnRowsOnly() {
        Sample sample = new Sample(admin);
        String contact = sample.contact();
        String customer = sample.customer(contact);
        String domain = sample.domain();
        String subscriber = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "alice", "66%04d".formatted(sample.number))));
        ApiClient other = ApiClient.login("other-reseller", "geheim");
        for (String path : List.of("customercontacts/" + contact, "customers/" + customer, "domains/" + domain, "subscribers/" + subscriber,
                "subscriberpreferences/" + subscriber, "domainpreferences/" + domain)) {
            assertThat(admin.get("/api/" + path).status()).describedAs(path).isEqualTo(200);
            assertThat(other.get("/api/" + path).status()).describedAs(path).isEqualTo(404);
            assertThat(other.delete("/api/" + path).status()).describedAs(path).isIn(404, 405);
        }
        for (String path : List.of("contracts/1", "systemcontacts/1", "resellers/1")) {
            assertThat(admin.get("/api/" + path).status()).describedAs(path).isEqualTo(200);
            assertThat(other.get("/api/" + path).status()).describedAs(path).isEqualTo(403);
        }
        assertThat(other.put("/api/subscriberpreferences/" + subscriber, "{\"lock\": 4}").status()).isEqualTo(404);
        assertThat(other.get("/api/subscribers/").json().path("total_count").asInt()).isZero();
        assertThat(other.get("/api/subscriberregistrations/?subscriber_id=" + subscriber).json().path("total_count").asInt()).isZero();
        assertThat(other.post("/api/subscribers/", Sample.subscriber(domain, customer, "mallory", "660000")).message())
            .isEqualTo("Invalid 'customer_id', doesn't exist.");
    }

    @Test void whatAResellerWritesIsHis() {
        ApiClient other = ApiClient.login("other-reseller", "geheim");
        String id = Sample.created(other.post("/api/customercontacts/", "{\"email\": \"x@other.invalid\", \"reseller_id\": 1}"));
        assertThat(admin.get("/api/customercontacts/" + id).json().path("reseller_id").asInt()).isEqualTo(9002);
        assertThat(other.post("/api/systemcontacts/", "{\"email\": \"x@other.invalid\"}").status()).isEqualTo(403);
        assertThat(other.post("/api/admincerts/", "{\"login\": \"administrator\"}").status()).isEqualTo(422);
    }

    @Test void whoMayOnlyReadGetsCertificatesButWritesNothing() {
        ApiClient reader = ApiClient.login("reader", "geheim");
        assertThat(reader.get("/api/customers/").status()).isEqualTo(200);
        assertThat(reader.post("/api/customercontacts/", "{\"email\": \"a@b\", \"reseller_id\": 1}").status()).isEqualTo(403);
        assertThat(reader.put("/api/systemcontacts/1", "{\"email\": \"a@b\"}").status()).isEqualTo(403);
        assertThat(reader.post("/api/admincerts/", "{}").status()).isEqualTo(201);
    }

    @Test void whoIsNotActiveIsAnInvalidUser() {
        ApiClient.Answer answer = ApiClient.login("retired", "geheim").get("/api/customers/");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.message()).isEqualTo("Invalid user");
    }

    @Test void ofManyWhoWantANumberAtOnceOneGetsIt() throws Exception {
        Sample sample = new Sample(admin);
        String customer = sample.customer(sample.contact());
        String other = sample.customer(sample.contact());
        String domain = sample.domain();
        List<Callable<Integer>> writers = IntStream.range(0, 8).mapToObj(n -> (Callable<Integer>) () -> ApiClient.administrator().post("/api/subscribers/",
            Sample.subscriber(domain, n % 2 == 0 ? customer : other, "racer-" + n, "65%04d".formatted(sample.number))).status()).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Integer> statuses = threads.invokeAll(writers).stream().map(Future::resultNow).sorted().toList();
            assertThat(statuses).containsExactly(201, 422, 422, 422, 422, 422, 422, 422);
        }
    }

    private static void administrator(String login, int reseller, int superuser, int readOnly, int active) throws SQLException {
        try (Connection connection = TestServers.connect(); PreparedStatement insert = connection.prepareStatement("insert into billing.admins "
                + "(reseller_id, role_id, login, saltedpass, is_superuser, read_only, is_active) values (?, 3, ?, ?, ?, ?, ?)")) {
            insert.setInt(1, reseller);
            insert.setString(2, login);
            insert.setString(3, PASSWORD);
            insert.setInt(4, superuser);
            insert.setInt(5, readOnly);
            insert.setInt(6, active);
            insert.executeUpdate();
        }
    }
}
