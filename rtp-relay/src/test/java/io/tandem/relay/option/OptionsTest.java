package io.tandem.relay.option;

import java.util.List;

import io.tandem.relay.wire.Encoding;
import io.tandem.relay.wire.MalformedNgException;
import io.tandem.relay.wire.Value;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class OptionsTest {
    private static Options json(String json) {
        byte[] bytes = json.replace('\'', '"').getBytes(UTF_8);
        try {
            return Options.of(Encoding.JSON.decode(bytes, 0, bytes.length));
        } catch (MalformedNgException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'flags':['replace-origin']}", "{'flags':'trust-address replace_origin'}", "{'replace':['origin']}",
        "{'replace':'origin'}", "{'Replace':['Origin']}", "{'rtpp-flags':'trust-address replace-origin'}", "{'rtpp_flags':'replace=origin'}",
        "{'rtpp-flags':'replace=[session-name origin]'}", "{'flags':['replace=origin']}", "{'replace origin':1}", "{'replace-origin':true}"})
    void everySpellingOfAListedFlagMeansTheSame(String request) {
        assertThat(json(request).has("replace-origin")).isTrue();
        assertThat(json(request).has("replace-username")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'codec':{'strip':['PCMU','opus/48000/2']}}", "{'codec':['strip-PCMU','strip-opus/48000/2']}",
        "{'flags':['codec-strip-PCMU','codec_strip-opus/48000/2']}", "{'rtpp-flags':'codec-strip-PCMU codec-strip-opus/48000/2'}",
        "{'rtpp-flags':'codec-strip=[PCMU opus/48000/2]'}", "{'rtpp-flags':'codec={strip=[PCMU opus/48000/2]}'}",
        "{'codec-strip':['PCMU','opus/48000/2']}", "{'codec strip':'PCMU opus/48000/2'}"})
    void everySpellingOfAValuedListMeansTheSameAndKeepsItsLetters(String request) {
        assertThat(json(request).list("codec-strip")).containsExactly("PCMU", "opus/48000/2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'direction':['in','out']}", "{'rtpp-flags':'direction=in direction=out'}", "{'flags':['direction=in','direction=out']}",
        "{'direction':'in,out'}", "{'rtpp-flags':'direction=[in out]'}"})
    void orderedListsKeepTheirOrder(String request) {
        assertThat(json(request).list("direction")).containsExactly("in", "out");
    }

    @Test
    void valuesMayHoldEqualsSignsAndTheSuitesOfSdesTheirUnderscores() {
        Options options = json("{'flags':['SDES-no-AES_CM_128_HMAC_SHA1_80','codec-set-opus/48000/2///maxaveragebitrate--40000'],"
                + "'media address':'192.0.2.1','transport protocol':'RTP/AVPF'}");
        assertThat(options.list("sdes-no")).containsExactly("AES_CM_128_HMAC_SHA1_80");
        assertThat(options.list("codec-set")).containsExactly("opus/48000/2///maxaveragebitrate--40000");
        assertThat(options.text("media-address")).contains("192.0.2.1");
        assertThat(options.text("transport-protocol")).contains("RTP/AVPF");
    }

    @Test
    void aKeyThatSaysNoIsAFlagThatIsNotSet() {
        for (String no : List.of("0", "false", "'no'", "'off'")) {
            assertThat(json("{'strict-source':" + no + "}").has("strict-source")).as(no).isFalse();
        }
        assertThat(json("{'strict source':1}").has("strict-source")).isTrue();
        assertThat(json("{'ICE':'remove'}").has("ice-remove")).isTrue();
    }

    @Test
    void dictionariesThatAreNoListsAreKeptWhole() {
        Options options = json("{'sdp-attr':{'audio':{'add':['x']}}}");
        assertThat(options.structure("sdp-attr").orElseThrow().dictionary("audio")).isPresent();
        assertThat(json("{'rtpp-flags':'sdp-attr={audio={add=[x y]}}'}").structure("sdp-attr").orElseThrow().dictionary("audio").orElseThrow()
                .entries().get("add")).isEqualTo(new Value.Items(List.of(new Value.Text("x"), new Value.Text("y"))));
    }

    @Property
    void anyFlagTextIsRead(@ForAll String text) {
        Options options = Options.of(Value.Dictionary.with("rtpp-flags", text).put("flags", new Value.Items(List.of(new Value.Text(text)))).build());
        assertThat(options.names()).isNotNull();
        assertThat(OptionCatalogue.load().warning(options).orElse("").length()).isLessThan(2000);
    }
}
