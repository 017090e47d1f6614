package io.tandem.provisioning;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.RedisClients;
import io.tandem.provisioning.login.OneTimePasswords;
import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Ways to log in (provisioning.md §1.7): realms, tokens, second factors, bans, old passwords. */
class LoginIT {
    private static final String PASSWORD = "geheim";
    private static final String STORED = SaltedPassword.of(PASSWORD).text();
    private static final String MD5 = "e8636ea013e682faf61f56ce1cb1ab5c";
    private static final RedisClient REDIS = RedisClients.create(TestServers.redis().uri());
    private static final RedisCommands<String, String> COMMANDS = REDIS.connect().sync();

    private static String domain;
    private static String customer;
    private static String domainName;
    private static final ApiClient ADMIN = ApiClient.administrator();

    @BeforeAll static void aCustomer() {
        Sample sample = new Sample(ADMIN);
        customer = sample.customer(sample.contact());
        domain = sample.domain();
        domainName = sample.domainName();
    }

    @AfterAll static void disconnect() {
        REDIS.shutdown();
    }

    private static long subscriber(String username) {
        long id = Long.parseLong(Sample.created(ADMIN.post("/api/subscribers/", Sample.subscriber(domain, customer, username, "7" + World.unique()))));
        World.insert("update provisioning.voip_subscribers set webpassword = ? where id = ?", STORED, id);
        return id;
    }

    private static long admin(String login, String stored) {
        return World.insert("insert into billing.admins (reseller_id, role_id, login, saltedpass, is_superuser) values (1, 2, ?, ?, 1)", login, stored);
    }

    private static String one(String sql) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static ApiClient.Answer jwt(ApiClient client, String body) {
        return client.send("POST", "/login_jwt", body, "Content-Type", "application/json");
    }

    @Test void subscribersLogInOnTheirPortByNameAndDomainOrByTheHostTheyCall() {
        long id = subscriber("wanda");
        ApiClient.Answer challenge = ApiClient.onSubscriberPort().get("/api/subscribers/");
        assertThat(challenge.status()).isEqualTo(401);
        assertThat(challenge.header("WWW-Authenticate")).isEqualTo("Basic realm=\"api_subscriber_http\"");
        ApiClient wanda = ApiClient.subscriber("wanda@" + domainName, PASSWORD);
        JsonNode listing = wanda.get("/api/subscribers/").json();
        assertThat(listing.path("total_count").asInt()).isEqualTo(1);
        assertThat(listing.at("/_embedded/ngcp:subscribers/0/id").asLong()).isEqualTo(id);
        assertThat(listing.at("/_embedded/ngcp:subscribers/0/password").isMissingNode()).isTrue();
        assertThat(ApiClient.subscriber("wanda", PASSWORD).send("GET", "/api/userinfo/", "", "Host", domainName).json().path("domain").asString())
            .isEqualTo(domainName);
        assertThat(ApiClient.subscriber("wanda", PASSWORD).get("/api/subscribers/").status()).isEqualTo(401);
        assertThat(ApiClient.login("wanda@" + domainName, PASSWORD).get("/api/subscribers/").status()).as("not on the port of administrators").isEqualTo(401);
        assertThat(ApiClient.subscriber("administrator", "administrator").get("/api/subscribers/").status()).isEqualTo(401);
        assertThat(wanda.get("/api/customers/").status()).isEqualTo(403);
    }

    @Test void whoseCustomerIsLockedMayNotIn() {
        subscriber("lucy");
        ApiClient lucy = ApiClient.subscriber("lucy@" + domainName, PASSWORD);
        assertThat(lucy.get("/api/userinfo/").json().path("role").asString()).isEqualTo("subscriber");
        World.insert("update billing.contracts set status = 'locked' where id = ?", customer);
        assertThat(lucy.get("/api/userinfo/").message()).isEqualTo("Invalid user");
        World.insert("update billing.contracts set status = 'active' where id = ?", customer);
        assertThat(lucy.get("/api/userinfo/").status()).isEqualTo(200);
    }

    @Test void theInstallationsOwnProgramsHaveARealmOfTheirOwn() {
        String[] agent = {"NGCP-UserAgent", "NGCP::API::Client"};
        assertThat(ApiClient.anonymous().send("GET", "/api/customers/", "", agent).header("WWW-Authenticate")).isEqualTo("Basic realm=\"api_admin_system\"");
        assertThat(ApiClient.login("system", "system-password").send("GET", "/api/userinfo/", "", agent).json().path("role").asString()).isEqualTo("system");
        assertThat(ApiClient.login("system", "system-password").get("/api/userinfo/").status()).as("without the header").isEqualTo(401);
        assertThat(ApiClient.login("system", "wrong").send("GET", "/api/userinfo/", "", agent).status()).isEqualTo(401);
        assertThat(ApiClient.login("administrator", "administrator").send("GET", "/api/userinfo/", "", agent).status()).isEqualTo(401);
    }

    @Test void aPasswordGetsATokenThatLogsInAndIsRenewed() {
        long id = admin("jwt-admin", STORED);
        ApiClient.Answer answer = jwt(ApiClient.anonymous(), "{\"username\": \"jwt-admin\", \"password\": \"geheim\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("id").asLong()).isEqualTo(id);
        assertThat(answer.json().path("expires").asLong() - System.currentTimeMillis() / 1000).isBetween(35_900L, 36_000L);
        String token = answer.json().path("jwt").asString();
        assertThat(ApiClient.bearer(token).get("/api/userinfo/").json().path("login").asString()).isEqualTo("jwt-admin");
        String renewed = jwt(ApiClient.anonymous(), "{\"jwt\": \"" + token + "\"}").json().path("jwt").asString();
        assertThat(ApiClient.bearer(renewed).get("/api/userinfo/").status()).isEqualTo(200);
        assertThat(ApiClient.onSubscriberPort().send("GET", "/api/userinfo/", "", "Authorization", "Bearer " + token).status()).isEqualTo(401);
        assertThat(ApiClient.bearer(token.substring(0, token.length() - 2) + "xx").get("/api/userinfo/").status()).isEqualTo(401);
        World.insert("update billing.admins set is_active = 0 where id = ?", id);
        assertThat(ApiClient.bearer(token).get("/api/userinfo/").status()).isEqualTo(403);
        assertThat(jwt(ApiClient.anonymous(), "{\"jwt\": \"" + token + "\"}").message()).isEqualTo("Forbidden!");
    }

    @Test void nobodySignsHisOwnToken() {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String claims = base64.encodeToString("{\"id\":1,\"username\":\"administrator\",\"iat\":4000000000,\"exp\":4000000000}".getBytes(StandardCharsets.UTF_8));
        String none = base64.encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
        String hmac = base64.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
        for (String token : List.of(none + "." + claims + ".", hmac + "." + claims + ".", hmac + "." + claims + ".AAAA", hmac + "..", hmac, "..", "")) {
            assertThat(ApiClient.bearer(token).get("/api/userinfo/").status()).as(token).isEqualTo(401);
        }
    }

    @Test void aTokenOfASubscriberIsForHisPort() {
        long id = subscriber("tina");
        JsonNode answer = jwt(ApiClient.onSubscriberPort(), "{\"username\": \"tina@" + domainName + "\", \"password\": \"geheim\"}").json();
        assertThat(answer.path("subscriber_id").asLong()).isEqualTo(id);
        String token = answer.path("jwt").asString();
        assertThat(ApiClient.onSubscriberPort().send("GET", "/api/userinfo/", "", "Authorization", "Bearer " + token).status()).isEqualTo(200);
        assertThat(ApiClient.bearer(token).get("/api/userinfo/").status()).isEqualTo(401);
    }

    @Test void refusalsOfTokensHaveTheirTexts() {
        ApiClient anybody = ApiClient.anonymous();
        assertThat(jwt(anybody, "{}").status()).isEqualTo(422);
        assertThat(jwt(anybody, "{}").message()).isEqualTo("No username or password given");
        assertThat(jwt(anybody, "[").status()).isEqualTo(400);
        assertThat(jwt(anybody, "{\"username\": \"administrator\", \"password\": \"no\"}").message()).isEqualTo("User not found");
        assertThat(jwt(anybody, "{\"username\": \"nobody\", \"password\": \"no\"}").message()).isEqualTo("User not found");
        assertThat(jwt(anybody, "{\"token\": \"00\"}").message()).isEqualTo("Forbidden!");
        assertThat(jwt(anybody, "{\"jwt\": \"a.b.c\"}").message()).isEqualTo("Forbidden!");
        assertThat(anybody.get("/login_jwt").status()).isEqualTo(405);
        assertThat(jwt(ADMIN, "{\"username\": \"administrator\", \"password\": \"administrator\"}").status()).isEqualTo(200);
    }

    @Test void aOneTimeTokenIsGoodOnceAndAnExpiringOneUntilItEnds() {
        admin("handover", STORED);
        ApiClient admin = ApiClient.login("handover", PASSWORD);
        String once = admin.post("/api/authtokens/", "{\"type\": \"onetime\"}").json().path("token").asString();
        assertThat(COMMANDS.ttl("auth_token:" + once)).isBetween(1L, 10L);
        assertThat(jwt(ApiClient.onSubscriberPort(), "{\"token\": \"" + once + "\"}").status()).as("another realm, and not used up").isEqualTo(403);
        assertThat(jwt(ApiClient.anonymous(), "{\"token\": \"" + once + "\"}").json().path("id").asLong()).isPositive();
        assertThat(jwt(ApiClient.anonymous(), "{\"token\": \"" + once + "\"}").message()).isEqualTo("Forbidden!");
        String often = admin.post("/api/authtokens/", "{\"type\": \"expires\", \"expires\": \"60\"}").json().path("token").asString();
        assertThat(jwt(ApiClient.anonymous(), "{\"token\": \"" + often + "\"}").status()).isEqualTo(200);
        assertThat(jwt(ApiClient.anonymous(), "{\"token\": \"" + often + "\"}").status()).isEqualTo(200);
        assertThat(admin.post("/api/authtokens/", "{\"type\": \"onetime\", \"expires\": 0}").status()).isEqualTo(422);
        assertThat(admin.get("/api/authtokens/").status()).isEqualTo(405);
    }

    @Test void aSecondFactorIsEnrolledOnceAndThenAskedFor() {
        long id = admin("two-factors", STORED);
        World.insert("update billing.admins set enable_2fa = 1, show_otp_registration_info = 1, is_master = 1 where id = ?", id);
        ApiClient admin = ApiClient.login("two-factors", PASSWORD);
        assertThat(admin.get("/api/userinfo/").message()).isEqualTo("Invalid OTP");
        JsonNode enrolment = admin.get("/api/otpsecret/").json();
        String secret = enrolment.path("secret").asString();
        assertThat(enrolment.path("uri").asString()).startsWith("otpauth://totp/Tandem%3Atwo-factors?secret=" + secret);
        assertThat(admin.get("/api/otpsecret/").json().path("secret").asString()).as("until it is used").isEqualTo(secret);
        for (ApiClient.Answer code : List.of(admin.get("/api/otpsecret/?format=png"), admin.send("GET", "/api/otpsecret/", "", "Accept", "image/png"))) {
            assertThat(code.header("Content-Type")).isEqualTo("image/png");
            assertThat(code.bytes()).startsWith(0x89, 'P', 'N', 'G');
        }
        assertThat(admin.send("GET", "/api/userinfo/", "", "X-OTP", "000000x").message()).isEqualTo("Invalid OTP");
        String code = OneTimePasswords.code(secret, System.currentTimeMillis() / 30_000);
        assertThat(admin.send("GET", "/api/userinfo/", "", "X-OTP", code).status()).isEqualTo(200);
        assertThat(admin.get("/api/otpsecret/").status()).as("shown no more").isEqualTo(404);
        assertThat(admin.delete("/api/otpsecret/").message()).as("who has the password alone cannot make another").isEqualTo("Invalid OTP");
        assertThat(jwt(ApiClient.anonymous(), "{\"username\": \"two-factors\", \"password\": \"geheim\"}").message()).isEqualTo("Invalid OTP");
        assertThat(jwt(ApiClient.anonymous(), "{\"username\": \"two-factors\", \"password\": \"geheim\", \"otp\": \"" + code + "\"}").status()).isEqualTo(200);
        assertThat(ADMIN.delete("/api/otpsecret/?admin_id=" + id).status()).isEqualTo(204);
        assertThat(admin.get("/api/otpsecret/").json().path("secret").asString()).isNotEqualTo(secret);
    }

    @Test void aSecondFactorOfASubscriberIsAPreference() {
        long id = subscriber("otto");
        World.insert("insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) "
            + "select ?, id, '1' from provisioning.voip_preferences where attribute = 'enable_2fa'", id);
        ApiClient otto = ApiClient.subscriber("otto@" + domainName, PASSWORD);
        assertThat(otto.get("/api/userinfo/").message()).isEqualTo("Invalid OTP");
        String secret = otto.get("/api/otpsecret/").json().path("secret").asString();
        String code = OneTimePasswords.code(secret, System.currentTimeMillis() / 30_000);
        assertThat(otto.send("GET", "/api/userinfo/", "", "X-OTP", code).status()).isEqualTo(200);
        assertThat(otto.get("/api/otpsecret/").status()).isEqualTo(404);
    }

    @Test void passwordsOfLongAgoAreStoredAnewAtTheFirstLogin() throws SQLException {
        admin("old-md5", MD5);
        admin("old-plain", "geheim");
        for (String login : List.of("old-md5", "old-plain")) {
            assertThat(ApiClient.login(login, "wrong").get("/api/userinfo/").status()).isEqualTo(401);
            assertThat(ApiClient.login(login, PASSWORD).get("/api/userinfo/").status()).isEqualTo(200);
            String stored = one("select saltedpass from billing.admins where login = '" + login + "'");
            assertThat(new SaltedPassword(stored).matches(PASSWORD)).isTrue();
            assertThat(ApiClient.login(login, PASSWORD).get("/api/userinfo/").status()).isEqualTo(200);
        }
        assertThat(ApiClient.login("old-md5", MD5).get("/api/userinfo/").status()).isEqualTo(401);
    }

    @Test void eachBanIsLongerUntilAGoodLogin() throws SQLException {
        long id = admin("banned", STORED);
        String key = "login:ban::user:banned::domain:::realm:api_admin_http::ip:127.0.0.1";
        for (long stage = 1; stage <= 2; stage++) {
            ApiClient guesser = ApiClient.login("banned", "wrong");
            assertThat(IntStream.range(0, 6).mapToObj(_ -> guesser.get("/api/userinfo/").status())).containsExactly(401, 401, 401, 401, 401, 403);
            assertThat(guesser.get("/api/userinfo/").message()).isEqualTo("Banned");
            assertThat(ApiClient.login("banned", PASSWORD).get("/api/userinfo/").message()).as("the right password helps no more").isEqualTo("Banned");
            assertThat(jwt(ApiClient.anonymous(), "{\"username\": \"banned\", \"password\": \"geheim\"}").message()).isEqualTo("Banned");
            assertThat(COMMANDS.ttl(key)).isBetween(300 * stage - 20, 300 * stage);
            assertThat(one("select concat(ban_increment_stage, last_banned_ip) from billing.admins where id = " + id)).isEqualTo(stage + "127.0.0.1");
            COMMANDS.del(key);
        }
        assertThat(ApiClient.login("banned", PASSWORD).get("/api/userinfo/").status()).isEqualTo(200);
        assertThat(one("select ban_increment_stage from billing.admins where id = " + id)).isEqualTo("0");
    }
}
