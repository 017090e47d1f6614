package io.tandem.provisioning.callforward;

import io.tandem.provisioning.owner.Owner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of provisioning.md §1.14, both ways. */
class DestinationTest {
    private static final Owner OWNER = new Owner(5, "uuid", "sip.example.org", "43199", false);

    @ParameterizedTest
    @CsvSource({"voicebox,sip:vmu43199@voicebox.local", "fax2mail,sip:fax=43199@fax2mail.local", "conference,sip:conf=43199@conference.local",
        "callingcard,sip:callingcard@app.local", "callthrough,sip:callthrough@app.local", "autoattendant,sip:auto-attendant@app.local",
        "officehours,sip:office-hours@app.local", "customhours,sip:custom-hours@app.local", "managersecretary,sip:43199@managersecretary.local",
        "4315551234,sip:4315551234@sip.example.org", "bob,sip:bob@sip.example.org", "bob@other.example,sip:bob@other.example"})
    void wordsAndNumbersBecomeUrisAndComeBack(String said, String uri) {
        assertThat(Destination.uri(said, OWNER, false)).contains(uri);
        assertThat(Destination.simple(uri, OWNER.domain())).isEqualTo(said);
    }

    @Test void aVoiceboxHasAGreetingForBusy() {
        assertThat(Destination.uri("voicebox", OWNER, true)).contains("sip:vmb43199@voicebox.local");
        assertThat(Destination.simple("sip:vmb43199@voicebox.local", OWNER.domain())).isEqualTo("voicebox");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:bob@other.example", "sips:bob@10.0.0.1:5061;transport=tls", "sip:1@[2001:db8::1]", "sip:43100@managersecretary.local"})
    void urisStayAsTheyAre(String uri) {
        assertThat(Destination.uri(uri, OWNER, false)).contains(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "sip:", "sip:@host", "bob@", "<sip:bob@x>", "bob@host\r\nX: y", "http://x", "tel:123", "bob@x:123456", "bob@ü"})
    void everythingElseIsNoDestination(String said) {
        assertThat(Destination.uri(said, OWNER, false)).isEmpty();
    }
}
