package io.tandem.proxy.vsc;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.RewriteVariables;
import io.tandem.data.snapshot.E164Number;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.sip.message.SipUri;

/** Finds out what a dialled code means (§3.8). Immutable. */
public final class ServiceCodes {
    /** Host of request URIs for the app server's service codes, and of their records. */
    public static final String DOMAIN = "vsc.local";
    /** What user parts of request URIs for one's own voice box begin with. */
    public static final String OWN_VOICEBOX = "abc";
    private static final String INVALID = "invalid";
    private static final String SETTINGS = "sw_vsc";
    private static final String LAST_CALLER = "play_last_caller";
    private static final String CALL_QUEUE = "callqueues"; // by no code
    private static final String MALICIOUS_CALL = "malicious_call";
    private static final Pattern BEGIN = Pattern.compile("\\*(\\d{1,4})\\*(.*)");
    private static final int LONGEST_CODE = 4;
    private static final Pattern NUMBER = Pattern.compile("\\+?\\d{1,30}");
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3])([0-5]\\d)");
    private static final Pattern RING = Pattern.compile("(\\d{1,3})\\*(\\+?\\d+)");
    private static final Pattern PLACE = Pattern.compile("\\d{0,4}");
    private static final Pattern SLOT = Pattern.compile("(\\d)(\\+?\\d+)");

    /** What follows a code. */
    private enum Kind { FORWARD, RINGING_FORWARD, SPEED_DIAL, REMINDER, SWITCH, ANYTHING_SWITCH, BEGIN_ONLY, END_ONLY, ANYTHING_END_ONLY, PLACE }

    private record Service(String name, Kind kind) {}

    private final Map<String, Service> services = new HashMap<>();
    private final String hideNumber;
    private final String redial;
    private final String autoAnswer;
    private final String voicemailNumber;

    public ServiceCodes(VscProperties settings) {
        add(settings.cfu(), "cfu", Kind.FORWARD);
        add(settings.cfb(), "cfb", Kind.FORWARD);
        add(settings.cft(), "cft", Kind.RINGING_FORWARD);
        add(settings.cfna(), "cfna", Kind.FORWARD);
        add(settings.speedDial(), "speeddial", Kind.SPEED_DIAL);
        add(settings.reminder(), "reminder", Kind.REMINDER);
        add(settings.blockAnonymous(), "block_in_clir", Kind.ANYTHING_SWITCH);
        add(settings.hideNumber(), "clir", Kind.SWITCH);
        add(settings.hideConnected(), "colr", Kind.SWITCH);
        add(settings.doNotDisturb(), "dnd", Kind.SWITCH);
        add(settings.lastCaller(), LAST_CALLER, Kind.BEGIN_ONLY);
        add(settings.maliciousCall(), MALICIOUS_CALL, Kind.BEGIN_ONLY);
        add(settings.forwardsOff(), "forwards", Kind.ANYTHING_END_ONLY);
        add(settings.everythingOff(), "everything", Kind.END_ONLY);
        add(settings.park(), "park", Kind.PLACE);
        add(settings.unpark(), "unpark", Kind.PLACE);
        hideNumber = settings.hideNumber();
        redial = settings.redial();
        autoAnswer = settings.autoAnswer();
        voicemailNumber = settings.voicemailNumber();
    }

    private void add(String code, String name, Kind kind) {
        if (!code.isEmpty()) {
            services.put(code, new Service(name, kind));
        }
    }

    /** The number of everybody's own voice box? */
    public boolean isVoicebox(String dialled) {
        return !voicemailNumber.isEmpty() && dialled.equals(voicemailNumber);
    }

    /** What was dialled last is to be dialled again? */
    public boolean isRedial(String dialled) {
        return !redial.isEmpty() && dialled.equals("*" + redial + "*");
    }

    /** What is dialled again: no codes. */
    public static boolean isRedialled(String dialled) {
        return !dialled.isEmpty() && !dialled.startsWith("*") && !dialled.startsWith("#");
    }

    /** The number that is to be called with the caller's own number hidden, this once; empty for anything else.
     * @param dialled user part of the request URI */
    public Optional<String> hidden(String dialled) {
        return behind(hideNumber, dialled);
    }

    /** The number whose phone is to answer by itself; empty for anything else.
     * @param dialled user part of the request URI */
    public Optional<String> answeredAtOnce(String dialled) {
        return behind(autoAnswer, dialled);
    }

    private static Optional<String> behind(String code, String dialled) {
        Matcher begin = BEGIN.matcher(dialled);
        return !code.isEmpty() && begin.matches() && begin.group(1).equals(code) && !begin.group(2).isEmpty() ? Optional.of(begin.group(2)) : Optional.empty();
    }

    /** The application of the app server that a request is for.
     * @param parameters of the {@link ServiceRequest} */
    public static String application(String parameters) {
        return Stream.of(LAST_CALLER, MALICIOUS_CALL, CALL_QUEUE).filter(name -> parameters.startsWith(name + "=")).findFirst().orElse(SETTINGS);
    }

    /** What a subscriber asks for; empty if it has dialled no code.
     * @param dialled  user part of the request URI, before the rewrite rules
     * @param settings of the subscriber: its rules make numbers behind codes normal
     * @throws io.tandem.data.pattern.PatternTooCostlyException if a rule cannot be decided in bounded time */
    public Optional<ServiceRequest> find(String dialled, Subscriber caller, PartySnapshot settings) {
        if (dialled.equals(LAST_CALLER) || dialled.equals(MALICIOUS_CALL)) {
            return Optional.of(new ServiceRequest(SipUri.of(dialled, DOMAIN, -1), dialled + "=on"));
        }
        Matcher begin = BEGIN.matcher(dialled);
        if (begin.matches()) {
            return hidden(dialled).isPresent() ? Optional.empty() : Optional.ofNullable(services.get(begin.group(1)))
                    .filter(service -> service.kind() != Kind.END_ONLY && service.kind() != Kind.ANYTHING_END_ONLY)
                    .map(service -> request(dialled, begins(service, begin.group(2), new Numbers(caller, settings))));
        }
        return dialled.startsWith("#") ? ended(dialled.substring(1)).map(service -> request(dialled, parameters(service, "off", Map.of())))
                : Optional.empty();
    }

    private Optional<Service> ended(String code) {
        return IntStream.iterate(Math.min(LONGEST_CODE, code.length()), length -> length > 0, length -> length - 1)
                .mapToObj(length -> Optional.ofNullable(services.get(code.substring(0, length)))
                        .filter(service -> ends(service.kind(), code.substring(length))))
                .flatMap(Optional::stream).findFirst();
    }

    private static ServiceRequest request(String dialled, String parameters) {
        return new ServiceRequest(SipUri.of(dialled, DOMAIN, -1), parameters);
    }

    private static boolean ends(Kind kind, String rest) {
        return switch (kind) {
            case REMINDER, ANYTHING_SWITCH, ANYTHING_END_ONLY -> true;
            case FORWARD, RINGING_FORWARD, SWITCH, END_ONLY -> rest.isEmpty() || rest.equals("#");
            case SPEED_DIAL, BEGIN_ONLY, PLACE -> false;
        };
    }

    private String begins(Service service, String rest, Numbers numbers) {
        return switch (service.kind()) {
            case FORWARD -> NUMBER.matcher(rest).matches() ? forward(service, rest, Map.of(), numbers) : INVALID;
            case RINGING_FORWARD -> {
                Matcher ring = RING.matcher(rest);
                yield ring.matches() && Integer.parseInt(ring.group(1)) > 0
                        ? forward(service, ring.group(2), Map.of("seconds", Integer.toString(Integer.parseInt(ring.group(1)))), numbers) : INVALID;
            }
            case SPEED_DIAL -> {
                Matcher slot = SLOT.matcher(rest);
                yield slot.matches() ? numbers.uri(slot.group(2))
                        .map(uri -> parameters(service, "on", Map.of("slot", "*" + slot.group(1), "uri", uri))).orElse(INVALID) : INVALID;
            }
            case REMINDER -> {
                Matcher time = TIME.matcher(rest);
                yield time.matches() ? parameters(service, "on", Map.of("time", time.group(1) + ":" + time.group(2))) : INVALID;
            }
            case SWITCH, BEGIN_ONLY -> rest.isEmpty() ? parameters(service, "on", Map.of()) : INVALID;
            case ANYTHING_SWITCH -> parameters(service, "on", Map.of());
            case PLACE -> PLACE.matcher(rest).matches() && numbers.settings().own().get(CallPreferences.CLOUD_PBX) ? service.name() + "=" + rest : INVALID;
            case END_ONLY, ANYTHING_END_ONLY -> INVALID;
        };
    }

    private String forward(Service service, String number, Map<String, String> more, Numbers numbers) {
        Optional<String> uri = isVoicebox(number) ? numbers.voicebox(service.name().equals("cfb") ? "vmb" : "vmu") : numbers.uri(number);
        return uri.map(found -> {
            Map<String, String> values = new LinkedHashMap<>(more);
            values.put("uri", found);
            return parameters(service, "on", values);
        }).orElse(INVALID);
    }

    private static String parameters(Service service, String action, Map<String, String> values) {
        StringBuilder text = new StringBuilder(service.name()).append('=').append(action);
        values.forEach((name, value) -> text.append(';').append(name).append('=').append(value));
        return text.toString();
    }

    /** Numbers behind codes, as the caller's rules read them. */
    private record Numbers(Subscriber caller, PartySnapshot settings) {

        /** Nobody calls for help by a code: empty for such a number. */
        Optional<String> uri(String number) {
            String normal = settings.rules() == RewriteRuleSet.NONE ? number.startsWith("+") ? number : "+" + number
                    : settings.rewrite(RewriteList.CALLEE_IN, number,
                            () -> RewriteVariables.of(settings.own(), settings.customer(), Preferences.NONE, settings.own()));
            return NUMBER.matcher(normal).matches() ? Optional.of(SipUri.of(normal, caller.domain(), -1).toString()) : Optional.empty();
        }

        Optional<String> voicebox(String prefix) {
            return caller.primaryNumber().map(E164Number::digits).or(() -> settings.own().get(CallPreferences.CLI))
                    .map(number -> "sip:" + prefix + number + "@voicebox.local");
        }
    }
}
