package io.tandem.proxy.identity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.E164Number;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.proxy.caller.Caller;
import io.tandem.sip.message.SipMessage;

/** Subscribers and requests for tests of pure decisions. */
public final class Somebody {
    private Somebody() {}

    /** @param text {@code name=value;name=value}; a name again adds a value */
    public static Preferences preferences(String text) {
        Map<String, List<String>> values = new HashMap<>();
        for (String pair : text.isBlank() ? new String[0] : text.split(";")) {
            String[] parts = pair.split("=", 2);
            values.computeIfAbsent(parts[0].strip(), _ -> new ArrayList<>()).add(parts[1].strip());
        }
        return new Preferences(values);
    }

    /** Alice, number 431001, alias 431009, extensions 100 and 4312. */
    public static Subscriber alice(Preferences own, Preferences customer) {
        return new Subscriber(1, "uuid-alice", "alice", "example.org", 1, 1, "secret", 7, Optional.empty(), Optional.empty(), SubscriberStatus.ACTIVE,
                Optional.of(new E164Number("43", "1", "001")), List.of(new Alias("431001", true, false, Optional.empty()),
                        new Alias("431009", false, false, Optional.empty()), new Alias("100", false, false, Optional.empty()),
                        new Alias("4312", false, false, Optional.empty()), new Alias("phone1", false, true, Optional.empty())), own, customer);
    }

    public static Caller caller(Subscriber subscriber) {
        return new Caller(subscriber, "alice-auth", "example.org", "192.0.2.1", "Test Phone", Optional.empty(), false);
    }

    /** @param headers {@code Name: value} */
    public static SipMessage invite(String from, String... headers) {
        SipMessage invite = SipMessage.request("INVITE", "sip:431002@example.org").header("From", from + ";tag=1").header("To", "<sip:431002@example.org>")
                .header("Call-ID", "c").header("CSeq", "1 INVITE").build();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon > 0) {
                invite.add(header.substring(0, colon), header.substring(colon + 1).strip());
            }
        }
        return invite;
    }
}
