package io.tandem.relay.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.tandem.codec.AudioCodec;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A offers, B answers; what each is told and what becomes of their packets. */
class CodecNegotiationTest {
    private static final String OPUS = "a=rtpmap:96 opus/48000/2\na=fmtp:96 useinbandfec=1\n";
    private static final String EVENT = "a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15\n";

    private static MediaDescription audio(String formats, String... lines) {
        return SessionDescription.parse("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 4000 RTP/AVP " + formats + "\n"
                + String.join("", lines) + "a=sendrecv\n").media().getFirst();
    }

    private static List<CodecPattern> patterns(String... texts) {
        return Stream.of(texts).map(text -> CodecPattern.parse(text).orElseThrow()).toList();
    }

    /** Rules with these entries, each {@code option=codec}. */
    private static CodecRules rules(String... entries) {
        return new CodecRules(of("strip", entries), of("mask", entries), of("consume", entries), of("accept", entries), of("except", entries),
                of("offer", entries), of("transcode", entries), of("set", entries), of("ignore", entries), has("always", entries),
                has("force", entries), has("single", entries), has("reorder", entries), number("ptime", entries), number("ptime-reverse", entries));
    }

    private static List<CodecPattern> of(String option, String... entries) {
        return Arrays.stream(entries).filter(entry -> entry.startsWith(option + "=")).flatMap(entry -> patterns(entry.substring(option.length() + 1))
                .stream()).toList();
    }

    private static boolean has(String option, String... entries) {
        return List.of(entries).contains(option);
    }

    private static OptionalInt number(String option, String... entries) {
        return Arrays.stream(entries).filter(entry -> entry.startsWith(option + "=")).mapToInt(entry -> Integer.parseInt(entry.substring(
                option.length() + 1))).findFirst();
    }

    private static String lines(MediaDescription media) {
        return media.toString();
    }

    @Test
    void withoutOptionsNothingIsTouched() throws Exception {
        MediaDescription offer = audio("8 0 101", EVENT);
        CodecOffer codecs = CodecOffer.of(offer, CodecRules.NONE);
        assertThat(codecs.media()).isEqualTo(offer);
        MediaDescription answer = audio("8 101", EVENT);
        CodecAnswer agreed = CodecAnswer.of(codecs, answer, CodecRules.NONE);
        assertThat(agreed.media()).isEqualTo(answer);
        assertThat(agreed.fromOfferer().isTransparent()).isTrue();
        assertThat(agreed.fromAnswerer().isTransparent()).isTrue();
        assertThat(agreed.fromOfferer().output().orElseThrow()).isEqualTo(new OutputFormat(AudioCodec.PCMA, 8, "", 20, 101, 8000));
    }

    @Test
    void aCodecIsAddedAndSpokenOnlyIfTheAnswererTakesNoOther() throws Exception {
        CodecOffer codecs = CodecOffer.of(audio("96 101", OPUS, EVENT), rules("transcode=PCMA"));
        assertThat(codecs.media().formats()).containsExactly("96", "8", "101");
        assertThat(lines(codecs.media())).contains("a=rtpmap:8 PCMA/8000").contains("a=fmtp:96 useinbandfec=1");
        CodecAnswer translated = CodecAnswer.of(codecs, audio("8 101", EVENT), CodecRules.NONE);
        assertThat(translated.media().formats()).containsExactly("96", "101");
        assertThat(lines(translated.media())).contains("a=rtpmap:96 opus/48000/2").doesNotContain("PCMA");
        assertThat(translated.fromOfferer().byPayloadType().get(96)).isEqualTo(new Treatment.Decode(AudioCodec.OPUS));
        assertThat(translated.fromAnswerer().byPayloadType().get(8)).isEqualTo(new Treatment.Decode(AudioCodec.PCMA));
        assertThat(translated.fromAnswerer().output().orElseThrow().parameters()).isEqualTo("useinbandfec=1");
        CodecAnswer shared = CodecAnswer.of(codecs, audio("96 101", OPUS, EVENT), CodecRules.NONE); // vendor issue 953
        assertThat(shared.fromOfferer().isTransparent()).isTrue();
        assertThat(shared.fromAnswerer().isTransparent()).isTrue();
        assertThat(shared.media().formats()).containsExactly("96", "101");
    }

    @Test
    void strippedCodecsAreGoneWithTheirLines() {
        MediaDescription shown = CodecOffer.of(audio("96 8 101", OPUS, EVENT), rules("strip=opus")).media();
        assertThat(shown.formats()).containsExactly("8", "101");
        assertThat(lines(shown)).doesNotContain("opus").doesNotContain("fmtp:96").contains("telephone-event");
        assertThat(CodecOffer.of(audio("8 0"), rules("strip=all", "except=PCMU")).media().formats()).containsExactly("0");
        assertThat(CodecOffer.of(audio("8 0 9"), rules("strip=all", "offer=G722", "offer=PCMA")).media().formats()).containsExactly("9", "8");
        assertThat(CodecOffer.of(audio("8 0"), rules("strip=PCMA", "strip=PCMU")).media().isRejected()).isTrue();
    }

    @Test
    void aMaskedCodecIsHiddenButStillSpokenWithTheOfferer() throws Exception {
        CodecOffer codecs = CodecOffer.of(audio("96 8", OPUS), rules("mask=opus"));
        assertThat(codecs.media().formats()).containsExactly("8");
        CodecAnswer agreed = CodecAnswer.of(codecs, audio("8"), CodecRules.NONE);
        assertThat(agreed.media().formats()).containsExactly("96", "8");
        assertThat(agreed.fromOfferer().byPayloadType().get(96)).isEqualTo(new Treatment.Decode(AudioCodec.OPUS));
        assertThat(agreed.fromOfferer().byPayloadType().get(8)).isEqualTo(new Treatment.Pass(8, 8000, false));
        assertThat(agreed.fromAnswerer().byPayloadType().get(8)).isEqualTo(new Treatment.Pass(8, 8000, false));
        assertThat(CodecAnswer.of(codecs, audio("8"), rules("reorder")).media().formats()).containsExactly("8", "96");
        assertThat(CodecAnswer.of(codecs, audio("8"), rules("single")).media().formats()).containsExactly("96");
    }

    @Test
    void anAcceptedCodecIsOfferedOnAndSpokenEvenIfRefused() throws Exception {
        CodecOffer codecs = CodecOffer.of(audio("9 8"), rules("accept=G722"));
        assertThat(codecs.media().formats()).containsExactly("9", "8");
        assertThat(CodecAnswer.of(codecs, audio("8"), CodecRules.NONE).media().formats()).containsExactly("9", "8");
        assertThat(CodecAnswer.of(codecs, audio("9"), CodecRules.NONE).media().formats()).containsExactly("9");
        CodecOffer always = CodecOffer.of(audio("9 0 8"), rules("always"));
        assertThat(CodecAnswer.of(always, audio("8"), CodecRules.NONE).media().formats()).containsExactly("9", "0", "8");
    }

    @Test
    void payloadTypesOfTheOffererStayAndNewOnesAvoidThem() throws Exception {
        CodecOffer codecs = CodecOffer.of(audio("96 97 18", "a=rtpmap:96 PCMA/8000\n", "a=rtpmap:97 iLBC/8000\n"), rules("transcode=opus"));
        assertThat(codecs.media().formats()).containsExactly("96", "97", "18", "98");
        CodecAnswer agreed = CodecAnswer.of(codecs, audio("98", "a=rtpmap:98 opus/48000/2\n"), CodecRules.NONE);
        assertThat(agreed.media().formats()).containsExactly("96");
        assertThat(agreed.fromAnswerer().output().orElseThrow().payloadType()).isEqualTo(96);
    }

    @Test
    void digitsGetAFormatOfTheClockThatAnAddedCodecNeeds() throws Exception {
        CodecOffer codecs = CodecOffer.of(audio("96 97", OPUS, "a=rtpmap:97 telephone-event/48000\n"), rules("transcode=PCMU"));
        assertThat(codecs.media().formats()).containsExactly("96", "0", "97", "98");
        CodecAnswer agreed = CodecAnswer.of(codecs, audio("0 98", "a=rtpmap:98 telephone-event/8000\n"), CodecRules.NONE);
        assertThat(agreed.media().formats()).containsExactly("96", "97");
        assertThat(agreed.fromOfferer().byPayloadType().get(97)).isEqualTo(new Treatment.Event(48_000));
        assertThat(agreed.fromAnswerer().byPayloadType().get(98)).isEqualTo(new Treatment.Event(8000));
        CodecAnswer deaf = CodecAnswer.of(codecs, audio("0"), CodecRules.NONE);
        assertThat(deaf.fromOfferer().output().orElseThrow().hasEvents()).isFalse();
        assertThat(deaf.fromAnswerer().hearsTones()).isTrue();
    }

    @Test
    void whatNobodySpeaksIsPassedOrRefusedByName() throws Exception {
        CodecOffer passed = CodecOffer.of(audio("18"), CodecRules.NONE);
        assertThat(CodecAnswer.of(passed, audio("18"), CodecRules.NONE).fromOfferer().isTransparent()).isTrue();
        CodecOffer alone = CodecOffer.of(audio("18"), rules("transcode=PCMA"));
        assertThat(alone.media().formats()).containsExactly("18");
        assertThat(alone.warnings()).singleElement().asString().contains("PCMA".toLowerCase(Locale.ROOT)).contains("G729/8000");
        assertThat(CodecOffer.of(audio("8"), rules("transcode=G729")).warnings()).singleElement().asString().contains("no such codec here");
        CodecOffer both = CodecOffer.of(audio("18 8"), rules("mask=PCMA", "transcode=PCMU"));
        assertThatThrownBy(() -> CodecAnswer.of(CodecOffer.of(audio("18"), rules("always")), audio("4"), CodecRules.NONE))
                .isInstanceOf(NoCommonCodecException.class).hasMessageContaining("G729/8000").hasMessageContaining("G723/8000");
        assertThat(CodecAnswer.of(both, audio("18"), CodecRules.NONE).media().formats()).containsExactly("18");
    }

    @Test
    void anotherPacketTimeIsToldAndMade() throws Exception {
        CodecOffer codecs = CodecOffer.of(audio("8", "a=ptime:20\n"), rules("ptime=40"));
        assertThat(codecs.media().attribute("ptime")).contains("40");
        CodecAnswer agreed = CodecAnswer.of(codecs, audio("8"), CodecRules.NONE);
        assertThat(agreed.fromOfferer().byPayloadType().get(8)).isEqualTo(new Treatment.Decode(AudioCodec.PCMA));
        assertThat(agreed.fromOfferer().output().orElseThrow().packetMillis()).isEqualTo(40);
        assertThat(agreed.fromAnswerer().isTransparent()).isTrue();
    }

    @Test
    void forcedTranscodingTouchesWhatBothShare() throws Exception {
        CodecAnswer agreed = CodecAnswer.of(CodecOffer.of(audio("8"), rules("force")), audio("8"), CodecRules.NONE);
        assertThat(agreed.fromOfferer().transcodes()).isTrue();
        assertThat(agreed.fromAnswerer().transcodes()).isTrue();
    }

    @Test
    void linesThatAreNoRtpAreLeftAlone() throws Exception {
        MediaDescription fax = SessionDescription.parse("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=image 4000 udptl t38\n"
                + "a=T38FaxVersion:0\n").media().getFirst();
        CodecOffer codecs = CodecOffer.of(fax, rules("strip=all", "transcode=PCMA", "ptime=40"));
        assertThat(codecs.media()).isEqualTo(fax);
        assertThat(CodecAnswer.of(codecs, fax, rules("always")).media()).isEqualTo(fax);
    }

    @Test
    void patternsHaveTheVendorsGrammar() {
        CodecPattern opus = CodecPattern.parse("opus/48000/2/32000/20/useinbandfec--1;stereo--0").orElseThrow();
        assertThat(opus.allParameters()).isEqualTo("useinbandfec=1;stereo=0;maxaveragebitrate=32000");
        assertThat(opus.codec()).contains(AudioCodec.OPUS);
        assertThat(CodecPattern.parse("PCMA/x")).isEmpty();
        assertThat(CodecPattern.parse("/8000")).isEmpty();
    }
}
