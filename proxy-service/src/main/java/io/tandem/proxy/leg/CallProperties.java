package io.tandem.proxy.leg;

import java.time.Duration;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Subscriber;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Calls, {@code tandem.proxy.call}.
 * @param connecting whether an authenticated caller gets {@code 101 Connecting}, which strict peers do not know;
 *                   callers of foreign domains get it anyhow
 * @param longest    after which the B2BUA ends a call, unless preference max_call_duration says less
 * @param prepaid    after which a prepaid caller's call ends, unless that preference or the credit says less: for so long a call its money is set aside
 * @param traces     last calls of which this proxy keeps what each step of the plan has decided, for {@code tandem explain}. Each is some 8 KB that
 *                   the collector copies if they live for longer than it takes to fill the young generation: keep few on a busy proxy */
@Validated
@ConfigurationProperties("tandem.proxy.call")
public record CallProperties(@DefaultValue("false") boolean connecting, @DefaultValue("21600s") Duration longest,
                             @DefaultValue("7200s") Duration prepaid,
                             @DefaultValue("50") @Min(0) @Max(100_000) int traces) {

    /** @return seconds */
    public long longest(Subscriber caller) {
        return longest(caller, longest);
    }

    /** @return seconds */
    public long longestPrepaid(Subscriber caller) {
        return longest(caller, prepaid);
    }

    private static long longest(Subscriber caller, Duration most) {
        return caller.preferences().get(CallPreferences.MAX_CALL_DURATION).stream().filter(seconds -> seconds > 0).asLongStream()
                .map(seconds -> Math.min(seconds, most.toSeconds())).findFirst().orElse(most.toSeconds());
    }
}
