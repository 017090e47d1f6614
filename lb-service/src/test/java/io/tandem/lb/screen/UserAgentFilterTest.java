package io.tandem.lb.screen;

import java.util.List;

import io.tandem.lb.screen.UserAgentProperties.Action;
import io.tandem.lb.screen.UserAgentProperties.Mode;
import org.junit.jupiter.api.Test;

import static io.tandem.lb.screen.UserAgentVerdict.DROP;
import static io.tandem.lb.screen.UserAgentVerdict.PASS;
import static io.tandem.lb.screen.UserAgentVerdict.REJECT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class UserAgentFilterTest {

    private static UserAgentVerdict check(UserAgentFilter filter, String userAgent) {
        byte[] data = ("x" + userAgent + "friendly-scanner").getBytes(UTF_8);
        return filter.check(data, 1, data.length - 16);
    }

    private static UserAgentFilter filter(Action action, Mode mode, String... patterns) {
        return new UserAgentFilter(new UserAgentProperties(true, action, mode, List.of(patterns), false, false), 1);
    }

    @Test
    void aListedUserAgentIsKeptOutInAnyCase() {
        UserAgentFilter filter = filter(Action.DROP, Mode.BLACKLIST, "friendly-scanner", "SIPVicious");
        assertThat(check(filter, "friendly-scanner")).isEqualTo(DROP);
        assertThat(check(filter, "the Friendly-Scanner/1.0")).isEqualTo(DROP);
        assertThat(check(filter, "sipvicious")).isEqualTo(DROP);
        assertThat(check(filter, "friendly")).isEqualTo(PASS);
        assertThat(check(filter, "")).isEqualTo(PASS);
    }

    @Test
    void patternsAreExpressions() {
        UserAgentFilter filter = filter(Action.REJECT, Mode.BLACKLIST, "^scan.*[0-9]+$", "a|b\\.c");
        for (int i = 0; i < 3; i++) {
            assertThat(check(filter, "Scanner 17")).isEqualTo(REJECT);
            assertThat(check(filter, "a scanner 17")).isEqualTo(REJECT); // by the a
            assertThat(check(filter, "my scxnner")).isEqualTo(PASS);
            assertThat(check(filter, "xb.c")).isEqualTo(REJECT);
        }
    }

    @Test
    void aWhitelistKeepsTheOthersOut() {
        UserAgentFilter filter = filter(Action.REJECT, Mode.WHITELIST, "yealink", "^snom[0-9]+");
        assertThat(check(filter, "Yealink SIP-T46S 66.85.0.5")).isEqualTo(PASS);
        assertThat(check(filter, "snom320/8.7")).isEqualTo(PASS);
        assertThat(check(filter, "other")).isEqualTo(REJECT);
        assertThat(filter.checkAbsent()).isEqualTo(PASS);
    }

    @Test
    void emptyAndAbsentOnesAreKeptOutIfAskedFor() {
        UserAgentFilter filter = new UserAgentFilter(new UserAgentProperties(true, Action.REJECT, Mode.BLACKLIST, List.of(), true, true), 1);
        assertThat(check(filter, "")).isEqualTo(REJECT);
        assertThat(check(filter, "  ")).isEqualTo(REJECT);
        assertThat(filter.checkAbsent()).isEqualTo(REJECT);
        assertThat(check(filter, "phone")).isEqualTo(PASS);
    }

    @Test
    void switchedOffNothingIsKeptOut() {
        UserAgentFilter filter = new UserAgentFilter(new UserAgentProperties(false, Action.REJECT, Mode.WHITELIST, List.of("x"), true, true), 1);
        assertThat(check(filter, "friendly-scanner")).isEqualTo(PASS);
        assertThat(check(filter, "")).isEqualTo(PASS);
        assertThat(filter.checkAbsent()).isEqualTo(PASS);
    }

    @Test
    void bytesThatAreNoTextDoNotDisturb() {
        UserAgentFilter filter = filter(Action.DROP, Mode.BLACKLIST, "scanner", "[0-9]{99}");
        byte[] data = {(byte) 0xFF, 0, (byte) 0x80, 's', 'c', (byte) 0xC3};
        assertThat(filter.check(data, 0, data.length)).isEqualTo(PASS);
        byte[] giant = "y".repeat(60_000).getBytes(UTF_8);
        assertThat(filter.check(giant, 0, giant.length)).isEqualTo(PASS);
    }
}
