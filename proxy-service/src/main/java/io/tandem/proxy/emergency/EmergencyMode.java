package io.tandem.proxy.emergency;

import java.util.List;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;

/** A domain in emergency mode serves subscribers with priority, and calls for help (§2.2). Pure. */
public record EmergencyMode(EmergencyModeProperties settings) {
    public static final int STATUS = 503;
    public static final String REASON = "Temporary Unavailable";
    private static final String EXPIRES = "expires";

    /** Whether nothing of this subscriber is served now but calls for help. */
    public boolean excludes(Subscriber subscriber) {
        Preferences preferences = subscriber.preferences();
        return preferences.get(CallPreferences.EMERGENCY_MODE) && !preferences.get(CallPreferences.EMERGENCY_PRIORITY);
    }

    /** Of a refusal. */
    public List<SipMessage.Header> retryAfter() {
        return List.of(new SipMessage.Header(HeaderNames.RETRY_AFTER, seconds()));
    }

    /** Of a 200 that registers nothing: the contacts as if they were registered. */
    public List<SipMessage.Header> feigned(SipMessage register) {
        return register.headers(HeaderNames.CONTACT).stream().filter(value -> !value.strip().equals("*"))
                .map(value -> new SipMessage.Header(HeaderNames.CONTACT, feigned(value))).toList();
    }

    /** @throws MalformedMessageException if it is no Contact */
    private String feigned(String contact) {
        NameAddr asked = NameAddr.parse(contact);
        boolean removed = asked.parameters().get(EXPIRES).filter("0"::equals).isPresent();
        return "<" + asked.uri().withoutParameter("alias") + ">;expires=" + (removed ? "0" : seconds());
    }

    private String seconds() {
        return Long.toString(settings.retryAfter().toSeconds());
    }
}
