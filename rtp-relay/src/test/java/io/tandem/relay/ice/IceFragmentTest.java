package io.tandem.relay.ice;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Candidates after the description (RFC 8840). */
class IceFragmentTest {
    private static final String CANDIDATE = "a=candidate:1 1 UDP 2130706431 192.0.2.7 4000 typ host\r\n";

    @Test
    void linesAreToldApartByMidAndCredentialsAreThoseOfTheSession() {
        IceFragment fragment = IceFragment.parse("a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\nm=audio 9 RTP/AVP 0\r\na=mid:one\r\n" + CANDIDATE
                + "m=video 9 RTP/AVP 96\r\na=ice-ufrag:wxyz\r\na=mid:two\r\n" + CANDIDATE + "a=end-of-candidates\r\n").orElseThrow();
        assertThat(fragment.lines()).extracting(IceFragment.Line::mid).containsExactly(Optional.of("one"), Optional.of("two"));
        assertThat(fragment.lines()).extracting(IceFragment.Line::complete).containsExactly(false, true);
        assertThat(fragment.lines()).allSatisfy(line -> assertThat(line.candidates()).hasSize(1));
        assertThat(fragment.lines().stream().map(fragment::userFragment)).containsExactly(Optional.of("abcd"), Optional.of("wxyz"));
    }

    @Test
    void aSenderMayLeavePseudoLinesOut() {
        IceFragment fragment = IceFragment.parse("a=mid:0\n" + CANDIDATE + "a=mid:1\n" + CANDIDATE + CANDIDATE).orElseThrow();
        assertThat(fragment.lines()).extracting(line -> line.candidates().size()).containsExactly(1, 2);
        assertThat(IceFragment.parse(CANDIDATE).orElseThrow().lines().getFirst().mid()).isEmpty();
    }

    @Test
    void whatSaysNothingOrTooMuchIsNoFragment() {
        assertThat(IceFragment.parse("")).isEmpty();
        assertThat(IceFragment.parse("a=ice-ufrag:abcd\r\n")).isEmpty();
        assertThat(IceFragment.parse("x".repeat(70_000))).isEmpty();
        assertThat(IceFragment.parse("m=audio 9 RTP/AVP 0\n".repeat(65))).isEmpty();
        assertThat(IceFragment.parse("a=mid:0\n" + CANDIDATE.repeat(300)).orElseThrow().lines().getFirst().candidates()).hasSize(100);
    }

    @Test
    void fragmentsThatOvertookTheirDescriptionWaitThreeSeconds() {
        EarlyFragments early = new EarlyFragments();
        IceFragment fragment = IceFragment.parse(CANDIDATE).orElseThrow();
        early.keep("call", "a", fragment, 0);
        early.keep("call", "b", fragment, 0);
        assertThat(early.take("other", "a", 1)).isEmpty();
        assertThat(early.take("call", "a", 2_999_999_999L)).isEqualTo(List.of(fragment));
        assertThat(early.take("call", "a", 2_999_999_999L)).isEmpty();
        assertThat(early.take("call", "b", 3_000_000_000L)).isEmpty();
    }

    @FuzzTest(maxDuration = "10s")
    void anyFragmentIsReadOrRefusedAndBounded(byte[] data) {
        IceFragment.parse(new String(data, StandardCharsets.ISO_8859_1)).ifPresent(fragment -> {
            assertThat(fragment.lines()).hasSizeBetween(1, 64);
            fragment.lines().forEach(line -> assertThat(line.candidates()).hasSizeLessThanOrEqualTo(100));
        });
    }
}
