package io.tandem.proxy.number;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.proxy.location.Binding;
import io.tandem.sip.message.SipUri;

/** Where a subscriber's phones are looked for, by its location mappings (§2.12). Immutable.
 * @param own    its own registrations are among them
 * @param more   other places
 * @param direct names of the registrations that ring, if their phones and the caller's send each other media without a relay; empty: all ring
 * @param phone  the one phone that rings, as {@link Gruus#phone} has found it; empty: all ring */
public record Places(boolean own, List<Place> more, List<String> direct, Optional<String> phone) {
    /** Registrations alone. */
    public static final Places REGISTERED = new Places(true, List.of(), List.of(), Optional.empty());
    /** Other places alone. */
    public static final Places NONE = new Places(false, List.of(), List.of(), Optional.empty());
    private static final String ONLY = "only";
    private static final String HERE = "here:";
    private static final String THERE = "there:";
    private static final String PHONE = "phone:";
    private static final String GRUU = "gruu:";

    public Places {
        more = List.copyOf(more);
        direct = List.copyOf(direct);
    }

    /** These registrations alone, whose phones need no relay. @param names of bindings */
    public static Places direct(List<String> names) {
        return new Places(true, List.of(), names, Optional.empty());
    }

    /** Registrations of this phone alone. */
    public static Places phone(String phone) {
        return new Places(true, List.of(), List.of(), Optional.of(phone));
    }

    /** One of them.
     * @param here in a domain of ours: what is registered for that address is meant, else the address itself */
    public record Place(SipUri uri, boolean here) {}

    public Places and(Place another) {
        return new Places(own, Stream.concat(more.stream(), Stream.of(another)).toList(), List.of(), phone);
    }

    /** Media need no relay. */
    public boolean isDirect() {
        return !direct.isEmpty();
    }

    /** Those of the subscriber's registrations that ring: who has registered since then may be where media do not come without a relay. */
    public List<Binding> ringing(List<Binding> registered) {
        return phone.isPresent() ? Gruus.of(phone.get(), registered)
                : isDirect() ? registered.stream().filter(binding -> direct.contains(binding.ruid())).toList() : registered;
    }

    /** As a parameter of a URI. */
    public String token() {
        String places = Stream.of(phone.stream().map(name -> GRUU + name), more.stream().map(place -> (place.here() ? HERE : THERE) + place.uri()),
                        direct.stream().map(name -> PHONE + name)).flatMap(part -> part)
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
        return own ? places : ONLY + "&" + places;
    }

    /** Reads a {@link #token}. */
    public static Places parse(String token) {
        List<String> parts = Arrays.stream(token.split("&")).map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8)).toList();
        return new Places(!parts.contains(ONLY), parts.stream().filter(part -> part.startsWith(HERE) || part.startsWith(THERE))
                .map(part -> new Place(SipUri.parse(part.substring(part.indexOf(':') + 1)), part.startsWith(HERE))).toList(),
                parts.stream().filter(part -> part.startsWith(PHONE)).map(part -> part.substring(PHONE.length())).toList(),
                parts.stream().filter(part -> part.startsWith(GRUU)).map(part -> part.substring(GRUU.length())).findFirst());
    }
}
