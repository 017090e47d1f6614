package io.tandem.provisioning;

import java.util.List;

import io.tandem.data.redis.RedisLink;
import io.tandem.provisioning.login.Realm;
import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** New passwords (provisioning.md §1.7): policy, history, age, and what is done when one is forgotten. */
class PasswordsIT {
    private static final String STORED = SaltedPassword.of("geheim").text();
    private static final ApiClient ADMIN = ApiClient.administrator();

    private static long admin(String login) {
        return World.insert("insert into billing.admins (reseller_id, role_id, login, email, saltedpass, is_superuser) values (1, 2, ?, ?, ?, 1)", login,
            login + "@default.invalid", STORED);
    }

    private static ApiClient.Answer change(ApiClient client, String password) {
        return client.post("/api/passwordchange/", "{\"new_password\": \"" + password + "\"}");
    }

    @Test void aNewPasswordMustBeGoodAndNew() {
        admin("changer");
        ApiClient old = ApiClient.login("changer", "geheim");
        ApiClient.Answer weak = change(old, "weak");
        assertThat(weak.status()).isEqualTo(422);
        assertThat(weak.message()).isEqualTo(
            "Validation failed. field='new_password', input='********', errors='Must be at minimum 12 characters long'");
        String token = ApiClient.anonymous().send("POST", "/login_jwt", "{\"username\": \"changer\", \"password\": \"geheim\"}").json().path("jwt").asString();
        World.insert("update billing.admins set saltedpass_modify_timestamp = current_timestamp(6) - interval 1 hour where login = 'changer'");
        assertThat(change(old, "aB1!aB1!aB1!-1").status()).isEqualTo(200);
        assertThat(old.get("/api/userinfo/").status()).isEqualTo(401);
        ApiClient first = ApiClient.login("changer", "aB1!aB1!aB1!-1");
        assertThat(first.get("/api/userinfo/").status()).isEqualTo(200);
        assertThat(change(first, "aB1!aB1!aB1!-1").message()).contains("Must not be one of the last 12 passwords");
        assertThat(change(first, "aB1!aB1!aB1!-2").status()).isEqualTo(200);
        ApiClient second = ApiClient.login("changer", "aB1!aB1!aB1!-2");
        assertThat(change(second, "aB1!aB1!aB1!-1").status()).isEqualTo(422);
        assertThat(token).isNotEmpty();
    }

    @Test void aTokenDiesWithThePasswordItWasGotBy() throws InterruptedException {
        admin("leaver");
        ApiClient.Answer answer = ApiClient.anonymous().send("POST", "/login_jwt", "{\"username\": \"leaver\", \"password\": \"geheim\"}");
        ApiClient bearer = ApiClient.bearer(answer.json().path("jwt").asString());
        assertThat(bearer.get("/api/userinfo/").status()).isEqualTo(200);
        World.insert("update billing.admins set saltedpass_modify_timestamp = current_timestamp(6) + interval 5 second where login = 'leaver'");
        assertThat(bearer.get("/api/userinfo/").status()).isEqualTo(401);
    }

    @Test void whosePasswordIsTooOldMayOnlyChangeIt() {
        long id = admin("lazy");
        World.insert("update billing.admins set saltedpass_modify_timestamp = current_timestamp(6) - interval 91 day where id = ?", id);
        ApiClient lazy = ApiClient.login("lazy", "geheim");
        assertThat(lazy.get("/api/userinfo/").status()).isEqualTo(403);
        assertThat(lazy.get("/api/userinfo/").message()).isEqualTo("Password expired");
        assertThat(lazy.get("/api/passwordchange/").message()).isEqualTo("Password expired");
        assertThat(ApiClient.anonymous().send("POST", "/login_jwt", "{\"username\": \"lazy\", \"password\": \"geheim\"}").message())
            .isEqualTo("Password expired");
        assertThat(change(lazy, "aB1!aB1!aB1!").status()).isEqualTo(200);
        assertThat(ApiClient.login("lazy", "aB1!aB1!aB1!").get("/api/userinfo/").status()).isEqualTo(200);
    }

    @Test void aForgottenPasswordIsSetWithAMailedToken() throws InterruptedException {
        admin("forgetful");
        ApiClient anybody = ApiClient.anonymous();
        ApiClient.Answer asked = anybody.post("/api/passwordreset/", "{\"type\": \"administrator\", \"username\": \"forgetful\"}");
        assertThat(asked.status()).isEqualTo(200);
        ApiClient.Answer nobody = anybody.post("/api/passwordreset/", "{\"type\": \"administrator\", \"username\": \"nobody\"}");
        assertThat(nobody.text()).as("tells nobody who exists").isEqualTo(asked.text());
        String mail = RunningApi.mail().next().replace("=\n", "");
        assertThat(mail).contains("To: forgetful@default.invalid").contains("?token=").contains("From: noreply@localhost")
            .contains("Subject: Your new password").contains("for forgetful.").contains("within 5 minutes").doesNotContain("[%");
        String token = mail.replace("=\n", "").replaceAll("(?s).*token(=3D|=)([0-9a-f]{64}).*", "$2");
        assertThat(token).matches("[0-9a-f]{64}");
        assertThat(recover(anybody, token, "weak").status()).isEqualTo(422);
        assertThat(recover(anybody, token, "aB1!aB1!aB1!").status()).isEqualTo(200);
        assertThat(recover(anybody, token, "aB1!aB1!aB1!-2").message()).contains("field='token'").doesNotContain(token);
        assertThat(ApiClient.login("forgetful", "aB1!aB1!aB1!").get("/api/userinfo/").status()).isEqualTo(200);
        anybody.post("/api/passwordreset/", "{\"type\": \"administrator\", \"username\": \"forgetful\"}");
        assertThat(RunningApi.mail().isEmpty()).as("one mail a minute").isTrue();
    }

    @Test void mailsAreWrittenByTemplates() throws InterruptedException {
        SampleSubscriber alice = new SampleSubscriber(ADMIN, 55);
        ADMIN.patch("/api/subscribers/" + alice.id, "[{\"op\": \"replace\", \"path\": \"/email\", \"value\": \"alice@default.invalid\"}]");
        assertThat(reset(alice)).contains("Subject: Your new password").contains("for alice@" + alice.sample.domainName());
        String body = "{\"reseller_id\": 1, \"name\": \"%s\", \"from_email\": \"desk@default.invalid\", "
            + "\"subject\": \"%s\", \"body\": \"%s [%% url %%]\"}";
        String own = Sample.created(ADMIN.post("/api/emailtemplates/", body.formatted("passreset_email", "From the reseller", "all")));
        assertThat(reset(alice)).contains("Subject: From the reseller").contains("From: desk@default.invalid").contains("all https://");
        String chosen = Sample.created(ADMIN.post("/api/emailtemplates/", body.formatted("chosen-" + alice.id, "For this customer", "one")));
        assertThat(ADMIN.patch("/api/customers/" + alice.customer,
            "[{\"op\": \"replace\", \"path\": \"/passreset_email_template_id\", \"value\": %s}]".formatted(chosen)).status()).isEqualTo(200);
        assertThat(reset(alice)).contains("Subject: For this customer");
        assertThat(ADMIN.delete("/api/emailtemplates/" + own).status()).isEqualTo(204);
    }

    /** Asks for a new password as if the last time was long ago, and reads the mail. */
    private static String reset(SampleSubscriber subscriber) throws InterruptedException {
        String name = "alice@" + subscriber.sample.domainName();
        try (RedisLink redis = new RedisLink(TestServers.redis().uri())) {
            redis.call("DEL", "password_reset_mail:" + Realm.SUBSCRIBER.label() + ":" + name);
        }
        ApiClient.Answer asked = ApiClient.anonymous().post("/api/passwordreset/", "{\"type\": \"subscriber\", \"username\": \"alice\", \"domain\": \"%s\"}"
            .formatted(subscriber.sample.domainName()));
        assertThat(asked.status()).isEqualTo(200);
        return RunningApi.mail().next().replace("=\n", "");
    }

    @Test void everySystemAndResellerHasTheDefaultTemplates() {
        for (String reseller : List.of("$null", "1")) {
            assertThat(ADMIN.get("/api/emailtemplates/?name=*_default_email&reseller_id=" + reseller).json().path("total_count").asInt()).isEqualTo(12);
        }
        String contract = Sample.created(ADMIN.post("/api/contracts/", """
            {"contact_id": 1, "billing_profile_id": 1, "type": "reseller", "status": "active"}"""));
        String reseller = Sample.created(ADMIN.post("/api/resellers/",
            "{\"contract_id\": %s, \"name\": \"mails-%1$s\", \"status\": \"active\"}".formatted(contract)));
        assertThat(ADMIN.get("/api/emailtemplates/?name=passreset_default_email&reseller_id=" + reseller).json().path("total_count").asInt()).isEqualTo(1);
    }

    @Test void aSubscriberNamesHisDomain() {
        assertThat(ApiClient.anonymous().post("/api/passwordreset/", "{\"type\": \"subscriber\", \"username\": \"x\"}").message()).contains("domain");
        assertThat(ApiClient.anonymous().post("/api/passwordreset/", "{\"type\": \"other\", \"username\": \"x\"}").status()).isEqualTo(422);
    }

    @Test void theLoginPageKnowsThePolicy() {
        ApiClient.Answer info = ApiClient.anonymous().get("/api/platforminfo");
        assertThat(info.status()).isEqualTo(200);
        assertThat(info.json().at("/security/password/web_min_length").asInt()).isEqualTo(12);
        assertThat(info.json().at("/security/password/musthave/digit").asInt()).isEqualTo(3);
        assertThat(info.json().path("realm").asString()).isEqualTo("api_admin_http");
        assertThat(ApiClient.onSubscriberPort().get("/api/platforminfo").json().path("realm").asString()).isEqualTo("api_subscriber_http");
        assertThat(List.of(ADMIN.get("/api/platforminfo").status(), ApiClient.anonymous().get("/api/platforminfo/").status())).containsOnly(200);
    }

    private static ApiClient.Answer recover(ApiClient client, String token, String password) {
        return client.post("/api/passwordrecovery/", "{\"token\": \"%s\", \"new_password\": \"%s\"}".formatted(token, password));
    }
}
