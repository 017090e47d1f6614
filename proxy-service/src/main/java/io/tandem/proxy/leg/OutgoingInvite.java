package io.tandem.proxy.leg;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.peering.PeerHost;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteVariables;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.codec.CodecFilter;
import io.tandem.proxy.codec.MediaWishes;
import io.tandem.proxy.emergency.LocationBody;
import io.tandem.proxy.header.AutoAnswer;
import io.tandem.proxy.header.HeaderCarrier;
import io.tandem.proxy.header.ShownAgent;
import io.tandem.proxy.identity.CallerIdentity;
import io.tandem.proxy.identity.Presentation;
import io.tandem.proxy.identity.Privacy;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.FlowToContact;
import io.tandem.proxy.media.MediaTerms;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.TelNumber;
import io.tandem.proxy.pbx.Attendant;
import io.tandem.proxy.pbx.CallPark;
import io.tandem.proxy.pbx.HuntTarget;
import io.tandem.proxy.peer.PeerRoute;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.Forwarded;
import io.tandem.proxy.presence.Appearances;
import io.tandem.proxy.route.LegMark;
import io.tandem.proxy.route.LooseRoute;
import io.tandem.proxy.trunk.Trunk;
import io.tandem.proxy.vsc.ServiceCodes;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Initial INVITEs as they leave the proxy. Pure; each is a copy of what came in.
 * @param self URI of this proxy
 * @param calls settings of calls
 * @param marks sign the routes of leg B */
record OutgoingInvite(SipUri self, CallProperties calls, LegMark marks) {
    private static final String CAUSE = "cause"; // RFC 4458
    private static final String MOVED = "302";
    private static final String ALERT_INFO = "Alert-Info";

    /** Leg A, to the B2BUA. */
    SipMessage toB2bua(Attempt attempt, Callee.Local callee) {
        SipUri target = SipUri.of(callee.rings().user(), callee.rings().domain(), -1);
        SipUri asked = attempt.hunt().map(group -> HuntTarget.mark(target, group))
                .orElseGet(() -> PhoneTarget.of(callee, attempt.ofCallee().own(), attempt.places()));
        SipMessage invite = bridged(attempt, asked, shownCallee(attempt, callee, target)).set(InternalHeaders.CALLEE_UUID, callee.subscriber().uuid());
        alert(attempt, callee.subscriber()).ifPresent(how -> invite.set(ALERT_INFO, "<" + how + ">"));
        return AutoAnswer.granted(invite, attempt, callee.subscriber().domain());
    }

    /** How the callee's phones are to ring ({@code alert_info_type}; RFC 7462 §8.2.3). */
    private static Optional<String> alert(Attempt attempt, Subscriber callee) {
        Preferences wishes = attempt.ofCallee().own();
        return wishes.get(CallPreferences.ALERT_INFO_TYPE).flatMap(type -> switch (type) {
            case "internal_external" -> {
                Caller caller = attempt.original().caller().orElseThrow();
                boolean internal = caller.isAuthenticated() && caller.subscriber().customerId() == callee.customerId();
                yield Optional.of("urn:alert:source:" + (internal ? "internal" : "external"));
            }
            case "url" -> wishes.get(CallPreferences.ALERT_INFO_URL).filter(url -> url.matches("[!-~&&[^<>]]{1,255}"));
            default -> Optional.empty();
        });
    }

    /** Leg A of a call to a peer, to the B2BUA. */
    SipMessage toPeer(Attempt attempt, Callee.Peer callee) {
        PeerHost host = callee.route().host();
        SipUri target = PeerTarget.of(callee.sent(), host);
        SipUri to = SipUri.of(shownCallee(attempt, callee), host.shownHost(), -1);
        boolean phone = attempt.ofCallee().own().get(CallPreferences.TO_USER_IS_PHONE);
        return bridged(attempt, target, phone ? to.withParameter("user", "phone") : to);
    }

    /** User part of To at a peer ({@code outbound_to_user}); whoever is called for help is called by the number that leads there. */
    private static String shownCallee(Attempt attempt, Callee.Peer callee) {
        PartySnapshot peer = attempt.ofCallee();
        Optional<String> wanted = attempt.isEmergency() ? Optional.empty() : switch (peer.own().get(CallPreferences.TO_USER)) {
            case RCVD_TO -> Optional.of(TelNumber.of(attempt.request().to().uri()));
            case ORIG_CALLEE -> Optional.of(attempt.original().calledUser());
            case CALLEE, PBX_EXTENSION -> Optional.empty();
        };
        return wanted.map(user -> peer.rewrite(RewriteList.CALLEE_OUT, user, () -> variables(attempt.ofCaller(), peer)))
                .filter(user -> !user.isEmpty()).orElse(callee.sent());
    }

    /** Leg A of a call to a domain of others, to the B2BUA. */
    SipMessage toForeignDomain(Attempt attempt, Callee.Foreign callee) {
        SipUri target = ForeignTarget.of(callee.uri());
        return bridged(attempt, target, ForeignTarget.onWire(target));
    }

    /** @param to To of the second leg */
    private SipMessage bridged(Attempt attempt, SipUri target, SipUri to) {
        boolean deflected = attempt.forwarded().filter(Forwarded::isDeflected).isPresent();
        return withoutPrack(attempt, AutoAnswer.stripped(legA(attempt)))
                .requestUri((deflected ? target.withParameter(CAUSE, MOVED) : target).toString())
                .set(InternalHeaders.PROXY_URI, self.toString())
                .set(InternalHeaders.APP_NAME, "sbc")
                .set(InternalHeaders.APP_PARAM, parameters(attempt))
                .set(InternalHeaders.APP_FROM, attempt.identity().orElseThrow().from().toString())
                .set(InternalHeaders.APP_TO, NameAddr.of(to).toString())
                .set(InternalHeaders.APP_PARTY, parties(attempt));
    }

    /** Subscribers with the customer whose cloud PBX they are of, and servers of peers. */
    private static String parties(Attempt attempt) {
        Attempt original = attempt.original();
        Caller caller = original.caller().orElseThrow();
        String calling = caller.isAuthenticated() ? party("caller", caller.subscriber(), original.ofCaller())
                : caller.peer().map(peer -> "caller=peer:" + peer.id()).orElse("");
        String called = switch (attempt.callee().orElseThrow()) {
            case Callee.Local local -> party("callee", local.subscriber(), attempt.ofCallee());
            case Callee.Peer peer -> "callee=peer:" + peer.route().host().id();
            case Callee.Foreign _, Callee.Application _, Callee.Unknown _, Callee.Peers _ -> "";
        };
        return calling + ";" + called;
    }

    private static String party(String name, Subscriber subscriber, PartySnapshot settings) {
        return name + "=" + subscriber.uuid() + (settings.own().get(CallPreferences.CLOUD_PBX) ? ";" + name + "_pbx=" + subscriber.customerId() : "");
    }

    /** A party may want no reliable provisional responses ({@code disable_prack_method}): then nobody offers them. */
    private static SipMessage withoutPrack(Attempt attempt, SipMessage onward) {
        return isWanted(CallPreferences.DISABLE_PRACK, attempt, attempt.ofCallee()) ? onward.removeValue(HeaderNames.SUPPORTED, "100rel") : onward;
    }

    /** The attempt for one peer: what it is shown, and the number as it knows it. */
    static Attempt forPeer(Attempt attempt, Callee.Peers callee, PeerRoute route) {
        PartySnapshot settings = route.settings();
        Caller caller = attempt.caller().orElseThrow();
        boolean kept = isWanted(CallPreferences.LNP_TO_RN, attempt, settings);
        String number = attempt.portability().routed(callee.number(), kept);
        String asked = attempt.emergency().routed(number);
        String sent = settings.rewrite(RewriteList.CALLEE_OUT, asked, () -> variables(attempt.ofCaller(), settings));
        String parameters = attempt.portability().parameters(kept, isWanted(CallPreferences.LNP_ADD_NPDI, attempt, settings));
        return attempt.to(new Callee.Peer(number, route, (sent.isEmpty() ? asked : sent) + parameters)).withCalleeData(settings)
                .withCalleesHeaders(route.headers())
                .as(new Presentation(attempt.shown(caller), attempt.original().caller().orElseThrow(), settings, Presentation.Relation.PEER,
                        attempt.redirection()).identity());
    }

    private static RewriteVariables variables(PartySnapshot caller, PartySnapshot callee) {
        return RewriteVariables.of(caller.own(), caller.customer(), callee.own(), callee.own());
    }

    /** By the caller or by the peer. */
    private static boolean isWanted(PreferenceKey<Boolean> flag, Attempt attempt, PartySnapshot peer) {
        return attempt.ofCaller().own().get(flag) || peer.own().get(flag);
    }

    /** To of the second leg ({@code outbound_to_user}, rewritten by the callee's rules). */
    private static SipUri shownCallee(Attempt attempt, Callee.Local callee, SipUri target) {
        Preferences wishes = attempt.ofCallee().own();
        String user = switch (wishes.get(CallPreferences.TO_USER)) {
            case CALLEE -> callee.rings().user();
            case RCVD_TO -> TelNumber.of(attempt.request().to().uri());
            case ORIG_CALLEE -> attempt.original().calledUser();
            case PBX_EXTENSION -> wishes.get(CallPreferences.PBX_EXTENSION).orElse(callee.rings().user());
        };
        String shown = attempt.ofCallee().rewrite(RewriteList.CALLEE_OUT, user, () -> variables(attempt.ofCaller(), attempt.ofCallee()));
        SipUri to = shown.isEmpty() ? target : target.withUser(shown);
        return wishes.get(CallPreferences.TO_USER_IS_PHONE) ? to.withParameter("user", "phone") : to;
    }

    /** Leg A, straight to the app server: no second leg follows, unless the application hands calls on. */
    SipMessage toAppServer(Attempt attempt, Callee.Application callee) {
        if (callee.isPark()) {
            String service = callee.service().orElseThrow();
            return bridged(attempt, callee.uri(), callee.uri()).set(InternalHeaders.APP_NAME, CallPark.application(service))
                    .set(InternalHeaders.APP_PARAM, parameters(attempt) + ";" + CallPark.place(service, attempt.caller().orElseThrow().subscriber()));
        }
        if (callee.isBridged()) {
            Subscriber owner = attempt.caller().orElseThrow().subscriber();
            SipUri address = SipUri.of(owner.username(), owner.domain(), -1);
            return bridged(attempt, Attendant.mark(address), address).set(InternalHeaders.CALLEE_UUID, owner.uuid());
        }
        SipMessage invite = legA(attempt).requestUri(callee.uri().toString())
                .set(InternalHeaders.APP_LENGTH, Long.toString(longestSeconds(attempt)));
        callee.service().ifPresent(service -> invite.set(InternalHeaders.APP_NAME, ServiceCodes.application(service)).set(InternalHeaders.APP_PARAM, service)
                .set(InternalHeaders.LANGUAGE, attempt.ofCaller().own().get(CallPreferences.LANGUAGE).orElse("en")));
        return invite;
    }

    private SipMessage legA(Attempt attempt) {
        SipMessage request = attempt.request();
        CallerIdentity identity = attempt.identity().orElseThrow();
        SipMessage onward = InternalHeaders.strip(request.copy());
        onward.set(HeaderNames.FROM, attempt.received().header(HeaderNames.FROM).orElseThrow())
                .set(HeaderNames.TO, attempt.received().header(HeaderNames.TO).orElseThrow()); // the caller has to know its dialog again
        onward.remove(HeaderNames.ROUTE).remove(HeaderNames.P_PREFERRED_IDENTITY).remove(HeaderNames.P_ASSERTED_IDENTITY);
        Appearances.strip(onward);
        hopDone(request, onward);
        identity.asserted().ifPresent(asserted -> onward.set(HeaderNames.P_ASSERTED_IDENTITY, asserted.toString()));
        identity.preferred().ifPresent(preferred -> onward.set(HeaderNames.P_PREFERRED_IDENTITY, preferred.toString()));
        if (identity.exposed()) {
            onward.remove(HeaderNames.PRIVACY);
        } else if (identity.anonymous() && !Privacy.of(onward).hidesIdentity()) {
            onward.add(HeaderNames.PRIVACY, "id");
        }
        identity.diversion().ifPresent(diversions -> {
            onward.remove("Diversion");
            diversions.forEach(diversion -> onward.add("Diversion", diversion));
        });
        identity.history().ifPresent(entries -> {
            onward.remove("History-Info");
            entries.forEach(entry -> onward.add("History-Info", entry));
        });
        Caller caller = attempt.caller().orElseThrow();
        LocationBody.add(onward, attempt.emergency().documents(), attempt.ofCaller().own().get(CallPreferences.LOCATION_FORMAT), caller.realm(),
                attempt.arrival());
        ShownAgent agent = ShownAgent.of(attempt.original().ofCaller().own());
        return agent.applied(onward).addFirst(HeaderNames.RECORD_ROUTE,
                        recordRoute(request, marks.sealed(request.callId(), request.fromTag().orElse(""),
                                media(terms(attempt)) + agents(agent, ShownAgent.of(attempt.ofCallee().own())))))
                .set(InternalHeaders.CALLER_UUID, caller.subscriber().uuid());
    }

    /** What is done with session descriptions. */
    static MediaTerms terms(Attempt attempt) {
        PartySnapshot calling = attempt.original().ofCaller();
        Preferences caller = calling.own();
        String callerTag = attempt.request().fromTag().orElse("");
        Preferences callee = attempt.ofCallee().own();
        List<CodecFilter> codecs = Stream.of(caller, callee).map(CodecFilter::of).filter(party -> !party.equals(CodecFilter.NONE)).toList();
        Optional<Callee.Application> application = attempt.callee().filter(Callee.Application.class::isInstance).map(Callee.Application.class::cast);
        if (application.filter(Callee.Application::isPark).isPresent()) {
            return new MediaTerms(callerTag, codecs, wishes(calling), musical(calling, MediaWishes.NONE)); // of whoever parks
        }
        MediaTerms terms = application.isPresent() ? MediaTerms.withApplication(callerTag, codecs, MediaWishes.of(caller))
                : new MediaTerms(callerTag, codecs, wishes(calling), wishes(attempt.ofCallee()));
        return attempt.places().isDirect() ? terms.direct() : terms;
    }

    private static MediaWishes wishes(PartySnapshot party) {
        return musical(party, MediaWishes.of(party.own()));
    }

    private static MediaWishes musical(PartySnapshot party, MediaWishes wishes) {
        return party.own().get(CallPreferences.MUSIC_ON_HOLD) ? party.sounds().file("music_on_hold").map(wishes::withMusic).orElse(wishes) : wishes;
    }

    private static String agents(ShownAgent caller, ShownAgent callee) {
        String token = caller.token() + "." + callee.token();
        return token.length() == 1 ? "" : ";" + LooseRoute.AGENTS + "=" + token;
    }

    private static String media(MediaTerms terms) {
        return CodecFilter.token(terms.codecs()).map(token -> ";" + LooseRoute.CODECS + "=" + token).orElse("")
                + terms.token().map(token -> ";" + LooseRoute.MEDIA + "=" + token).orElse("");
    }

    /** For the application (§2.18, §3.1). */
    private String parameters(Attempt attempt) {
        return "calltimer=" + longestSeconds(attempt) + (attempt.isEmergency() ? ";emergency=1" : "")
                + (attempt.forwarded().isPresent() ? ";original_caller=" + attempt.original().caller().orElseThrow().subscriber().uuid() : "")
                + sessionTimer(attempt.ofCallee().own(), "") + sessionTimer(attempt.original().ofCaller().own(), "aleg_");
    }

    /** Session timer of one leg (§3.4); the B2BUA knows what counts where nothing is set. */
    private static String sessionTimer(Preferences own, String prefix) {
        if (own.get(CallPreferences.SST_ENABLE).filter("yes"::equalsIgnoreCase).isEmpty()) {
            return ";" + prefix + "sst_enable=no";
        }
        StringBuilder text = new StringBuilder(";" + prefix + "sst_enable=yes");
        Stream.of(CallPreferences.SST_EXPIRES, CallPreferences.SST_MIN_TIMER, CallPreferences.SST_MAX_TIMER)
                .forEach(key -> own.get(key).ifPresent(seconds -> text.append(';').append(prefix).append(key.name()).append('=').append(seconds)));
        own.get(CallPreferences.SST_REFRESH_METHOD).filter(method -> method.matches("[A-Z_]{1,32}"))
                .ifPresent(method -> text.append(';').append(prefix).append("sst_refresh_method=").append(method));
        return text.toString();
    }

    private long longestSeconds(Attempt attempt) {
        return Math.min(calls.longest(attempt.caller().orElseThrow().subscriber()), attempt.credit().seconds().orElse(Long.MAX_VALUE));
    }

    /** Leg B, to one registered contact.
     * @param asked user part instead of that of the contact */
    SipMessage toContact(SipMessage request, Binding binding, FlowToContact flow, Optional<String> asked) {
        SipMessage onward = InternalHeaders.strip(request.copy());
        onward.remove(HeaderNames.ROUTE).remove(InternalHeaders.CALLER_UUID).remove(InternalHeaders.CALLEE_UUID);
        hopDone(request, onward);
        HeaderCarrier.unload(request, onward);
        if (Privacy.of(onward).hidesIdentity()) {
            onward.remove(HeaderNames.P_ASSERTED_IDENTITY); // a phone is not trusted (RFC 3325 §7)
        }
        SipUri target = asked.map(binding.contact()::withUser).orElse(binding.contact());
        Optional<String> cause = SipUri.parse(request.requestUri()).parameter(CAUSE);
        List<String> routes = flow.routes();
        for (String route : routes.reversed()) {
            onward.addFirst(HeaderNames.ROUTE, route);
        }
        return onward.addFirst(HeaderNames.RECORD_ROUTE, recordRoute(request, legB(request)))
                .requestUri(cause.map(code -> target.withParameter(CAUSE, code)).orElse(target).toString())
                .set(InternalHeaders.D_URI, flow.dUri().toString());
    }

    /** Leg B, to an application that hands calls on. */
    SipMessage toAttendant(SipMessage request) {
        SipMessage onward = InternalHeaders.strip(request.copy());
        onward.remove(HeaderNames.ROUTE);
        hopDone(request, onward);
        HeaderCarrier.unload(request, onward);
        return onward.addFirst(HeaderNames.RECORD_ROUTE, recordRoute(request, legB(request)))
                .requestUri(Attendant.uri());
    }

    /** Leg B, to a peer. */
    SipMessage toPeer(SipMessage request, PeerHost host, SipUri dUri, Trunk trunk) {
        SipMessage onward = InternalHeaders.strip(request.copy());
        onward.remove(HeaderNames.ROUTE).remove(InternalHeaders.CALLER_UUID).remove(InternalHeaders.CALLEE_UUID);
        hopDone(request, onward);
        HeaderCarrier.unload(request, onward);
        host.viaRoute().ifPresent(routes -> onward.addFirst(HeaderNames.ROUTE, routes));
        return onward.addFirst(HeaderNames.RECORD_ROUTE, recordRoute(request, legB(request) + trunk.mark()))
                .requestUri(PeerTarget.onWire(request.requestUri(), host).toString())
                .set(InternalHeaders.D_URI, dUri.toString());
    }

    /** Leg B, to a domain of others. */
    SipMessage toForeignDomain(SipMessage request, SipUri dUri) {
        SipMessage onward = InternalHeaders.strip(request.copy());
        HeaderCarrier.unload(request, onward);
        onward.remove(HeaderNames.ROUTE).remove(InternalHeaders.CALLER_UUID).remove(InternalHeaders.CALLEE_UUID).remove(HeaderNames.P_ASSERTED_IDENTITY);
        hopDone(request, onward);
        return onward.addFirst(HeaderNames.RECORD_ROUTE, recordRoute(request, legB(request)))
                .requestUri(ForeignTarget.onWire(SipUri.parse(request.requestUri())).toString())
                .set(InternalHeaders.D_URI, dUri.toString());
    }

    private String recordRoute(SipMessage request, String more) {
        return "<" + self + ";lr;" + LooseRoute.FROM_TAG + "=" + request.fromTag().orElse("") + more + ">";
    }

    private String legB(SipMessage request) {
        return marks.of(request.callId(), request.fromTag().orElse(""));
    }

    private static void hopDone(SipMessage request, SipMessage onward) {
        onward.set(HeaderNames.MAX_FORWARDS, Integer.toString(LooseRoute.hopsLeft(request) - 1));
    }
}
