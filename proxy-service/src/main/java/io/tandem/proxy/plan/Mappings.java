package io.tandem.proxy.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.mapping.LocationMapping;
import io.tandem.data.mapping.LocationMapping.Mode;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.codec.RelayBypass;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.Gruus;
import io.tandem.proxy.number.Places;
import io.tandem.proxy.peer.PeerRoute;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipUri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The location mappings of a callee that are for one call (§2.12). Pure. */
final class Mappings {
    /** So long a phone rings before its call goes where a mapping forwards it: who wants the call to go at once has {@code cfu}. */
    static final Duration RINGS = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Mappings.class);
    private static final Duration FORWARD_TIMEOUT = Duration.ofSeconds(300);

    private Mappings() {}

    private static List<LocationMapping> fitting(Attempt attempt) {
        if (attempt.ofCallee().mappings().isEmpty() || attempt.localCallee().isEmpty() || Gruus.phone(attempt.called()).isPresent()) {
            return List.of();
        }
        Caller caller = attempt.caller().orElseThrow();
        CallerNumbers shown = attempt.shown(caller);
        List<String> callers = List.of(shown.userProvided(), shown.network(),
                "sip:" + shown.userProvided() + "@" + attempt.original().caller().orElseThrow().realm());
        List<String> callees = new ArrayList<>(CallDecisions.calledAs(attempt));
        callees.add(attempt.called().toString());
        return attempt.ofCallee().mappings().stream().filter(mapping -> mapping.fits(callers, callees)).toList();
    }

    /** Other places than the callee's registrations.
     * @param registered it has some */
    static List<SipUri> places(Attempt attempt, boolean registered) {
        return fitting(attempt).stream().filter(mapping -> mapping.mode() != Mode.FORWARD && (mapping.mode() != Mode.OFFLINE || !registered))
                .flatMap(mapping -> target(mapping, attempt).stream()).distinct().toList();
    }

    /** Devices that ring whenever the subscriber does ({@code lookup_all_registrations}), not only by their own names. */
    static List<AddressOfRecord> devices(Attempt attempt) {
        return attempt.localCallee().filter(callee -> !callee.isDevice() && Gruus.phone(attempt.called()).isEmpty()
                && attempt.ofCallee().own().get(CallPreferences.LOOKUP_ALL_REGISTRATIONS)
                && !isReplaced(attempt)).map(callee -> AddressOfRecord.ofDevices(callee.subscriber())).orElse(List.of());
    }

    /** Those of the callee's registrations that are called: all, or those of one phone (RFC 5627 §6.1). */
    static List<Binding> called(Attempt attempt, List<Binding> bindings) {
        return Gruus.phone(attempt.called()).map(phone -> Gruus.of(phone, bindings)).orElse(bindings);
    }

    /** The callee's own registrations, if they count. */
    static Places phones(Attempt attempt, List<Binding> bindings) {
        Optional<String> phone = Gruus.phone(attempt.called());
        if (phone.isPresent()) {
            return Places.phone(phone.get());
        }
        if (isReplaced(attempt)) {
            return Places.NONE;
        }
        boolean first = attempt.forwarded().isEmpty() && attempt.localCallee().filter(callee -> callee.turn().isNew()).isPresent();
        return first && RelayBypass.of(attempt.ofCaller(), attempt.ofCallee()).isPermitted(attempt.received(), bindings) // else there may be a relay by now
                ? Places.direct(bindings.stream().map(Binding::ruid).toList()) : Places.REGISTERED;
    }

    /** The registrations do not count. */
    private static boolean isReplaced(Attempt attempt) {
        return fitting(attempt).stream().anyMatch(mapping -> mapping.mode() == Mode.REPLACE);
    }

    /** Where the call is forwarded to after its phones have rung. */
    static Optional<Verdict.Forward> forward(Attempt attempt) {
        List<ForwardMapping.Destination> destinations = fitting(attempt).stream().filter(mapping -> mapping.mode() == Mode.FORWARD)
                .flatMap(mapping -> target(mapping, attempt).stream()).map(uri -> new ForwardMapping.Destination(uri.toString(), FORWARD_TIMEOUT)).toList();
        return destinations.isEmpty() ? Optional.empty() : Optional.of(new Verdict.Forward(attempt, new ForwardMapping(0, ForwardType.CFU, destinations,
                Optional.empty(), Optional.empty(), Optional.empty(), false)));
    }

    /** The peer that has sent this call here, and whose group it may not go back to: a location mapping forwards it ({@code allow_lm_forward_loop}). */
    static Optional<PeerHost> barred(Attempt attempt) {
        boolean mapped = attempt.forwarded().flatMap(how -> forward(how.by())).filter(forward -> forward.mapping().destinations().stream()
                .anyMatch(destination -> destination.uri().equals(attempt.dialled().toString()))).isPresent();
        return attempt.original().caller().flatMap(Caller::peer).filter(peer -> mapped && !peer.preferences().get(CallPreferences.ALLOW_LM_FORWARD_LOOP));
    }

    /** Where the call may leave to.
     * @param callee whose {@code outbound_*} settings hold there; of a call that is forced out */
    static Verdict leaves(Attempt attempt, List<PeerRoute> routes, Optional<Preferences> callee) {
        return routes.isEmpty() && barred(attempt).isPresent() ? Verdict.refuse(480, "Unavailable") : CallDecisions.leaves(attempt, routes, callee);
    }

    private static Optional<SipUri> target(LocationMapping mapping, Attempt attempt) {
        Callee.Local callee = attempt.localCallee().orElseThrow();
        String user = mapping.toUsername();
        try {
            SipUri location = mapping.location().isBlank() ? SipUri.of(user, callee.subscriber().domain(), -1) : SipUri.parse(mapping.location());
            if (!location.isSip()) {
                LOG.warn("location mapping {} is left out, {} is no SIP URI", mapping.id(), location);
                return Optional.empty();
            }
            return Optional.of(!user.isEmpty() ? location.withUser(user) : location.user().isPresent() ? location : location.withUser(attempt.calledUser()));
        } catch (MalformedMessageException spoiled) {
            LOG.warn("location mapping {} is left out, correct its location at /api/subscriberlocationmappings/: {}", mapping.id(), spoiled.getMessage());
            return Optional.empty();
        }
    }
}
