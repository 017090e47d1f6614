package io.tandem.lb.guard;

import java.time.Duration;
import java.util.List;

import io.tandem.lb.account.AccountProperties;
import io.tandem.lb.screen.DosProperties;
import io.tandem.lb.screen.OverloadProperties;
import io.tandem.lb.screen.UserAgentProperties;

/** What the screens are told. */
public record ScreenSettings(DosProperties dos, UserAgentProperties agents, AccountProperties accounts, OverloadProperties overload) {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** Nobody is limited or banned, for tests of other things.
     * @param overload as given */
    public static ScreenSettings open(OverloadProperties overload) {
        List<String> none = List.of();
        return new ScreenSettings(
                new DosProperties(false, 50, Duration.ofSeconds(5), Duration.ofSeconds(2), HOUR, DAY, DAY, none, none, 10, HOUR, Duration.ofMinutes(1),
                        Duration.ZERO, 10, 64, 1024, 1024),
                new UserAgentProperties(false, UserAgentProperties.Action.REJECT, UserAgentProperties.Mode.BLACKLIST, none, false, false),
                new AccountProperties(false, 4, HOUR, DAY, DAY, 10, 10, Duration.ofMinutes(10), Duration.ofSeconds(10), 1024), overload);
    }
}
