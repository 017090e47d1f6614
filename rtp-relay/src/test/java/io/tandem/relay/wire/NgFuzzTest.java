package io.tandem.relay.wire;

import java.io.ByteArrayOutputStream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.relay.option.OptionCatalogue;
import io.tandem.relay.option.Options;
import io.tandem.relay.sdp.SdpReader;
import io.tandem.relay.sdp.UnusableSdpException;
import io.tandem.sdp.MalformedSdpException;
import io.tandem.sdp.SessionDescription;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever octets come: a value or the one exception. Runs its seeds as a regression test; with JAZZER_FUZZ=1 in the environment it
 * searches.
 */
class NgFuzzTest {
    private static final OptionCatalogue CATALOGUE = OptionCatalogue.load();

    @FuzzTest(maxDuration = "30s")
    void aCommandIsReadOrRefused(byte[] data) {
        Encoding encoding = Encoding.of(data, 0, data.length);
        try {
            Value.Dictionary dictionary = encoding.decode(data, 0, data.length);
            byte[] written = encoding.encode(dictionary);
            assertThat(encoding.decode(written, 0, written.length)).isEqualTo(dictionary);
            dictionary.text("sdp").ifPresent(NgFuzzTest::read);
            assertThat(CATALOGUE.warning(Options.of(dictionary)).orElse("").length()).isLessThan(4000);
        } catch (MalformedNgException refused) {
            assertThat(refused.reason()).isNotEmpty();
        }
    }

    private static void read(String sdp) {
        try {
            assertThat(SdpReader.media(SessionDescription.parse(sdp))).isNotNull();
        } catch (MalformedSdpException | UnusableSdpException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "10s")
    void aDatagramIsReadOrDropped(byte[] data) {
        NgDatagram.parse(data, 0, data.length).ifPresent(datagram -> {
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            payload.write(data, datagram.payloadOffset(), datagram.payloadLength());
            assertThat(NgDatagram.write(datagram.cookie(), payload.toByteArray())).isEqualTo(data);
        });
    }
}
