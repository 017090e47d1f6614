package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Administrators with {@code auth_mode} ldap (provisioning.md §1.7): their passwords are in a directory, everything else in their row. */
class LdapLoginIT {
    private static final ApiClient ADMIN = ApiClient.administrator();

    /** An administrator whom the directory knows or not; a test has its own row, as logins are unique. */
    private static long admin(String login, String role) {
        World.insert("delete from billing.admins where login = ?", login);
        return Long.parseLong(Sample.created(ADMIN.post("/api/admins/", """
            {"login": "%s", "auth_mode": "ldap", "role": "%s", "reseller_id": 1, "email": "%1$s@ldap.invalid"}""".formatted(login, role))));
    }

    private static String one(String sql) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test void thePasswordIsTheDirectorysAndTheRoleTheRows() throws SQLException {
        long id = admin("alice", "reseller");
        JsonNode info = ApiClient.login("alice", "alice-secret").get("/api/userinfo/").json();
        assertThat(info.path("role").asString()).isEqualTo("reseller");
        assertThat(ApiClient.login("alice", "bob-secret").get("/api/userinfo/").status()).isEqualTo(401);
        assertThat(ApiClient.login("alice", "").get("/api/userinfo/").status()).isEqualTo(401);
        assertThat(ApiClient.login("*", "alice-secret").get("/api/userinfo/").status()).isEqualTo(401);
        assertThat(ApiClient.login("carol", "carol-secret").get("/api/userinfo/").status()).as("in the directory and no administrator").isEqualTo(401);
        assertThat(one("select coalesce(saltedpass, 'none') from billing.admins where id = " + id)).as("no password of the directory is kept")
            .isEqualTo("none");
        World.insert("update billing.admins set is_active = 0 where id = ?", id);
        assertThat(ApiClient.login("alice", "alice-secret").get("/api/userinfo/").status()).isEqualTo(403);
    }

    @Test void aLocalPasswordOfBeforeCountsNoMore() {
        long id = admin("alice", "admin");
        assertThat(ADMIN.put("/api/admins/" + id, """
            {"login": "alice", "auth_mode": "local", "role": "admin", "reseller_id": 1, "password": "aB1!aB1!aB1!"}""").status()).isEqualTo(200);
        assertThat(ApiClient.login("alice", "aB1!aB1!aB1!").get("/api/userinfo/").status()).isEqualTo(200);
        assertThat(ApiClient.login("alice", "alice-secret").get("/api/userinfo/").status()).isEqualTo(401);
        assertThat(ADMIN.patch("/api/admins/" + id, "[{\"op\": \"replace\", \"path\": \"/auth_mode\", \"value\": \"ldap\"}]").status()).isEqualTo(200);
        assertThat(ApiClient.login("alice", "aB1!aB1!aB1!").get("/api/userinfo/").status()).isEqualTo(401);
        assertThat(ApiClient.login("alice", "alice-secret").get("/api/userinfo/").status()).isEqualTo(200);
    }

    @Test void aTokenIsGotByItAndItsAgeIsNoneOfOurBusiness() {
        long id = admin("alice", "admin");
        World.insert("update billing.admins set saltedpass_modify_timestamp = current_timestamp(6) - interval 91 day where id = ?", id);
        ApiClient.Answer answer = ApiClient.anonymous().send("POST", "/login_jwt", "{\"username\": \"alice\", \"password\": \"alice-secret\"}");
        assertThat(answer.json().path("id").asLong()).isEqualTo(id);
        assertThat(ApiClient.bearer(answer.json().path("jwt").asString()).get("/api/userinfo/").status()).isEqualTo(200);
    }

    @Test void thePasswordIsChangedInTheDirectoryAndNowhereElse() {
        admin("alice", "admin");
        ApiClient.Answer refused = ApiClient.login("alice", "alice-secret").post("/api/passwordchange/", "{\"new_password\": \"aB1!aB1!aB1!\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).isEqualTo("The password is kept in the directory (LDAP), change it there.");
        assertThat(ApiClient.anonymous().post("/api/passwordreset/", "{\"type\": \"administrator\", \"username\": \"alice\"}").status()).isEqualTo(200);
        assertThat(RunningApi.mail().isEmpty()).isTrue();
        assertThat(ADMIN.post("/api/admins/", "{\"login\": \"no-password\", \"role\": \"admin\", \"reseller_id\": 1}").message())
            .as("a local administrator needs one").contains("Password field is required");
    }

    @Test void wrongPasswordsBanAsEverywhere() {
        admin("bob", "admin");
        ApiClient guesser = ApiClient.login("bob", "wrong");
        assertThat(IntStream.range(0, 6).mapToObj(_ -> guesser.get("/api/userinfo/").status())).containsExactly(401, 401, 401, 401, 401, 403);
        assertThat(ApiClient.login("bob", "bob-secret").get("/api/userinfo/").message()).isEqualTo("Banned");
    }

    @Test void withoutTheDirectoryLocalAdministratorsStillGetIn() throws Exception {
        admin("alice", "admin");
        RunningApi.directory().stop();
        try {
            for (int i = 0; i < 6; i++) {
                ApiClient.Answer away = ApiClient.login("alice", "alice-secret").get("/api/userinfo/");
                assertThat(away.status()).as("no wrong password that leads to a ban").isEqualTo(503);
                assertThat(away.message()).contains("directory (LDAP)");
                assertThat(away.header("Retry-After")).isEqualTo("5");
            }
            assertThat(ADMIN.get("/api/userinfo/").status()).isEqualTo(200);
        } finally {
            RunningApi.directory().start();
        }
        assertThat(ApiClient.login("alice", "alice-secret").get("/api/userinfo/").status()).isEqualTo(200);
    }
}
