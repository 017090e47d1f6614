package io.tandem.e2e.wire;

import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a REGISTER is answered: the bindings there are, where they came from, and which instance they are of. Bans: {@code BanIT}. */
class RegistrarWireIT extends WireTest {
    private static final String INSTANCE = ";+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-000000000001>\";reg-id=1";
    private Party alice;

    @BeforeEach void open() throws Exception {
        alice = platform.subscriber("alice", Map.of());
    }

    private List<String> bindings(Party phone, String transport, String contacts) throws Exception {
        SipMessage ok = platform.register(phone, transport, contacts).response("REGISTER", 200);
        return ok.headers("Contact");
    }

    private static Party at(Party phone, int port) {
        return new Party(phone.id(), phone.user(), phone.domain(), phone.password(), phone.number(), phone.address(), port);
    }

    @ParameterizedTest
    @CsvSource({"allowed_ips, 192.0.2.1, Unauthorized IP detected", "ua_filter_list, SIP*, Forbidden", "lock, 5, 'Unauthorized, lock level ported detected'"})
    void whoMayNotIsRefusedAfterItsPassword(String preference, String value, String phrase) throws Exception {
        platform.preferences(alice, Map.of(preference, preference.equals("lock") ? (Object) value : List.of(value)));
        assertThat(platform.refusedRegistration(alice, 403).response("REGISTER", 403).reason()).isEqualTo(phrase);
    }

    @Test void theBindingIsListedWithItsTimeAndSource() throws Exception {
        assertThat(bindings(alice, "u1", "<" + alice.contact() + ">")).singleElement().satisfies(contact -> assertThat(contact)
            .contains("<" + alice.contact() + ">").containsPattern(";expires=\\d+").contains(";received=\"sip:" + alice.address() + ":" + alice.port() + "\""));
    }

    @Test void overTcpTheSourceSaysSo() throws Exception {
        assertThat(bindings(alice, "t1", "<" + alice.contact() + ";transport=tcp>")).singleElement().satisfies(contact -> assertThat(contact)
            .containsPattern(";received=\"sip:" + alice.address().replace(".", "\\.") + ":\\d+;transport=tcp\""));
    }

    @Test void theSameInstanceFromAnotherPortReplacesItsBinding() throws Exception {
        assertThat(bindings(alice, "u1", "<" + alice.contact() + ">" + INSTANCE)).singleElement().satisfies(contact -> assertThat(contact)
            .contains("+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-000000000001>\"", "reg-id=1"));
        Party moved = at(alice, alice.port() + 1000);
        assertThat(bindings(moved, "u1", "<" + moved.contact() + ">" + INSTANCE)).singleElement()
            .satisfies(contact -> assertThat(contact).contains(moved.contact()));
    }

    @Test void aSecondContactThatIsOverGoes() throws Exception {
        bindings(alice, "u1", "<" + alice.contact() + ">");
        Party moved = at(alice, alice.port() + 1000);
        assertThat(bindings(moved, "u1", "<" + moved.contact() + ">, <" + alice.contact() + ">;expires=0")).singleElement()
            .satisfies(contact -> assertThat(contact).contains(moved.contact()));
    }
}
