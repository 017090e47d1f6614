package io.tandem.sdp;

import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

class SessionDescriptionPropertyTest {
    @Property(tries = 300) void whatIsWrittenReadsTheSame(@ForAll("descriptions") String text) {
        SessionDescription description = SessionDescription.parse(text);
        assertThat(description).hasToString(text);
        assertThat(SessionDescription.parse(description.toBytes())).isEqualTo(description);
    }

    @Property(tries = 300) void aPortEditChangesNothingElse(@ForAll("descriptions") String text, @ForAll @IntRange(max = 65535) int port) {
        SessionDescription description = SessionDescription.parse(text);
        for (int i = 0; i < description.media().size(); i++) {
            MediaDescription before = description.media().get(i);
            SessionDescription edited = description.withMedia(i, before.withPort(port));
            assertThat(edited.media().get(i).port()).isEqualTo(port);
            assertThat(edited.media().get(i).formats()).isEqualTo(before.formats());
            assertThat(edited.withMedia(i, before)).isEqualTo(description);
        }
    }

    @Property(tries = 300) void anythingElseIsRefusedByName(@ForAll("noise") String text) {
        try {
            SessionDescription.parse(text).withDirection(Direction.INACTIVE).toBytes();
        } catch (MalformedSdpException refused) {
            assertThat(refused.reason()).isNotNull();
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    @Provide Arbitrary<String> descriptions() {
        Arbitrary<String> value = Arbitraries.strings().withCharRange(' ', '~').withChars("äß€").ofMaxLength(30);
        Arbitrary<String> line = Combinators.combine(Arbitraries.of('a', 'b', 'i', 'k', 'x'), value)
                .as((type, v) -> type + "=" + v + "\r\n");
        Arbitrary<List<String>> lines = line.list().ofMaxSize(5);
        Arbitrary<Integer> ports = Arbitraries.integers().between(0, 65535);
        Arbitrary<String> section = Combinators.combine(Arbitraries.of("audio", "video", "image"), ports, lines)
                .as((type, port, more) -> "m=" + type + " " + port + " RTP/AVP 8 0\r\n" + String.join("", more));
        return Combinators.combine(lines, section.list().ofMaxSize(4)).as((session, media) ->
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n" + String.join("", session) + String.join("", media));
    }

    @Provide Arbitrary<String> noise() {
        Arbitrary<String> piece = Arbitraries.of("v=0", "\r\n", "\n", "o=- 1 1 IN IP4 a", "m=audio 1 RTP/AVP 8", "m=", "c=IN IP4 x",
                "c=", "a=", "a=rtpmap:", "=", "\r", "\0", "sendonly", "/", " ");
        return piece.list().ofMaxSize(20).map(pieces -> String.join("", pieces));
    }
}
