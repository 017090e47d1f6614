package io.tandem.proxy.plan;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.tandem.data.credit.Credit;
import io.tandem.data.forward.Forwards;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.emergency.EmergencyDetails;
import io.tandem.proxy.header.HeaderEdits;
import io.tandem.proxy.header.HeaderParty;
import io.tandem.proxy.identity.CallerIdentity;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.identity.Privacy;
import io.tandem.proxy.identity.Redirection;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.Places;
import io.tandem.proxy.number.TelNumber;
import io.tandem.proxy.pbx.HuntGroup;
import io.tandem.proxy.portability.Portability;
import io.tandem.proxy.screen.Lifted;
import io.tandem.proxy.stir.Verification;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** A request outside dialogs and what is known of it so far. Nobody changes one, whoever learns more makes another; nobody changes the request either
 * while the plan runs. */
public final class Attempt {
    private static final String EMERGENCY = "emergency_";

    private final SipMessage received;
    private SipMessage request;
    private final InetSocketAddress source;
    private final Instant arrival;
    private final SipUri dialled;
    private SipUri called;
    private Optional<Caller> caller = Optional.empty();
    private PartySnapshot ofCaller = PartySnapshot.NONE;
    private Optional<CallerNumbers> numbers = Optional.empty();
    private Optional<Callee> callee = Optional.empty();
    private PartySnapshot ofCallee = PartySnapshot.NONE;
    private Optional<CallerIdentity> identity = Optional.empty();
    private Portability portability = Portability.NONE;
    private Lifted lifted = Lifted.NOTHING;
    private EmergencyDetails emergency = EmergencyDetails.NONE;
    private HeaderEdits headers = HeaderEdits.NONE;
    private HeaderParty callersHeaders = HeaderParty.NONE;
    private HeaderParty calleesHeaders = HeaderParty.NONE;
    private Forwards forwards = Forwards.NONE;
    private Optional<Forwarded> forwarded = Optional.empty();
    private Optional<Counted> counted = Optional.empty();
    private Optional<HuntGroup> hunt = Optional.empty();
    private Optional<Verification.Passed> verified = Optional.empty();
    private Places places = Places.REGISTERED;
    private Credit credit = Credit.UNLIMITED;

    private Attempt(SipMessage request, InetSocketAddress source, Instant arrival, SipUri dialled) {
        this.received = request;
        this.request = request;
        this.source = source;
        this.arrival = arrival;
        this.dialled = dialled;
        this.called = dialled;
    }

    private Attempt(Attempt other) {
        this(other.received, other.source, other.arrival, other.dialled);
        request = other.request;
        headers = other.headers;
        callersHeaders = other.callersHeaders;
        calleesHeaders = other.calleesHeaders;
        called = other.called;
        caller = other.caller;
        ofCaller = other.ofCaller;
        numbers = other.numbers;
        callee = other.callee;
        ofCallee = other.ofCallee;
        identity = other.identity;
        portability = other.portability;
        lifted = other.lifted;
        emergency = other.emergency;
        forwards = other.forwards;
        forwarded = other.forwarded;
        counted = other.counted;
        hunt = other.hunt;
        verified = other.verified;
        places = other.places;
        credit = other.credit;
    }

    public static Attempt of(SipMessage request, InetSocketAddress source, Instant arrival) {
        SipUri dialled = TelNumber.inDomain(SipUri.parse(request.requestUri()), domainOf(request.from().uri(), source));
        return new Attempt(request, source, arrival, dialled);
    }

    /** Whoever shows itself by a mere number means this system. */
    private static String domainOf(SipUri from, InetSocketAddress source) {
        String self = source.getHostString();
        return from.isSip() ? from.host() : self.indexOf(':') >= 0 ? "[" + self + "]" : self;
    }

    /** As the caller's header rules have made it. */
    public SipMessage request() {
        return request;
    }

    /** As it came. */
    public SipMessage received() {
        return received;
    }

    /** What header rules have done so far. */
    public HeaderEdits headers() {
        return headers;
    }

    /** Header rules of the caller. */
    public HeaderParty callersHeaders() {
        return callersHeaders;
    }

    /** Header rules of whoever forwards this leg; none of one that was dialled. */
    public HeaderParty forwardersHeaders() {
        return forwarded.map(how -> how.by().calleesHeaders).orElse(HeaderParty.NONE);
    }

    /** Header rules of the callee, subscriber or peer. */
    public HeaderParty calleesHeaders() {
        return calleesHeaders;
    }

    /** Who sent it to this proxy. */
    public InetSocketAddress source() {
        return source;
    }

    public Instant arrival() {
        return arrival;
    }

    /** Request URI as it came; a tel URI as the sip URI it stands for. */
    public SipUri dialled() {
        return dialled;
    }

    /** What is called: as dialled at first, later after the rewrite rules. */
    public SipUri called() {
        return called;
    }

    /** Who sent it, once that is sure. */
    public Optional<Caller> caller() {
        return caller;
    }

    /** Settings of the caller; none before they are read, and for callers from elsewhere. */
    public PartySnapshot ofCaller() {
        return ofCaller;
    }

    /** What the caller shows, once it was looked at. */
    public Optional<CallerNumbers> numbers() {
        return numbers;
    }

    /** Who is called, once it was looked for. */
    public Optional<Callee> callee() {
        return callee;
    }

    /** Settings of the callee; none before they are read, and for callees elsewhere. */
    public PartySnapshot ofCallee() {
        return ofCallee;
    }

    /** What the callee is shown of the caller. */
    public Optional<CallerIdentity> identity() {
        return identity;
    }

    /** Carriers of the two numbers. */
    public Portability portability() {
        return portability;
    }

    /** Restrictions that a PIN has lifted. */
    public Lifted lifted() {
        return lifted;
    }

    /** Of an emergency call; none for any other. */
    public EmergencyDetails emergency() {
        return emergency;
    }

    /** Of the callee; none before they are read. */
    public Forwards forwards() {
        return forwards;
    }

    /** How the call came here, if a subscriber forwards it. */
    public Optional<Forwarded> forwarded() {
        return forwarded;
    }

    /** The forward as the callee is told of it. */
    public Optional<Redirection> redirection() {
        return forwarded.map(how -> how.redirection(Privacy.of(request).hidesHistory(), called));
    }

    /** What the caller itself dialled: this, or the first leg of a call that is forwarded. */
    public Attempt original() {
        return forwarded.map(how -> how.by().original()).orElse(this);
    }

    /** Where it counts, once it was asked for. */
    public Optional<Counted> counted() {
        return counted;
    }

    /** That whom we trust has vouched for the caller's number. */
    public Optional<Verification.Passed> verified() {
        return verified;
    }

    /** Where the callee's phones are looked for. */
    public Places places() {
        return places;
    }

    /** What those who pay in advance can pay for: the caller, and whoever forwards. */
    public Credit credit() {
        return credit;
    }

    public Attempt with(Credit allowed) {
        return changed(next -> next.credit = allowed);
    }

    /** Who of the callee rings, if that is a group. */
    public Optional<HuntGroup> hunt() {
        return hunt;
    }

    public Attempt hunting(Optional<HuntGroup> found) {
        return changed(next -> next.hunt = found);
    }

    /** Ids of whoever called, 0 for a peer, and of those who have forwarded the call to here. */
    Set<Integer> parties() {
        return forwarded.map(how -> how.partiesWith(this)).orElseGet(() -> Set.of(caller.orElseThrow().subscriber().id()));
    }

    /** Whoever called and this callee are of one cloud PBX. */
    public boolean isWithinPbx() {
        return CallDecisions.isIntraPbx(original(), this);
    }

    /** It was called by its number alone, without a domain. */
    public boolean isTel() {
        return SipUri.parse(request.requestUri()).scheme().equals("tel");
    }

    private Attempt changed(Consumer<Attempt> change) {
        Attempt next = new Attempt(this);
        change.accept(next);
        return next;
    }

    public Attempt by(Caller authenticated) {
        return changed(next -> next.caller = Optional.of(authenticated));
    }

    public Attempt withCallerData(PartySnapshot read) {
        return changed(next -> next.ofCaller = read);
    }

    public Attempt showing(CallerNumbers shown) {
        return changed(next -> next.numbers = Optional.of(shown));
    }

    public Attempt calling(SipUri rewritten) {
        return changed(next -> next.called = rewritten);
    }

    public Attempt to(Callee found) {
        return changed(next -> {
            next.callee = Optional.of(found);
            next.calleesHeaders = HeaderParty.NONE;
            next.hunt = Optional.empty();
        });
    }

    public Attempt withCalleeData(PartySnapshot read) {
        return changed(next -> next.ofCallee = read);
    }

    public Attempt withForwards(Forwards read) {
        return changed(next -> next.forwards = read);
    }

    /** The next leg of a call that the callee forwards: a call of that subscriber, which shows whoever called.
     * @param destination where it leads
     * @param now         when it is forwarded */
    public static Attempt of(Forwarded how, SipUri destination, Instant now) {
        Attempt by = how.by();
        Caller caller = by.original().caller.orElseThrow();
        Subscriber forwarder = how.forwarder();
        Attempt next = new Attempt(by.received, by.source, now, destination);
        next.request = by.request;
        next.headers = by.headers;
        next.callersHeaders = by.callersHeaders;
        next.caller = Optional.of(caller.standingIn(forwarder));
        next.numbers = Optional.of(by.shown(caller).redirectedBy(CallerNumbers.network(forwarder)));
        next.forwarded = Optional.of(how);
        next.verified = by.verified;
        next.credit = by.credit.passedOn();
        return next;
    }

    public Attempt as(CallerIdentity presented) {
        return changed(next -> next.identity = Optional.of(presented));
    }

    public Attempt with(Portability found) {
        return changed(next -> next.portability = found);
    }

    public Attempt with(EmergencyDetails found) {
        return changed(next -> next.emergency = found);
    }

    /** @param changed by these rules of the caller */
    public Attempt with(SipMessage changed, HeaderParty rules, HeaderEdits edits) {
        return changed(next -> {
            next.request = changed;
            next.callersHeaders = rules;
            next.headers = edits;
        });
    }

    public Attempt withCalleesHeaders(HeaderParty rules) {
        return changed(next -> next.calleesHeaders = rules);
    }

    public Attempt lifting(Lifted restrictions) {
        return changed(next -> next.lifted = restrictions);
    }

    public Attempt counted(Counted answer) {
        return changed(next -> next.counted = Optional.of(answer));
    }

    Attempt at(Places found) {
        return changed(next -> next.places = found);
    }

    public Attempt verified(Verification.Passed vouched) {
        return changed(next -> next.verified = Optional.of(vouched));
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
        return called.decodedUser().orElse("").startsWith(EMERGENCY);
    }

    /** The number that was called as everybody knows it: of an emergency call its code, of a subscriber that was called by name its number. */
    public String calledNumber() {
        return isEmergency() ? emergencyCode() : CallDecisions.restrictedNumber(this);
    }

    /** The number of an emergency call, such as 112. */
    String emergencyCode() {
        return calledUser().substring(EMERGENCY.length());
    }
}
