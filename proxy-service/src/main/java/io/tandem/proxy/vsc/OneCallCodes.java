package io.tandem.proxy.vsc;

import java.util.Locale;
import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.header.AutoAnswer;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.Verdict;

/** Codes before a number that hold for this one call: its callee does not see who calls, or its phones are to answer by themselves. Pure. */
public record OneCallCodes(ServiceCodes codes) {

    /** The number behind the code is called. */
    public Verdict verdict(Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        String dialled = attempt.called().decodedUser().orElse("");
        if (!caller.isAuthenticated()) {
            return new Verdict.Proceed(attempt);
        }
        Optional<Attempt> hidden = codes.hidden(dialled).map(number -> to(number, attempt).showing(attempt.shown(caller).anonymously()));
        return new Verdict.Proceed(hidden.or(() -> codes.answeredAtOnce(dialled).filter(_ -> mayAsk(attempt)).map(number -> to(number, attempt)
                .with(AutoAnswer.byCode(attempt.request()), attempt.callersHeaders(), attempt.headers()))).orElse(attempt));
    }

    private static Attempt to(String number, Attempt attempt) {
        return attempt.calling(attempt.called().withUser(number));
    }

    private static boolean mayAsk(Attempt attempt) {
        return attempt.ofCaller().own().get(CallPreferences.SUPPORT_AUTO_ANSWER).filter(how -> how.toLowerCase(Locale.ROOT).equals("vsc")).isPresent();
    }
}
