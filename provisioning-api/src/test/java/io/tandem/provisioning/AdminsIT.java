package io.tandem.provisioning;

import io.tandem.provisioning.password.SaltedPassword;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The resource {@code admins} (provisioning.md §1.8): who may make, change and delete whom. */
class AdminsIT {
    private static final String STORED = SaltedPassword.of("geheim").text();
    private static final ApiClient SYSTEM = ApiClient.administrator();

    private static ApiClient caller(String login, String flags) {
        long id = World.insert("insert into billing.admins (reseller_id, role_id, login, saltedpass) values (1, 3, ?, ?)", login, STORED);
        for (String flag : flags.split(" ", -1)) {
            if (!flag.isEmpty()) {
                World.insert("update billing.admins set " + flag + " = 1 where id = ?", id);
            }
        }
        return ApiClient.login(login, "geheim");
    }

    private static String body(String login, String role) {
        return """
            {"login": "%s", "password": "aB1!aB1!aB1!", "role": "%s", "reseller_id": 1}""".formatted(login, role);
    }

    private static int make(ApiClient caller, String role) {
        return caller.post("/api/admins/", body("made-" + World.unique(), role)).status();
    }

    @Test void everybodyMakesThoseBelowHim() {
        ApiClient admin = caller("by-admin", "is_superuser is_master");
        ApiClient reseller = caller("by-reseller", "is_master");
        ApiClient careAdmin = caller("by-ccareadmin", "is_superuser is_ccare is_master");
        ApiClient care = caller("by-ccare", "is_ccare is_master");
        ApiClient intercept = caller("by-lintercept", "lawful_intercept is_master");
        String[] roles = {"system", "admin", "reseller", "ccareadmin", "ccare", "lintercept"};
        int[][] expected = {{201, 201, 201, 201, 201, 201}, {403, 201, 201, 201, 201, 403}, {403, 403, 201, 403, 201, 403}, {403, 403, 403, 403, 201, 403},
            {403, 403, 403, 403, 403, 403}, {403, 403, 403, 403, 403, 403}};
        ApiClient[] callers = {SYSTEM, admin, reseller, careAdmin, care, intercept};
        for (int caller = 0; caller < callers.length; caller++) {
            for (int role = 0; role < roles.length; role++) {
                assertThat(make(callers[caller], roles[role])).as("%s makes %s", roles[caller], roles[role]).isEqualTo(expected[caller][role]);
            }
        }
        assertThat(make(caller("no-master", "is_superuser"), "reseller")).as("masters only").isEqualTo(403);
    }

    @Test void flagsNameARoleAsWellAndThePasswordIsNeverShown() {
        ApiClient.Answer made = SYSTEM.post("/api/admins/", """
            {"login": "by-flags", "password": "aB1!aB1!aB1!", "is_superuser": "1", "is_ccare": 1, "reseller_id": "1", "email": "by-flags@default.invalid"}""");
        JsonNode item = made.json();
        assertThat(item.path("role").asString()).isEqualTo("ccareadmin");
        assertThat(item.path("is_active").asBoolean()).isTrue();
        assertThat(made.text()).doesNotContain("\"password\"").doesNotContain("aB1!");
        assertThat(ApiClient.login("by-flags", "aB1!aB1!aB1!").get("/api/userinfo/").json().path("role").asString()).isEqualTo("ccareadmin");
        assertThat(SYSTEM.post("/api/admins/", body("by-flags", "reseller")).message()).isEqualTo("admin with login 'by-flags' already exists");
        assertThat(SYSTEM.post("/api/admins/", """
            {"login": "by-flags2", "password": "aB1!aB1!aB1!", "reseller_id": 1, "email": "by-flags@default.invalid"}""").message())
            .isEqualTo("admin with email 'by-flags@default.invalid' already exists");
        assertThat(SYSTEM.post("/api/admins/", "{\"login\": \"without\", \"reseller_id\": 1}").message()).contains("Password field is required");
        assertThat(SYSTEM.post("/api/admins/", "{\"login\": \"weak\", \"password\": \"weak\", \"reseller_id\": 1}").status()).isEqualTo(422);
        assertThat(SYSTEM.get("/api/admins/?login=weak").json().path("total_count").asInt()).as("nothing is left of it").isZero();
    }

    @Test void nobodyRaisesOrDeletesHimself() {
        ApiClient master = caller("ambitious", "is_master");
        String self = Long.toString(master.get("/api/userinfo/").json().path("id").asLong());
        String whole = """
            {"login": "ambitious", "reseller_id": 1, "role": "%s", "is_master": 1, "email": "a@default.invalid", "password": "%s"}""";
        assertThat(master.put("/api/admins/" + self, whole.formatted("admin", "aB1!aB1!aB1!")).status()).isEqualTo(403);
        assertThat(master.delete("/api/admins/" + self).message()).isEqualTo("Cannot delete own user");
        assertThat(master.put("/api/admins/" + self, whole.formatted("reseller", "aB1!aB1!aB1!")).status()).isEqualTo(200);
        assertThat(ApiClient.login("ambitious", "aB1!aB1!aB1!").get("/api/userinfo/").status()).isEqualTo(200);
        String second = Sample.created(SYSTEM.post("/api/admins/", body("second-system", "system")));
        assertThat(ApiClient.login("second-system", "aB1!aB1!aB1!").delete("/api/admins/1").message()).startsWith("Cannot delete the default system user");
        assertThat(SYSTEM.delete("/api/admins/" + second).status()).isEqualTo(204);
        assertThat(ApiClient.login("second-system", "aB1!aB1!aB1!").get("/api/userinfo/").status()).isEqualTo(401);
    }

    @Test void whoInterceptsIsKnownToTheSystemAndToHimself() {
        String id = Sample.created(SYSTEM.post("/api/admins/", body("listener", "lintercept")));
        ApiClient listener = ApiClient.login("listener", "aB1!aB1!aB1!");
        assertThat(listener.get("/api/admins/").json().path("total_count").asInt()).isEqualTo(1);
        assertThat(listener.get("/api/admins/" + id).status()).isEqualTo(200);
        assertThat(listener.get("/api/admins/1").status()).isEqualTo(404);
        assertThat(listener.get("/api/customers/").status()).isEqualTo(403);
        assertThat(caller("curious", "is_superuser is_master").get("/api/admins/" + id).status()).isEqualTo(404);
        assertThat(caller("curious-reseller", "is_master").get("/api/admins/" + id).status()).isEqualTo(404);
    }

    @Test void certificatesAreForOneselfAndForThoseBelow() {
        ApiClient care = caller("cert-ccare", "is_ccare");
        assertThat(care.post("/api/admincerts/", "{}").status()).isEqualTo(201);
        assertThat(care.post("/api/admincerts/", "{\"login\": \"administrator\"}").status()).isEqualTo(422);
        caller("cert-other", "");
        ApiClient reseller = caller("cert-reseller", "");
        assertThat(reseller.post("/api/admincerts/", "{\"login\": \"cert-other\"}").status()).as("masters only").isEqualTo(403);
        assertThat(caller("cert-master", "is_master").post("/api/admincerts/", "{\"login\": \"cert-other\"}").status()).isEqualTo(201);
    }
}
