package io.tandem.proxy.plan;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.identity.CallerIdentity;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.TelNumber;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** A request outside dialogs and what is known of it so far. Immutable, as long as nobody changes the request.
 * @param source   who sent it to this proxy
 * @param dialled  request URI as it came; a tel URI as the sip URI it stands for
 * @param called   the same after the rewrite rules
 * @param caller   who sent it, once that is sure
 * @param ofCaller settings of the caller; none before they are read, and for callers from elsewhere
 * @param numbers  what the caller shows, once it was looked at
 * @param callee   who is called, once it was looked for
 * @param ofCallee settings of the callee; none before they are read, and for callees elsewhere
 * @param identity what the callee is shown of the caller */
public record Attempt(SipMessage request, InetSocketAddress source, Instant arrival, SipUri dialled, SipUri called, Optional<Caller> caller,
                      PartySnapshot ofCaller, Optional<CallerNumbers> numbers, Optional<Callee> callee, PartySnapshot ofCallee,
                      Optional<CallerIdentity> identity) {
    private static final String EMERGENCY = "emergency_";

    public static Attempt of(SipMessage request, InetSocketAddress source, Instant arrival) {
        SipUri dialled = TelNumber.inDomain(SipUri.parse(request.requestUri()), domainOf(request.from().uri(), source));
        return new Attempt(request, source, arrival, dialled, dialled, Optional.empty(), PartySnapshot.NONE, Optional.empty(), Optional.empty(),
                PartySnapshot.NONE, Optional.empty());
    }

    /** Whoever shows itself by a mere number means this system. */
    private static String domainOf(SipUri from, InetSocketAddress source) {
        String self = source.getHostString();
        return from.isSip() ? from.host() : self.indexOf(':') >= 0 ? "[" + self + "]" : self;
    }

    /** It was called by its number alone, without a domain. */
    public boolean isTel() {
        return SipUri.parse(request.requestUri()).scheme().equals("tel");
    }

    public Attempt by(Caller authenticated) {
        return new Attempt(request, source, arrival, dialled, called, Optional.of(authenticated), ofCaller, numbers, callee, ofCallee, identity);
    }

    public Attempt withCallerData(PartySnapshot read) {
        return new Attempt(request, source, arrival, dialled, called, caller, read, numbers, callee, ofCallee, identity);
    }

    public Attempt showing(CallerNumbers shown) {
        return new Attempt(request, source, arrival, dialled, called, caller, ofCaller, Optional.of(shown), callee, ofCallee, identity);
    }

    public Attempt calling(SipUri rewritten) {
        return new Attempt(request, source, arrival, dialled, rewritten, caller, ofCaller, numbers, callee, ofCallee, identity);
    }

    public Attempt to(Callee found) {
        return new Attempt(request, source, arrival, dialled, called, caller, ofCaller, numbers, Optional.of(found), ofCallee, identity);
    }

    public Attempt withCalleeData(PartySnapshot read) {
        return new Attempt(request, source, arrival, dialled, called, caller, ofCaller, numbers, callee, read, identity);
    }

    public Attempt as(CallerIdentity presented) {
        return new Attempt(request, source, arrival, dialled, called, caller, ofCaller, numbers, callee, ofCallee, Optional.of(presented));
    }

    /** What the caller shows: as decided so far, or as its request says. */
    public CallerNumbers shown(Caller known) {
        return numbers.orElseGet(() -> CallerNumbers.of(request, known));
    }

    /** The callee if it is a subscriber. */
    public Optional<Callee.Local> localCallee() {
        return callee.filter(Callee.Local.class::isInstance).map(Callee.Local.class::cast);
    }

    /** User part after the rewrite rules, without a plus sign. */
    public String calledUser() {
        String user = called.decodedUser().orElse("");
        return user.startsWith("+") ? user.substring(1) : user;
    }

    /** The rewrite rules made it an emergency call (§2.18). */
    public boolean isEmergency() {
        return isEmergency(called);
    }

    /** It was dialled as what only rewrite rules may make of a number: restrictions would not hold for it. */
    boolean feignsEmergency() {
        return isEmergency(dialled);
    }

    private static boolean isEmergency(SipUri uri) {
        return uri.decodedUser().orElse("").startsWith(EMERGENCY);
    }
}
