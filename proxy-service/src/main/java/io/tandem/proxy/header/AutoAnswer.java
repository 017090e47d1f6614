package io.tandem.proxy.header;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.data.preference.CallPreferences;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.SipMessage;

/** Phones that answer by themselves, as intercoms do: whoever may ask for that ({@code support_auto_answer}) is heard by who accepts it
 * ({@code accept_auto_answer}), in all forms that phones know; any other wish is taken out. Pure. */
public final class AutoAnswer {
    /** Put into the request by the service code. */
    private static final String BY_CODE = "P-Auto-Answer";
    private static final String CALL_INFO = "Call-Info";
    private static final String ALERT_INFO = "Alert-Info";
    private static final String ANSWER_MODE = "Answer-Mode";            // RFC 5373
    private static final String PRIVILEGED = "Priv-Answer-Mode";
    private static final Pattern AFTER = Pattern.compile(";\\s*answer-after\\s*=\\s*(\\d{1,4})", Pattern.CASE_INSENSITIVE);
    private static final Pattern ALERT = Pattern.compile("auto[-_ ]?answer|ring[-_ ]?answer|intercom", Pattern.CASE_INSENSITIVE);

    private AutoAnswer() {}

    /** The caller has dialled the code for it. */
    public static SipMessage byCode(SipMessage request) {
        return request.copy().set(BY_CODE, "1");
    }

    /** Without what asks for it. */
    public static SipMessage stripped(SipMessage onward) {
        onward.remove(BY_CODE).remove(ANSWER_MODE).remove(PRIVILEGED);
        without(onward, CALL_INFO, AFTER);
        without(onward, ALERT_INFO, ALERT);
        return onward;
    }

    private static void without(SipMessage onward, String name, Pattern wish) {
        List<String> lines = onward.lines(name);
        if (lines.stream().anyMatch(line -> wish.matcher(line).find())) {
            onward.remove(name);
            lines.stream().filter(line -> !wish.matcher(line).find()).forEach(line -> onward.add(name, line));
        }
    }

    /** For phones of a subscriber.
     * @param domain that header lines name */
    public static SipMessage granted(SipMessage onward, Attempt attempt, String domain) {
        Optional<String> delay = attempt.ofCallee().own().get(CallPreferences.ACCEPT_AUTO_ANSWER).filter("no"::equalsIgnoreCase).isPresent()
                ? Optional.empty() : asked(attempt);
        delay.ifPresent(seconds -> onward.add(CALL_INFO, "<sip:" + domain + ">;answer-after=" + seconds)
                .set(ALERT_INFO, "<http://" + domain + ">;info=alert-autoanswer;delay=" + seconds).set(ANSWER_MODE, "Auto"));
        return onward;
    }

    /** Seconds after which the phone is to answer; empty if nobody asks who may. */
    private static Optional<String> asked(Attempt attempt) {
        return switch (attempt.original().ofCaller().own().get(CallPreferences.SUPPORT_AUTO_ANSWER).orElse("no").toLowerCase(Locale.ROOT)) {
            case "phone" -> byPhone(attempt.request());
            case "vsc" -> attempt.request().header(BY_CODE).map(_ -> "0");
            default -> Optional.empty();
        };
    }

    private static Optional<String> byPhone(SipMessage request) {
        Optional<String> after = request.lines(CALL_INFO).stream().map(AFTER::matcher).filter(Matcher::find).map(found -> found.group(1)).findFirst();
        boolean asked = request.lines(ALERT_INFO).stream().anyMatch(line -> ALERT.matcher(line).find())
                || request.header(ANSWER_MODE).or(() -> request.header(PRIVILEGED)).filter(mode -> mode.regionMatches(true, 0, "Auto", 0, 4)).isPresent();
        return after.or(() -> asked ? Optional.of("0") : Optional.empty());
    }
}
