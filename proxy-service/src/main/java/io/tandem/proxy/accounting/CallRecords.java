package io.tandem.proxy.accounting;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.data.credit.Credit;
import io.tandem.data.portability.LnpNumber;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.call.Receiver;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.credit.Charging;
import io.tandem.proxy.identity.CallerIdentity;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.json.JsonObject;
import io.tandem.proxy.ledger.Claim;
import io.tandem.proxy.media.CallQuality;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.Counted;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Builds accounting records from the SIP messages of leg A. Pure. The keys of the leg descriptions are read by billing and by operators'
 * own tools: none may be missing, unknown ones are empty. */
public final class CallRecords {
    private static final List<String> GENERAL = List.of("gpp0", "gpp1", "gpp2", "gpp3", "gpp4", "gpp5", "gpp6", "gpp7", "gpp8", "gpp9");
    private static final String NOBODY = "0";
    /** As long as a tag of a CDR. */
    private static final int MOST_USER_TO_USER = 255;

    private CallRecords() {}

    /** Record of the final response to an initial INVITE of an authenticated caller.
     * @param receiver who has answered this leg, as far as that is known */
    public static AccountingRecord invite(Attempt attempt, SipMessage response, Optional<Receiver> receiver, Instant now) {
        SipMessage request = attempt.request();
        SipUri dialled = attempt.dialled();
        Subscriber caller = attempt.caller().orElseThrow().subscriber();
        Destination destination = Destination.of(attempt);
        return new AccountingRecord(Methods.INVITE, request.fromTag().orElse(""), response.toTag().orElse(""), request.callId(),
                response.status(), response.reason(), now, sourceLeg(attempt),
                destinationLeg(attempt, destination, receiver), caller.username(), caller.domain(),
                dialled.decodedUser().orElse(""), destination.user(), destination.domain(),
                attempt.forwarded().map(how -> how.type().word() + "-" + how.number()).orElse(""));
    }

    /** Records of a text message that was sent to a peer, one for each of its parts, and of its end if the peer has taken it: it has no length. */
    public static List<AccountingRecord> message(Attempt attempt, SipMessage response, Instant now) {
        AccountingRecord whole = invite(attempt, response, Optional.empty(), now);
        List<AccountingRecord> records = new ArrayList<>(List.of(whole));
        int parts = response.status() < 300 ? Charging.parts(attempt) : 1;
        for (int part = 2; part <= parts; part++) {
            Credit own = new Credit(attempt.credit().seconds(), attempt.credit().reservations().stream().skip(part - 1).limit(1).toList());
            records.add(invite(attempt.with(own), response, Optional.empty(), now)
                    .branch((whole.branchId().isEmpty() ? "" : whole.branchId() + "-") + "part-" + part));
        }
        if (response.status() < 300) {
            records.add(new AccountingRecord(Methods.BYE, whole.fromTag(), whole.toTag(), whole.callId(), 200, "OK", now, "{}", "{}", whole.srcUser(),
                    whole.srcDomain(), "", whole.dstUser(), whole.dstDomain(), ""));
        }
        return records;
    }

    /** Record of a BYE, from the BYE alone: the process that saw the call begin may be gone. */
    public static AccountingRecord bye(SipMessage bye, Instant now, Optional<CallQuality> quality) {
        SipUri from = bye.from().uri();
        SipUri to = bye.to().uri();
        return new AccountingRecord(Methods.BYE, bye.fromTag().orElse(""), bye.toTag().orElse(""), bye.callId(), 200, "OK", now, "{}",
                quality.map(CallRecords::heard).orElse("{}"), from.decodedUser().orElse(""), from.host(), "", to.decodedUser().orElse(""), to.host(), "");
    }

    /** Record of a transfer, from the REFER alone. Its source leg names the dialog that ends by it: that of the second call, or this one.
     * @param accepted 2xx */
    public static AccountingRecord refer(SipMessage refer, SipMessage accepted, Instant now) {
        SipUri from = refer.from().uri();
        SipUri to = refer.to().uri();
        Optional<SipUri> target = referred(refer);
        String own = refer.callId() + ";to-tag=" + refer.toTag().orElse("") + ";from-tag=" + refer.fromTag().orElse("");
        return new AccountingRecord(Methods.REFER, refer.fromTag().orElse(""), refer.toTag().orElse(""), refer.callId(), accepted.status(), accepted.reason(),
                now, new JsonObject().put("cid", target.flatMap(CallRecords::replaced).orElse(own)).done(), "{}", from.decodedUser().orElse(""),
                from.host(), "", target.flatMap(SipUri::decodedUser).orElse(""), target.map(SipUri::host).orElse(to.host()), "");
    }

    private static Optional<SipUri> referred(SipMessage refer) {
        try {
            return refer.header("Refer-To").map(text -> NameAddr.parse(text).uri()).filter(SipUri::isSip);
        } catch (MalformedMessageException unreadable) {
            return Optional.empty(); // whoever has accepted it can read it
        }
    }

    /** The dialog that Replaces names (RFC 3891 §6.1), as it is written. */
    private static Optional<String> replaced(SipUri target) {
        return Arrays.stream(target.headers().split("&")).filter(header -> header.regionMatches(true, 0, "replaces=", 0, "replaces=".length())).findFirst()
                .map(header -> SipUri.unescape(header.substring("replaces=".length())));
    }

    private static String heard(CallQuality quality) {
        JsonObject figures = new JsonObject();
        figures.put("avg_score", rounded(quality.score()));
        figures.put("avg_packetloss", rounded(quality.packetLoss()));
        figures.put("avg_jitter", rounded(quality.jitter()));
        figures.put("avg_rtt", rounded(quality.roundTrip()));
        return "{\"mos\":" + figures.done() + "}";
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
    }

    private static String sourceLeg(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        Subscriber subscriber = caller.subscriber();
        CallerNumbers numbers = attempt.shown(caller);
        JsonObject leg = new JsonObject();
        leg.put("uuid", subscriber.uuid());
        leg.put("u", subscriber.username());
        leg.put("d", subscriber.domain());
        leg.put("cli", attempt.forwarded().map(how -> CallerNumbers.network(how.forwarder())).orElse(numbers.network()));
        putAccount(leg, Optional.of(subscriber));
        leg.put("pau", caller.userName());
        leg.put("par", caller.realm());
        leg.put("clir", numbers.anonymous() ? 1 : 0);
        leg.put("s", Charging.isMessage(attempt) ? "sms" : attempt.forwarded().map(how -> how.type().word()).orElse("call"));
        leg.put("ip", Charging.sourceIp(attempt));
        leg.put("t", BigDecimal.valueOf(attempt.arrival().toEpochMilli(), 3));
        putGeneral(leg, Optional.of(subscriber));
        leg.put("cli_out", attempt.identity().flatMap(identity -> identity.from().uri().decodedUser()).orElse(numbers.userProvided()));
        leg.put("pai", attempt.identity().flatMap(CallerIdentity::asserted).flatMap(asserted -> asserted.uri().decodedUser()).orElse(numbers.network()));
        leg.put("ppi", attempt.request().header(HeaderNames.P_PREFERRED_IDENTITY).orElse(""));
        leg.put("lcr", caller.peer().map(peer -> Integer.toString(peer.id())).orElse(""));
        putCarrier(leg, attempt.portability().caller(), attempt.ofCaller());
        putQuota(leg, attempt, Claim.Party.CALLER);
        leg.put("div", attempt.identity().flatMap(CallerIdentity::diversion).flatMap(values -> values.stream().findFirst()).orElse(""));
        leg.put("last_hih", attempt.identity().flatMap(CallerIdentity::history).filter(values -> !values.isEmpty()).map(List::getLast).orElse(""));
        leg.put("u2u", attempt.received().header("User-to-User").map(text -> text.substring(0, Math.min(text.length(), MOST_USER_TO_USER))).orElse(""));
        leg.put("cid", "");
        leg.put("rsv", attempt.credit().reservations().stream().findFirst().orElse(""));
        return leg.done();
    }

    private static String destinationLeg(Attempt attempt, Destination destination, Optional<Receiver> receiver) {
        SipUri dialled = attempt.dialled();
        JsonObject leg = new JsonObject();
        leg.put("plu", "");
        putAccount(leg, destination.subscriber());
        leg.put("dialed", dialled.decodedUser().orElse(""));
        leg.put("uuid", destination.subscriber().map(Subscriber::uuid).orElse(NOBODY));
        leg.put("u", destination.user());
        leg.put("d", destination.domain());
        leg.put("u_in", destination.normalised());
        leg.put("d_in", dialled.host());
        leg.put("u_out", destination.sent());
        putGeneral(leg, destination.subscriber());
        leg.put("lcr", destination.peer());
        putCarrier(leg, attempt.portability().callee(), attempt.ofCallee());
        putQuota(leg, attempt, Claim.Party.CALLEE);
        leg.put("fci", "");
        leg.put("hg_ext_response", receiver.flatMap(who -> attempt.hunt().flatMap(group -> group.extension(who.rings()))).orElse(""));
        leg.put("r_user", receiver.map(who -> who.rings().user()).orElse(""));
        leg.put("r_ua", receiver.map(Receiver::userAgent).orElse(""));
        return leg.done();
    }

    private static void putCarrier(JsonObject leg, Optional<LnpNumber> number, PartySnapshot party) {
        leg.put("lnp_p", number.map(row -> row.carrier().prefix()).or(() -> party.own().get(CallPreferences.DEFAULT_LNP_PREFIX)).orElse(""));
        leg.put("lnp_t", number.map(LnpNumber::type).orElse(""));
    }

    /** The quota of parallel calls, and how many there are with this one (§2.7). */
    private static void putQuota(JsonObject leg, Attempt attempt, Claim.Party party) {
        Optional<Counted.Quota> quota = attempt.counted().flatMap(counted -> counted.quota(party));
        leg.put("cc_quota", quota.map(set -> Integer.toString(set.max())).orElse(""));
        leg.put("cc_sub", quota.map(Counted.Quota::subscriber).map(CallRecords::text).orElse(""));
        leg.put("cc_cust", quota.map(Counted.Quota::customer).map(CallRecords::text).orElse(""));
    }

    private static String text(OptionalLong calls) {
        return calls.isPresent() ? Long.toString(calls.getAsLong()) : "";
    }

    private static void putAccount(JsonObject leg, Optional<Subscriber> subscriber) {
        leg.put("s_id", subscriber.flatMap(Subscriber::externalId).orElse(""));
        leg.put("c_id", subscriber.flatMap(Subscriber::customerExternalId).orElse(""));
        leg.put("a_id", subscriber.map(Subscriber::customerId).orElse(0));
    }

    private static void putGeneral(JsonObject leg, Optional<Subscriber> subscriber) {
        String[] gpp = new String[GENERAL.size()];
        for (int i = 0; i < gpp.length; i++) {
            String name = GENERAL.get(i);
            gpp[i] = subscriber.flatMap(known -> known.preferences().string(name)).orElse("");
        }
        leg.put("gpp", gpp);
    }

    /** The callee as rows show it.
     * @param normalised number after the caller's rewrite rules
     * @param sent       number as it left
     * @param peer       id of the peer's server; empty for a callee that is no peer's */
    private record Destination(Optional<Subscriber> subscriber, String user, String domain, String normalised, String sent, String peer) {

        static Destination of(Attempt attempt) {
            String user = attempt.called().decodedUser().orElse("");
            return attempt.callee().map(callee -> switch (callee) {
                case Callee.Local local -> here(local);
                case Callee.Application application when application.waitsFor().isPresent() -> here(application.waitsFor().get());
                case Callee.Peer peer -> new Destination(Optional.empty(), peer.number(), peer.route().host().ip(), user, peer.sent(),
                        Integer.toString(peer.route().host().id()));
                case Callee.Foreign foreign -> elsewhere(foreign.uri().decodedUser().orElse(""), foreign.uri().host());
                case Callee.Application _, Callee.Unknown _, Callee.Peers _ -> elsewhere(user, attempt.called().host());
            }).orElseGet(() -> elsewhere(user, attempt.called().host()));
        }

        private static Destination here(Callee.Local local) {
            return new Destination(Optional.of(local.subscriber()), local.subscriber().username(), local.subscriber().domain(), local.dialled(),
                    local.asked().orElse(local.dialled()), "");
        }

        private static Destination elsewhere(String user, String host) {
            return new Destination(Optional.empty(), user, host, user, user, "");
        }
    }
}
