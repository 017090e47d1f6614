package io.tandem.lb.trace;

import java.net.InetSocketAddress;

import com.code_intelligence.jazzer.junit.FuzzTest;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever bytes come: filters decide, and what is shown holds nothing that a terminal obeys. */
class TraceFuzzTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 5060);
    private static final TraceFilter FILTER = TraceFilter.of("c1");

    @FuzzTest(maxDuration = "60s")
    void whatIsShownIsSafe(byte[] data) {
        FILTER.matches(data, 0, data.length, PEER);
        assertThat(visible(Masking.startLine(data))).isTrue();
        assertThat(visible(Masking.whole(data).replace("\n", ""))).isTrue();
    }

    private static boolean visible(String text) {
        return text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\t');
    }
}
