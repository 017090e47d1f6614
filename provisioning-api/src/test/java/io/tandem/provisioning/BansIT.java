package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.ban.AccountBan;
import io.tandem.data.ban.BanChange;
import io.tandem.data.ban.BanStore;
import io.tandem.data.ban.SourceBan;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisLink;
import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Bans in Redis through the API (signalling.md §1.5, provisioning.md §1.13). */
class BansIT {
    private static final Instant NOW = Instant.now();
    private static final Instant LATER = Instant.parse("2099-01-02T03:04:05Z");

    private final ApiClient admin = ApiClient.administrator();
    private final RedisClient client = RedisClients.create(TestServers.redis().uri());
    private final RedisCommands<String, String> redis = client.connect().sync();
    private final BanStore bans = new BanStore(new RedisLink(TestServers.redis().uri()), Clock.systemUTC());

    @BeforeEach void nobodyIsBanned() {
        redis.keys("tandem:ban:*").forEach(redis::del);
    }

    @AfterEach void disconnect() {
        client.shutdown();
    }

    private static SourceBan source(String address, Instant until) {
        return new SourceBan(address, "flood", 1, NOW, until, "127.0.0.1:5060");
    }

    private static AccountBan account(String account, String address, int failures) {
        return new AccountBan(account, address, failures, 0, NOW, LATER, "friendly scanner/1.0", "lb1");
    }

    @Test void bannedAddressesAreListedShownAndLetFree() {
        bans.put(source("192.0.2.7", LATER));
        bans.put(source("192.0.2.8", SourceBan.FOREVER));
        JsonNode listing = admin.get("/api/bannedips/").json();
        assertThat(listing.path("total_count").asInt()).isEqualTo(2);
        JsonNode item = listing.at("/_embedded/ngcp:bannedips/0");
        assertThat(item.path("ip").asString()).isEqualTo("192.0.2.7");
        assertThat(item.path("reason").asString()).isEqualTo("flood");
        assertThat(item.path("until").asString()).isEqualTo("2099-01-02 03:04:05");
        assertThat(item.path("number").asInt()).isEqualTo(2);
        assertThat(item.at("/_links/self/href").asString()).isEqualTo("/api/bannedips/192.0.2.7");
        assertThat(admin.get("/api/bannedips/192.0.2.8").json().path("until").isNull()).isTrue();
        assertThat(admin.get("/api/bannedips/?ip=*.8").json().path("total_count").asInt()).isEqualTo(1);

        String position = bans.position();
        assertThat(admin.delete("/api/bannedips/192.0.2.7").status()).isEqualTo(204);
        assertThat(bans.changesAfter(position).changes()).containsExactly(new BanChange.SourceLifted("192.0.2.7"));
        assertThat(bans.lifted()).singleElement().satisfies(lifted -> assertThat(lifted.change()).isEqualTo(new BanChange.SourceLifted("192.0.2.7")));
        assertThat(admin.get("/api/bannedips/192.0.2.7").status()).isEqualTo(404);
        assertThat(admin.delete("/api/bannedips/192.0.2.7").message()).isEqualTo("Entity 'bannedip' not found.");
        assertThat(admin.get("/api/bannedips/nonsense").status()).isEqualTo(400);
        assertThat(admin.post("/api/bannedips/", "{\"ip\": \"192.0.2.9\"}").status()).isEqualTo(405);
    }

    @Test void aBanEndsByItself() {
        bans.put(source("192.0.2.7", LATER));
        assertThat(redis.ttl(Keys.bannedSource("192.0.2.7"))).isPositive();
        bans.put(source("192.0.2.8", SourceBan.FOREVER));
        assertThat(redis.ttl(Keys.bannedSource("192.0.2.8"))).isEqualTo(-1);
        bans.put(source("192.0.2.9", NOW.minusSeconds(5)));
        assertThat(admin.get("/api/bannedips/").json().path("total_count").asInt()).isEqualTo(2);
    }

    @Test void anIpv6NetworkIsFoundByEachOfItsAddresses() {
        bans.put(source("2001:db8:1:2:0:0:0:0", LATER));
        assertThat(admin.get("/api/bannedips/2001:db8:1:2::1").json().path("ip").asString()).isEqualTo("2001:db8:1:2:0:0:0:0");
        assertThat(admin.get("/api/bannedips/2001:db8:1:3::1").status()).isEqualTo(404);
        assertThat(admin.delete("/api/bannedips/2001:db8:1:2:3:4:5:6").status()).isEqualTo(204);
        assertThat(bans.sources()).isEmpty();
    }

    @Test void bannedUsersAreListedOnceAndLetInFromEverywhere() {
        bans.put(account("Alice@example.org", "192.0.2.7", 4));
        bans.put(account("alice@example.org", "192.0.2.8", 9));
        bans.put(account("bob@example.org", "192.0.2.7", 5));
        JsonNode listing = admin.get("/api/bannedusers/?order_by=auth_count&order_by_direction=desc").json();
        assertThat(listing.path("total_count").asInt()).isEqualTo(2);
        JsonNode item = listing.at("/_embedded/ngcp:bannedusers/0");
        assertThat(item.path("username").asString()).isEqualTo("alice@example.org");
        assertThat(item.path("auth_count").asInt()).isEqualTo(9);
        assertThat(item.path("last_auth").asString()).startsWith(NOW.toString().substring(0, 10));
        assertThat(item.path("ips").toString()).isEqualTo("[\"192.0.2.7\",\"192.0.2.8\"]");
        assertThat(item.path("user_agent").asString()).isEqualTo("friendly scanner/1.0");

        String position = bans.position();
        assertThat(admin.delete("/api/bannedusers/alice%40example.org").status()).isEqualTo(204);
        assertThat(bans.changesAfter(position).changes()).containsExactly(new BanChange.AccountLifted("alice@example.org"));
        assertThat(admin.get("/api/bannedusers/alice@example.org").message()).isEqualTo("Entity 'banneduser' not found.");
        assertThat(admin.get("/api/bannedusers/bob@example.org").json().path("auth_count").asInt()).isEqualTo(5);
        assertThat(redis.ttl(Keys.bannedAccount("bob@example.org"))).isPositive();
        assertThat(admin.delete("/api/bannedusers/nobody").status()).isEqualTo(400);
    }

    @Test void bansAreForAdministratorsOnly() throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("insert into billing.contracts (id, contact_id, product_id) values (9102, 1, 3)");
            statement.execute("insert into billing.resellers (id, contract_id, name) values (9102, 9102, 'banned-reseller')");
            statement.execute("insert into billing.admins (reseller_id, role_id, login, saltedpass, is_superuser) values (9102, 3, 'ban-reseller', '"
                + SaltedPassword.of("geheim").text() + "', 0)");
        }
        bans.put(source("192.0.2.7", LATER));
        ApiClient reseller = ApiClient.login("ban-reseller", "geheim");
        for (String path : List.of("/api/bannedips/", "/api/bannedips/192.0.2.7", "/api/bannedusers/", "/api/bannedusers/a@b")) {
            assertThat(reseller.get(path).status()).describedAs(path).isEqualTo(403);
        }
        assertThat(reseller.delete("/api/bannedips/192.0.2.7").message()).isEqualTo("Invalid user");
        assertThat(bans.sources()).hasSize(1);
    }
}
