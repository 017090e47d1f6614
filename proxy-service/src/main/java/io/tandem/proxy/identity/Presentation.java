package io.tandem.proxy.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.preference.ShownNumber;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteVariables;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.Parameters;
import io.tandem.sip.message.SipUri;

/** Builds the headers that show the caller to one callee, by the {@code outbound_*} preferences of that callee (§2.9). Pure.
 * @param numbers  of the caller, after all checks
 * @param caller   who calls
 * @param callee   settings of the callee
 * @param relation of the two
 * @param redirection how the call came to this callee, if a subscriber forwards it */
public record Presentation(CallerNumbers numbers, Caller caller, PartySnapshot callee, Relation relation, Optional<Redirection> redirection) {
    private static final NameAddr ANONYMOUS = new NameAddr("Anonymous", SipUri.of("anonymous", Privacy.NOBODYS_HOST, -1), Parameters.NONE);

    private static final int SIP_PORT = 5060;
    private static final int UNCONDITIONAL = 302;

    /** What the callee is to the caller. */
    public enum Relation {
        SUBSCRIBER,
        /** In the same cloud PBX. */
        COLLEAGUE,
        /** A network that is trusted with numbers (RFC 3325). */
        PEER
    }

    public CallerIdentity identity() {
        Preferences wishes = callee.own();
        boolean exposed = numbers.anonymous() && isShownAnyway();
        boolean hidden = numbers.anonymous() && !exposed;
        SipUri shown = uri(number(CallPreferences.FROM_USER).orElse(numbers.userProvided()));
        NameAddr from = NameAddr.of(wishes.get(CallPreferences.FROM_USER_IS_PHONE) ? shown.withParameter("user", "phone") : shown)
                .withDisplayName(value(wishes.get(CallPreferences.FROM_DISPLAY)).or(this::colleaguesName).orElse(""));
        Optional<NameAddr> asserted = header(CallPreferences.PAI_USER)
                .map(address -> address.withDisplayName(value(wishes.get(CallPreferences.PAI_DISPLAY)).orElse("")));
        boolean hidesAsserted = hidden && own().get(CallPreferences.PAI_CLIR);
        return new CallerIdentity(hidden ? anonymous(from) : from, hidesAsserted ? asserted.map(_ -> ANONYMOUS) : asserted,
                hidden ? Optional.empty() : header(CallPreferences.PPI_USER), hidden, exposed, diversion(), history(),
                hidesAsserted ? "" : value(wishes.get(CallPreferences.PAI_USER)).or(() -> value(wishes.get(CallPreferences.FROM_USER)))
                        .orElse(numbers.userProvided()));
    }

    /** To a peer the number stays unless it wants otherwise. */
    private NameAddr anonymous(NameAddr from) {
        return relation == Relation.PEER && !callee.own().get(CallPreferences.ANONYMIZE_FROM_USER) ? from.withDisplayName(ANONYMOUS.displayName()) : ANONYMOUS;
    }

    /** Authorities see every number; colleagues do unless the caller hides from them, too. */
    private boolean isShownAnyway() {
        return callee.own().get(CallPreferences.CLIR_OVERRIDE) || relation == Relation.COLLEAGUE && !own().get(CallPreferences.CLIR_INTRAPBX);
    }

    private Preferences own() {
        return caller.subscriber().preferences();
    }

    private Optional<NameAddr> header(PreferenceKey<ShownNumber> which) {
        return number(which).map(number -> NameAddr.of(uri(number)));
    }

    /** Colleagues see the extension instead of the number that others see, unless the callee wants something else (§3.10). */
    private Optional<String> number(PreferenceKey<ShownNumber> which) {
        ShownNumber wanted = callee.own().get(which);
        boolean own = numbers.userProvided().equals(numbers.network());
        return relation == Relation.COLLEAGUE && wanted == which.absent() && wanted != ShownNumber.NONE && own
                ? value(ShownNumber.PBX_EXTENSION).or(() -> value(wanted)) : value(wanted);
    }

    private Optional<String> colleaguesName() {
        return relation == Relation.COLLEAGUE ? value(ShownNumber.NP_DISPLAY) : Optional.empty();
    }

    private SipUri uri(String number) {
        return SipUri.of(callee.rewrite(RewriteList.CALLER_OUT, number, this::variables), caller.realm(), -1);
    }

    private RewriteVariables variables() {
        return RewriteVariables.of(own(), caller.subscriber().customerPreferences(), callee.own(), callee.own());
    }

    /** Empty where this caller has no such number, and for {@code none}. */
    private Optional<String> value(ShownNumber which) {
        return switch (which) {
            case NONE -> Optional.empty();
            case NPN -> Optional.of(numbers.network()).filter(number -> !number.isEmpty());
            case UPN -> Optional.of(numbers.userProvided()).filter(number -> !number.isEmpty());
            case AUTH_USER -> Optional.of(caller.userName()).filter(name -> !name.isEmpty());
            case RCV_DISPLAY -> Optional.of(numbers.display()).filter(display -> !display.isEmpty());
            case PEER_AUTH_USER -> callee.own().get(CallPreferences.PEER_AUTH_USER);
            case PBX_EXTENSION -> own().get(CallPreferences.PBX_EXTENSION);
            case NP_DISPLAY -> own().get(CallPreferences.DISPLAY_NAME);
            case UPRN_NPN -> redirecting().or(() -> value(ShownNumber.NPN));
            case UPRN_UPN -> redirecting().or(() -> value(ShownNumber.UPN));
            case UPRN_AUTH_USER -> redirecting().or(() -> value(ShownNumber.AUTH_USER));
            case UPRN_RCV_DISPLAY -> redirecting().or(() -> value(ShownNumber.RCV_DISPLAY));
            case PBX_EXTENSION_NP_DISPLAY -> value(ShownNumber.PBX_EXTENSION).or(() -> value(ShownNumber.NP_DISPLAY));
            case RCV_DISPLAY_NP_DISPLAY -> value(ShownNumber.RCV_DISPLAY).or(() -> value(ShownNumber.NP_DISPLAY));
        };
    }

    private Optional<String> redirecting() {
        return Optional.of(numbers.redirecting()).filter(number -> !number.isEmpty());
    }

    private Optional<List<String>> diversion() {
        return switch (callee.own().get(CallPreferences.DIVERSION)) {
            case AS_RECEIVED -> Optional.empty();
            case NONE -> Optional.of(List.of());
            case UPRN -> Optional.of(redirecting().map(this::diversionOf).stream().toList());
            case NPN -> Optional.of(redirecting().map(_ -> diversionOf(numbers.network())).stream().toList());
        };
    }

    /** RFC 5806 §4. */
    private String diversionOf(String number) {
        return "<" + (hidesForwarder() ? ANONYMOUS.uri() : forwarder(number, -1)) + ">;reason=" + redirection.map(Redirection::reason).orElse("unconditional")
                + ";privacy=" + (isForwarderHidden() ? "full" : "off") + ";counter=" + callee.own().get(CallPreferences.DIVERSION_COUNTER).orElse("1");
    }

    private SipUri forwarder(String number, int port) {
        return SipUri.of(callee.rewrite(RewriteList.CALLER_OUT, number, this::variables), redirection.map(Redirection::domain).orElse(caller.realm()), port);
    }

    private boolean isForwarderHidden() {
        return redirection.filter(Redirection::hidden).isPresent();
    }

    /** Peers are trusted to keep it to themselves. */
    private boolean hidesForwarder() {
        return relation != Relation.PEER && isForwarderHidden();
    }

    private Optional<List<String>> history() {
        return switch (callee.own().get(CallPreferences.HISTORY_INFO)) {
            case AS_RECEIVED -> Optional.empty();
            case NONE -> Optional.of(List.of());
            case UPRN, NPN -> Optional.of(redirecting().map(this::historyOf).orElse(List.of()));
        };
    }

    /** Whoever was called before, and who is called now (RFC 7044 §5). */
    private List<String> historyOf(String number) {
        String reason = "Reason=SIP%3bcause%3d" + redirection.map(Redirection::cause).orElse(UNCONDITIONAL);
        String before = hidesForwarder() ? "<" + phone(ANONYMOUS.uri()) + "?privacy=history>"
                : "<" + phone(forwarder(number, SIP_PORT)) + "?" + reason + (isForwarderHidden() ? "&Privacy=history" : "") + ">";
        List<String> entries = new ArrayList<>(List.of(before + ";index=1"));
        redirection.ifPresent(forward -> entries.add("<" + phone(SipUri.of(forward.target().decodedUser().orElse(""), forward.target().host(), SIP_PORT))
                + ">;index=1.1"));
        return entries;
    }

    private static SipUri phone(SipUri uri) {
        return uri.withParameter("user", "phone");
    }
}
