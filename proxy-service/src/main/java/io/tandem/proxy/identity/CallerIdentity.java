package io.tandem.proxy.identity;

import java.util.Locale;
import java.util.Optional;

import io.tandem.data.snapshot.E164Number;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.caller.Caller;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.Parameters;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** How the callee sees the caller. Pure.
 * @param number    network-provided number: preference cli, else the primary number, else the user name
 * @param from      From of the second leg, without tag
 * @param asserted  P-Asserted-Identity (RFC 3325)
 * @param anonymous the caller asked for privacy (RFC 3323), CLIR */
public record CallerIdentity(String number, NameAddr from, NameAddr asserted, boolean anonymous) {
    private static final String CLI = "cli";

    /** From the caller's subscription and what its request shows. */
    public static CallerIdentity of(SipMessage request, Caller caller) {
        String number = number(caller.subscriber());
        SipUri networkUri = SipUri.of(number, caller.subscriber().domain(), -1);
        boolean anonymous = isAnonymous(request) || caller.subscriber().preferences().isSet("clir");
        NameAddr from = anonymous ? new NameAddr("Anonymous", SipUri.of("anonymous", "anonymous.invalid", -1), Parameters.NONE)
                : NameAddr.of(networkUri).withDisplayName(request.from().displayName());
        return new CallerIdentity(number, from, NameAddr.of(networkUri), anonymous);
    }

    /** The number that stands for a subscriber on the network. */
    public static String number(Subscriber subscriber) {
        return subscriber.preferences().string(CLI).filter(cli -> !cli.isBlank())
                .or(() -> subscriber.primaryNumber().map(E164Number::digits))
                .orElse(subscriber.username());
    }

    private static boolean isAnonymous(SipMessage request) {
        Optional<String> privacy = request.header(HeaderNames.PRIVACY).map(value -> value.toLowerCase(Locale.ROOT));
        return privacy.filter(value -> value.contains("id") || value.contains("user")).isPresent()
                || request.from().uri().host().equalsIgnoreCase("anonymous.invalid");
    }
}
