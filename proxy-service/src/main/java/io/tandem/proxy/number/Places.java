package io.tandem.proxy.number;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.sip.message.SipUri;

/** Where a subscriber's phones are looked for, by its location mappings (§2.12). Immutable.
 * @param own    its own registrations are among them
 * @param more   other places
 * @param direct phones there and the caller's may send each other media without a relay */
public record Places(boolean own, List<Place> more, boolean direct) {
    /** Registrations alone. */
    public static final Places REGISTERED = new Places(true, List.of(), false);
    /** Registrations alone, of phones that need no relay. */
    public static final Places DIRECT = new Places(true, List.of(), true);
    /** Other places alone. */
    public static final Places NONE = new Places(false, List.of(), false);
    private static final String ONLY = "only";
    private static final String HERE = "here:";
    private static final String THERE = "there:";

    public Places {
        more = List.copyOf(more);
    }

    /** One of them.
     * @param here in a domain of ours: what is registered for that address is meant, else the address itself */
    public record Place(SipUri uri, boolean here) {}

    public Places and(Place another) {
        return new Places(own, Stream.concat(more.stream(), Stream.of(another)).toList(), false);
    }

    /** Registrations alone. */
    public boolean isRegistered() {
        return own && more.isEmpty();
    }

    /** As a parameter of a URI. */
    public String token() {
        String places = more.stream().map(place -> URLEncoder.encode((place.here() ? HERE : THERE) + place.uri(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return own ? places : ONLY + "&" + places;
    }

    /** Reads a {@link #token}. */
    public static Places parse(String token) {
        List<String> parts = Arrays.stream(token.split("&")).map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8)).toList();
        return new Places(!parts.contains(ONLY), parts.stream().filter(part -> part.startsWith(HERE) || part.startsWith(THERE))
                .map(part -> new Place(SipUri.parse(part.substring(part.indexOf(':') + 1)), part.startsWith(HERE))).toList(), false);
    }
}
