package io.tandem.sip.stream.frame;

import java.util.ArrayList;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.sip.stream.frame.StreamFraming.Found;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever bytes come, and however the network cuts them: the same messages, or a broken stream. */
class StreamFramingFuzzTest {

    private static final int MAX_HEADER = 1024;
    private static final int MAX_BODY = 512;

    @FuzzTest(maxDuration = "170s")
    void theCutOfTheBytesDoesNotMatter(byte[] data) {
        int step = data.length > 0 ? 1 + (data[0] & 31) : 1;
        List<String> atOnce = frames(data, data.length);
        assertThat(frames(data, step)).isEqualTo(atOnce);
        assertThat(frames(data, 1)).isEqualTo(atOnce);
    }

    /** Start and length of each message, and the end if the stream broke. */
    private static List<String> frames(byte[] data, int step) {
        List<String> frames = new ArrayList<>();
        StreamFraming framing = new StreamFraming(MAX_HEADER, MAX_BODY);
        int from = 0;
        for (int to = Math.min(step, data.length); ; to = Math.min(to + Math.max(step, 1), data.length)) {
            Found found = framing.next(data, from, to);
            while (found != Found.NOTHING) {
                if (found == Found.BROKEN || found == Found.TOO_LARGE) {
                    assertThat(framing.fault()).isNotEmpty();
                    frames.add("broken");
                    return frames;
                }
                assertThat(framing.length()).isBetween(1, to - from);
                if (found == Found.MESSAGE) {
                    frames.add(from + "+" + framing.length());
                }
                from += framing.length();
                found = framing.next(data, from, to);
            }
            if (to == data.length) {
                return frames;
            }
        }
    }
}
