package io.tandem.sip.sdp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.sdp.Direction;
import io.tandem.sdp.MalformedSdpException;
import io.tandem.sdp.MediaDescription;
import io.tandem.sdp.SessionDescription;

import static org.assertj.core.api.Assertions.assertThat;

/** Bodies of hostile SIP messages: a description or a {@link MalformedSdpException}, nothing else. JAZZER_FUZZ=1 searches. */
class SdpFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void aDescriptionIsReadOrRefused(byte[] data) {
        try {
            SessionDescription description = SessionDescription.parse(data);
            assertThat(SessionDescription.parse(description.toString())).isEqualTo(description);
            for (MediaDescription media : description.media()) {
                description.connectionOf(media);
                description.directionOf(media);
                assertThat(media.withPort(9).port()).isEqualTo(9);
                media.rtpMaps();
            }
            SessionDescription.parse(description.withDirection(Direction.INACTIVE).withoutConnection().toString());
        } catch (MalformedSdpException refused) {
            assertThat(refused.reason()).isNotNull();
        }
    }
}
