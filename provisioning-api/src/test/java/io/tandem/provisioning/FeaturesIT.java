package io.tandem.provisioning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Small features of subscribers (provisioning.md §1.13). */
class FeaturesIT {
    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 73);

    @Test void speedDialsAreWrittenAsTheScriptsDo() {
        JsonNode dials = alice.put("speeddials/" + alice.id,
            "{\"speeddials\": [{\"slot\": \"*1\", \"destination\": \"43555\"}, {\"slot\": \"*0\", \"destination\": \"sip:bob@other.example\"}]}");
        assertThat(dials.at("/speeddials/0/slot").asString()).isEqualTo("*0");
        assertThat(dials.at("/speeddials/0/destination").asString()).isEqualTo("sip:bob@other.example");
        assertThat(dials.at("/speeddials/1/destination").asString()).isEqualTo("sip:43555@" + alice.sample.domainName());
        int changes = alice.changes();
        JsonNode patched = admin.patch("/api/speeddials/" + alice.id, "[{\"op\": \"remove\", \"path\": \"/speeddials/0\"}]").json();
        assertThat(patched.path("speeddials")).hasSize(1);
        assertThat(alice.put("speeddials/" + alice.id, "{}").path("speeddials")).isEmpty();
        assertThat(alice.changes()).isEqualTo(changes + 2);
        assertThat(admin.get("/api/speeddials/?rows=1").json().path("total_count").asInt()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "speeddials | {\"speeddials\": [{\"slot\": \"1\", \"destination\": \"1\"}]} | field='speeddials.slot', input='1', errors=''1' is not a valid value'",
        "speeddials | {\"speeddials\": [{\"slot\": \"*1\"}]} | field='speeddials.destination', input='', errors='Destination field is required'",
        "speeddials | {\"speeddials\": [{\"slot\": \"*1\", \"destination\": \"a b\"}]} | field='speeddials.destination', input='a b', errors='Invalid destination",
        "speeddials | {\"speeddials\": [{\"slot\": \"*1\", \"destination\": \"1\"}, {\"slot\": \"*1\", \"destination\": \"2\"}]} | field='speeddials.slot', input='*1', errors='The slot is given twice'",
        "autoattendants | {\"slots\": [{\"slot\": \"10\", \"destination\": \"1\"}]} | '10' is not a valid value",
        "voicemailsettings | {\"email\": \"a@b.c\"} | field='pin', input='********', errors='Pin field is required'",
        "voicemailsettings | {\"pin\": \"12a4\"} | field='pin', input='********', errors='PIN must be 4 to 31 digits'",
        "voicemailsettings | {\"pin\": \"1234\", \"email\": \"nobody\"} | field='email', input='nobody', errors='Email should be of the format",
        "managersecretary | {\"secretary_numbers\": []} | field='uuid', input='', errors='Uuid field is required'",
        "managersecretary | {\"uuid\": \"x\"} | field='uuid', input='x', errors='Subscriber "})
    void whatCannotBeIsNamed(String collection, String json, String message) {
        ApiClient.Answer answer = admin.put("/api/" + collection + "/" + alice.id, json);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"speeddials", "autoattendants", "voicemailsettings", "managersecretary", "ccmapentries", "cfmappings", "callforwards"})
    void settingsAreThereFromTheStartAndNeverCreated(String collection) {
        assertThat(admin.get("/api/" + collection + "/" + alice.id).status()).isEqualTo(200);
        assertThat(admin.get("/api/" + collection + "/999999").status()).isEqualTo(404);
        assertThat(admin.post("/api/" + collection + "/", "{}").status()).isEqualTo(405);
    }

    @Test void anAutoAttendantHasKeys() {
        JsonNode slots = alice.put("autoattendants/" + alice.id,
            "{\"slots\": [{\"slot\": 1, \"destination\": \"43555\"}, {\"slot\": \"default\", \"destination\": \"sip:43666@DOMAIN\"}]}");
        assertThat(slots.at("/slots/0/slot").asString()).isEqualTo("1");
        assertThat(slots.at("/slots/1/slot").asString()).isEqualTo("default");
        assertThat(slots.at("/slots/1/destination").asString()).isEqualTo("sip:43666@" + alice.sample.domainName());
    }

    @Test void aReminderIsCreatedFilteredReplacedPatchedAndDeleted() {
        String id = alice.create("reminders", "{\"subscriber_id\": \"SUB\", \"time\": \"7:05\", \"recur\": \"weekdays\"}");
        JsonNode reminder = alice.get("reminders/" + id);
        assertThat(reminder.path("time").asString()).isEqualTo("07:05");
        assertThat(reminder.path("active").asBoolean()).isTrue();
        assertThat(admin.get("/api/reminders/?recur=weekdays&active=1&subscriber_id=" + alice.id).json().path("total_count").asInt()).isEqualTo(1);
        assertThat(admin.get("/api/reminders/?recur=always&subscriber_id=" + alice.id).json().path("total_count").asInt()).isZero();
        ApiClient.Answer second = admin.post("/api/reminders/", alice.body("{\"subscriber_id\": SUB, \"time\": \"08:00\", \"recur\": \"never\"}"));
        assertThat(second.status()).isEqualTo(422);
        assertThat(second.message()).isEqualTo("A reminder of subscriber %s already exists.".formatted(alice.id));
        int changes = alice.changes();
        JsonNode replaced = alice.put("reminders/" + id, "{\"subscriber_id\": SUB, \"time\": \"23:59\", \"recur\": \"always\", \"active\": \"0\"}");
        assertThat(replaced.path("active").asBoolean()).isFalse();
        assertThat(admin.patch("/api/reminders/" + id, "[{\"op\": \"replace\", \"path\": \"/recur\", \"value\": \"never\"}]").json().path("recur").asString())
            .isEqualTo("never");
        assertThat(admin.patch("/api/reminders/" + id, "[{\"op\": \"replace\", \"path\": \"/time\", \"value\": \"24:00\"}]").message())
            .contains("field='time', input='24:00', errors='Value must be HH:MM'");
        assertThat(admin.delete("/api/reminders/" + id).status()).isEqualTo(204);
        assertThat(admin.get("/api/reminders/" + id).status()).isEqualTo(404);
        assertThat(alice.changes()).isEqualTo(changes + 3);
    }

    @Test void aTrustedSourceIsCreatedFilteredReplacedPatchedAndDeleted() {
        String id = alice.create("trustedsources", "{\"subscriber_id\": \"SUB\", \"src_ip\": \"10.1.2.3\", \"protocol\": \"UDP\", \"from_pattern\": \"^sip:.*$\"}");
        assertThat(admin.get("/api/trustedsources/?src_ip=10.1.2.*&protocol=UDP&subscriber_id=" + alice.id).json().path("total_count").asInt()).isEqualTo(1);
        assertThat(admin.get("/api/trustedsources/?protocol=TCP&subscriber_id=" + alice.id).json().path("total_count").asInt()).isZero();
        int changes = alice.changes();
        JsonNode replaced = alice.put("trustedsources/" + id, "{\"subscriber_id\": SUB, \"src_ip\": \"2001:db8::1\", \"protocol\": \"ANY\"}");
        assertThat(replaced.path("from_pattern").isNull()).isTrue();
        assertThat(admin.patch("/api/trustedsources/" + id, "[{\"op\": \"replace\", \"path\": \"/protocol\", \"value\": \"TLS\"}]").json()
            .path("protocol").asString()).isEqualTo("TLS");
        assertThat(admin.delete("/api/trustedsources/" + id).status()).isEqualTo(204);
        assertThat(admin.get("/api/trustedsources/" + id).status()).isEqualTo(404);
        assertThat(alice.changes()).isEqualTo(changes + 3);
        assertThat(alice.sql("select count(*) from provisioning.change_log where entity = 'trusted_source' and entity_key = 'SUB'")).containsExactly("4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"subscriber_id\": SUB, \"src_ip\": \"10.1.2.300\", \"protocol\": \"UDP\"} | field='src_ip', input='10.1.2.300', errors='Invalid IPv4 or IPv6 address'",
        "{\"subscriber_id\": SUB, \"src_ip\": \"example.org\", \"protocol\": \"UDP\"} | field='src_ip', input='example.org'",
        "{\"subscriber_id\": SUB, \"src_ip\": \"::1::2\", \"protocol\": \"UDP\"} | field='src_ip', input='::1::2'",
        "{\"subscriber_id\": SUB, \"src_ip\": \"10.1.2.3\", \"protocol\": \"udp\"} | field='protocol', input='udp', errors=''udp' is not a valid value'",
        "{\"subscriber_id\": SUB, \"src_ip\": \"10.1.2.3\", \"protocol\": \"UDP\", \"from_pattern\": \"(\"} | field='from_pattern', input='(', errors='Value must be a regular expression",
        "{\"subscriber_id\": 999999, \"src_ip\": \"10.1.2.3\", \"protocol\": \"UDP\"} | Invalid 'subscriber_id'"})
    void aTrustedSourceThatCannotBeIsNamed(String json, String message) {
        ApiClient.Answer answer = admin.post("/api/trustedsources/", alice.body(json));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).contains(message);
    }

    @Test void voicemailSettingsComeBackAndLieInTheMailbox() {
        JsonNode settings = alice.put("voicemailsettings/" + alice.id,
            "{\"pin\": 4711, \"email\": \"alice@example.org\", \"attach\": \"1\", \"delete\": \"\", \"sms_number\": \"43555\"}");
        assertThat(settings.path("pin").asString()).isEqualTo("4711");
        assertThat(settings.path("attach").asBoolean()).isTrue();
        assertThat(settings.path("delete").asBoolean()).isFalse();
        assertThat(settings.path("sms_number").asString()).isEqualTo("43555");
        String mailbox = "from voicemail.voicemail_users u join provisioning.voip_subscribers s on s.uuid = u.customer_id where s.id = SUB";
        assertThat(alice.sql("select concat_ws(' ', u.password, u.email, u.attach, u.`delete`, u.pager) " + mailbox))
            .containsExactly("4711 alice@example.org yes no 43555");
        JsonNode reset = alice.put("voicemailsettings/" + alice.id, "{\"pin\": \"0815\"}");
        assertThat(reset.path("email").isNull()).isTrue();
        assertThat(reset.path("attach").asBoolean()).isFalse();
        assertThat(alice.sql("select count(*) " + mailbox)).containsExactly("1");
    }

    @Test void aManagerHasSecretaries() {
        String uuid = alice.get("managersecretary/" + alice.id).path("uuid").asString();
        JsonNode set = alice.put("managersecretary/" + alice.id, "{\"uuid\": \"%s\", \"secretary_numbers\": [{\"number\": 43111}, {\"number\": \"43222\"}]}".formatted(uuid));
        assertThat(set.at("/secretary_numbers/1/number").asString()).isEqualTo("43222");
        assertThat(alice.preference("manager_secretary")).containsExactly("1");
        assertThat(alice.preference("secretary_numbers")).containsExactly("43111", "43222");
        assertThat(admin.get("/api/managersecretary/?uuid=" + uuid).json().path("total_count").asInt()).isEqualTo(1);
        assertThat(admin.delete("/api/managersecretary/" + alice.id).status()).isEqualTo(204);
        assertThat(alice.preference("manager_secretary")).isEmpty();
        assertThat(alice.preference("secretary_numbers")).isEmpty();
    }

    @Test void aCallThroughKeyBelongsToOneSubscriber() {
        String key = "43777" + alice.id;
        assertThat(alice.put("ccmapentries/" + alice.id, "{\"mappings\": [{\"auth_key\": \"%s\"}, {\"auth_key\": \"%s0\"}]}".formatted(key, key)).path("mappings"))
            .hasSize(2);
        String bob = alice.colleague("bob", "1");
        ApiClient.Answer taken = admin.put("/api/ccmapentries/" + bob, "{\"mappings\": [{\"auth_key\": \"%s\"}]}".formatted(key));
        assertThat(taken.status()).isEqualTo(422);
        assertThat(taken.message()).isEqualTo("The auth_key '%s' already exists.".formatted(key));
        assertThat(admin.delete("/api/ccmapentries/" + alice.id).status()).isEqualTo(204);
        assertThat(admin.put("/api/ccmapentries/" + bob, "{\"mappings\": [{\"auth_key\": \"%s\"}]}".formatted(key)).status()).isEqualTo(200);
    }
}
