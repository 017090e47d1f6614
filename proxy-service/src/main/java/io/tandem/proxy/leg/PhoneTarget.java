package io.tandem.proxy.leg;

import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.fork.ContactForking;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.Places;
import io.tandem.sip.message.SipUri;

/** Request URIs of calls to subscribers. On its way through the B2BUA such a URI says what the phones are asked for. Pure. */
final class PhoneTarget {
    private static final String USER = "tandem-user";
    private static final String ONLY = "tandem-user-only";
    private static final String FORK = "tandem-fork";
    private static final String PLACES = "tandem-places";

    private PhoneTarget() {}

    /** @param wishes of the callee */
    static SipUri of(Callee.Local callee, Preferences wishes, Places places) {
        boolean only = wishes.get(CallPreferences.NO_404_FALLBACK); // a phone that does not know the user part is not asked again
        SipUri registered = SipUri.of(callee.rings().user(), callee.rings().domain(), -1);
        SipUri plain = places.equals(Places.REGISTERED) ? registered : registered.withParameter(PLACES, places.token());
        SipUri target = ContactForking.of(wishes).token().map(forking -> plain.withParameter(FORK, forking)).orElse(plain);
        return callee.asked().map(user -> target.withParameter(only ? ONLY : USER, user)).orElse(target);
    }

    /** In which order the contacts are called. */
    static ContactForking forking(SipUri target) {
        return target.parameter(FORK).map(ContactForking::parse).orElse(ContactForking.PLAIN);
    }

    /** Where contacts are looked for. */
    static Places places(SipUri target) {
        return target.parameter(PLACES).map(Places::parse).orElse(Places.REGISTERED);
    }

    static AddressOfRecord owner(SipUri target) {
        return new AddressOfRecord(target.decodedUser().orElse(""), target.host());
    }

    /** User part that replaces that of the contacts. */
    static Optional<String> asked(SipUri target) {
        return target.parameter(USER).or(() -> target.parameter(ONLY));
    }

    /** Whether a phone that answers 404 is asked for what it has registered. */
    static boolean fallsBack(SipUri target) {
        return target.parameter(USER).isPresent();
    }
}
