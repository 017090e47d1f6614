package io.tandem.proxy.plan;

import java.util.List;
import java.util.TreeSet;

import io.tandem.data.pattern.Wildcard;
import io.tandem.data.peering.Peering;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.identity.CliScreening;
import io.tandem.proxy.loop.LoopDetector;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.portability.Porting;
import io.tandem.proxy.screen.Lock;
import io.tandem.proxy.screen.Ncos;
import io.tandem.proxy.screen.SourceAddress;
import io.tandem.proxy.stir.Verification;

/** What the steps decide on, in words for an operator. Pure; nothing of this runs for a call until somebody asks for its trace. */
final class CallTexts {
    private CallTexts() {}

    static String caller(Attempt attempt) {
        Caller caller = known(attempt);
        return caller.peer().map(peer -> "peer " + peer.name() + ", server " + peer.id())
                .orElseGet(() -> (caller.isStranger() ? "stranger " : "") + caller.subscriber().addressOfRecord() + ", subscriber "
                        + caller.subscriber().id() + ", customer " + caller.subscriber().customerId());
    }

    static String headers(Attempt attempt) {
        boolean ruled = attempt.callersHeaders().hasRules() || attempt.forwardersHeaders().hasRules();
        return ruled ? "changed: " + new TreeSet<>(attempt.headers().touched()) : "no rules";
    }

    static String sourceAddress(Attempt attempt) {
        return "from " + SourceAddress.of(attempt.request(), known(attempt)) + ", allowed_ips " + own(attempt).list("allowed_ips")
                + ", man_allowed_ips " + own(attempt).list("man_allowed_ips") + set(own(attempt), CallPreferences.IGNORE_ALLOWED_IPS);
    }

    static String userAgent(Attempt attempt) {
        return "User-Agent '" + known(attempt).userAgent() + "', ua_filter_list " + list(own(attempt), CallPreferences.UA_FILTER_LIST,
                CallPreferences.UA_FILTER_WHITELIST) + set(own(attempt), CallPreferences.UA_REJECT_MISSING);
    }

    static String from(Attempt attempt) {
        return "From " + attempt.request().from() + ", inbound_upn " + own(attempt).get(CallPreferences.INBOUND_UPN);
    }

    static String numbers(Attempt attempt) {
        return attempt.shown(known(attempt)).toString();
    }

    static String dialled(Attempt attempt) {
        return "dialled " + attempt.dialled();
    }

    static String rewritten(Attempt attempt) {
        return "called " + attempt.called() + ", " + numbers(attempt) + ", " + own(attempt).string("rewrite_rule_set")
                .map(set -> "rewrite rule set " + set).orElse("no rewrite rules");
    }

    static String overridePin(Attempt attempt) {
        return CallDecisions.dialsOverride(attempt) ? "*80* dialled" : "no override code dialled"; // PINs are secret
    }

    static String lifted(Attempt attempt) {
        return switch (attempt.lifted()) {
            case NOTHING -> "";
            case OWN -> "lifts block lists and NCOS that are not an administrator's, called " + attempt.called();
            case ALL -> "lifts all block lists and NCOS, called " + attempt.called();
        };
    }

    static String called(Attempt attempt) {
        return "called " + attempt.called() + ", " + numbers(attempt);
    }

    static String ownNumber(Attempt attempt) {
        return numbers(attempt) + ", upn_block_list " + list(own(attempt), CallPreferences.UPN_BLOCK, CallPreferences.UPN_BLOCK_WHITELIST)
                + set(own(attempt), CallPreferences.UPN_BLOCK_CLIR);
    }

    static String cliScreening(Attempt attempt) {
        CliScreening screening = CallDecisions.screening(attempt);
        return numbers(attempt) + ", allowed_clis " + screening.allowed() + ", otherwise " + screening.policy();
    }

    static String callerLock(Attempt attempt) {
        return "lock " + CallDecisions.lock(attempt) + emergencyMark(attempt);
    }

    static String emergency(Attempt attempt) {
        return (attempt.isEmergency() ? "emergency call" : "no emergency call") + set(own(attempt), CallPreferences.REJECT_EMERGENCY);
    }

    static String loop(Attempt attempt) {
        return LoopDetector.nameOf(attempt.request());
    }

    static String callee(Attempt attempt) {
        return attempt.callee().map(callee -> switch (callee) {
            case Callee.Local local -> "subscriber " + local.subscriber().id() + " " + local.subscriber().addressOfRecord()
                    + local.asked().map(user -> ", asked for " + user).orElse("");
            case Callee.Application application -> "application " + application.uri();
            case Callee.Foreign foreign -> "domain " + foreign.uri().host() + ", looked up in the DNS";
            case Callee.Unknown _ -> "no subscriber";
            case Callee.Peers peers -> "peers " + peers.routes();
            case Callee.Peer peer -> "peer " + peer.route();
        }).orElse("not looked for");
    }

    static String portabilityQuestion(Attempt attempt) {
        return "callee " + Porting.question(attempt).callee().map(number -> "number " + number).orElse("not asked for") + ", caller "
                + Porting.question(attempt).callerNumber().map(number -> "number " + number).orElse("not asked for");
    }

    static String foreignLock(Attempt attempt) {
        return "lock " + CallDecisions.lock(attempt) + ", callee " + (CallDecisions.isHome(attempt) ? "in the caller's domain" : "elsewhere")
                + emergencyMark(attempt);
    }

    static String blockIn(Attempt attempt) {
        Preferences user = attempt.ofCallee().own();
        Preferences customer = attempt.ofCallee().customer();
        return numbers(attempt) + ", administrators' " + in(customer, true) + " and " + in(user, true) + ", customer's " + in(customer, false)
                + ", callee's " + in(user, false);
    }

    private static String in(Preferences owner, boolean admin) {
        return admin ? list(owner, CallPreferences.ADM_BLOCK_IN, CallPreferences.ADM_BLOCK_IN_WHITELIST) + set(owner, CallPreferences.ADM_BLOCK_IN_CLIR)
                : list(owner, CallPreferences.BLOCK_IN, CallPreferences.BLOCK_IN_WHITELIST) + set(owner, CallPreferences.BLOCK_IN_CLIR);
    }

    static String calleeLock(Attempt attempt) {
        return "lock " + attempt.localCallee().map(local -> Lock.of(local.subscriber())).orElse(Lock.NONE);
    }

    static String ncos(Attempt attempt) {
        return "called " + CallDecisions.restrictedNumber(attempt) + carrier(attempt) + ", levels " + Ncos.names(attempt.ofCaller()) + ", adm_ncos_exceptions "
                + own(attempt).get(CallPreferences.ADM_NCOS_EXCEPTIONS)
                + (CallDecisions.isIntraPbx(attempt) ? ", within one PBX" : "") + emergencyMark(attempt);
    }

    private static String carrier(Attempt attempt) {
        return attempt.portability().callee().map(row -> " at carrier " + row.carrier().name()).orElse("");
    }

    static String blockOut(Attempt attempt) {
        Preferences user = own(attempt);
        Preferences customer = attempt.ofCaller().customer();
        return "called " + CallDecisions.calledAs(attempt) + ", administrators' " + out(customer, true) + " and " + out(user, true) + ", customer's "
                + out(customer, false) + ", caller's " + out(user, false) + emergencyMark(attempt) + CallDecisions.diverted(attempt)
                .map(instead -> ", divert_block_out " + instead.calledUser()).orElse("");
    }

    private static String out(Preferences owner, boolean admin) {
        return admin ? list(owner, CallPreferences.ADM_BLOCK_OUT, CallPreferences.ADM_BLOCK_OUT_WHITELIST)
                : list(owner, CallPreferences.BLOCK_OUT, CallPreferences.BLOCK_OUT_WHITELIST);
    }

    static String identityHeaders(Attempt attempt) {
        return CallDecisions.isVerified(attempt) ? "Identity headers " + attempt.original().request().count("Identity") : "nobody to vouch for";
    }

    static String verified(Attempt attempt) {
        return attempt.verified().map(Verification.Passed::verstat).orElse("");
    }

    static String forwards(Attempt attempt) {
        return attempt.localCallee().map(local -> attempt.forwards().mappings().isEmpty() ? "no forwards" : attempt.forwards().mappings().size()
                + " forwards in zone " + attempt.forwards().zone() + ", for callers " + ForwardDecisions.callers(attempt)).orElse("no subscriber")
                + set(attempt.ofCallee().own(), CallPreferences.DND);
    }

    static String forwarded(Attempt attempt) {
        return attempt.forwarded().map(how -> how + " to " + attempt.dialled() + ", leg " + how.number()).orElse("");
    }

    static String extension(Attempt attempt) {
        return dialled(attempt) + ", cloud_pbx_base_cli " + own(attempt).get(CallPreferences.PBX_BASE_CLI).orElse("none");
    }

    static String group(Attempt attempt) {
        return attempt.localCallee().map(callee -> callee.subscriber().preferences()).map(group -> "cloud_pbx_hunt_policy "
                + group.get(CallPreferences.HUNT_POLICY) + ", members " + group.get(CallPreferences.HUNT_GROUP)).orElse("no subscriber");
    }

    static String hunt(Attempt attempt) {
        return attempt.hunt().map(Object::toString).orElse("no group that calls its members");
    }

    static String rings(Attempt attempt) {
        return attempt.localCallee().map(local -> "contacts of " + local.rings()).orElse("no contacts needed");
    }

    static String reached(Attempt attempt) {
        return attempt.localCallee().isPresent() ? "registered" : "";
    }

    static String forPeers(Attempt attempt) {
        return "callee " + callee(attempt) + ", called " + attempt.called() + ", number " + Porting.routed(attempt) + ", caller "
                + callerUri(attempt);
    }

    /** As peering rules see it. */
    static Peering.Call peeringCall(Attempt attempt) {
        String number = Porting.routed(attempt);
        return new Peering.Call(number, CallDecisions.changed(attempt.called(), attempt.calledUser(), number).toString(), callerUri(attempt),
                attempt.arrival());
    }

    /** As peering rules see the caller. */
    private static String callerUri(Attempt attempt) {
        return attempt.forwarded().filter(_ -> own(attempt).get(CallPreferences.LCR_PEER_CF)).map(Forwarded::forwarder)
                .map(forwarder -> "sip:" + CallerNumbers.network(forwarder) + "@" + forwarder.domain())
                .orElseGet(() -> "sip:" + attempt.shown(known(attempt)).userProvided() + "@" + known(attempt.original()).realm());
    }

    static String identity(Attempt attempt) {
        return attempt.identity().map(Object::toString).orElse("as each peer wants it");
    }

    static String calls(Attempt attempt) {
        return "calls of caller and callee" + (attempt.isEmergency() ? ", which no limit holds for" : "") + emergencyMark(attempt);
    }

    static String lasts(Attempt attempt) {
        return attempt.credit().seconds().isPresent() ? "credit for " + attempt.credit().seconds().getAsLong() + " s" : "not prepaid";
    }

    static String counted(Attempt attempt) {
        return attempt.counted().map(Counted::toString).orElse("");
    }

    private static String list(Preferences owner, PreferenceKey<List<Wildcard>> patterns, PreferenceKey<Boolean> whitelist) {
        return owner.get(patterns) + (owner.get(whitelist) ? " (whitelist)" : "");
    }

    private static String set(Preferences owner, PreferenceKey<Boolean> flag) {
        return owner.get(flag) ? ", " + flag : "";
    }

    private static String emergencyMark(Attempt attempt) {
        return attempt.isEmergency() ? ", emergency call" : "";
    }

    private static Preferences own(Attempt attempt) {
        return known(attempt).subscriber().preferences();
    }

    private static Caller known(Attempt attempt) {
        return attempt.caller().orElseThrow();
    }
}
