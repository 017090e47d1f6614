package io.tandem.relay.transcode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.codec.AudioCodec;
import io.tandem.relay.codec.DirectionPlan;
import io.tandem.relay.codec.OutputFormat;
import io.tandem.relay.codec.Treatment;
import io.tandem.relay.dtmf.DtmfSecurity;
import io.tandem.relay.rtp.RtpFields;
import io.tandem.relay.rtp.Scratch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever packets come: what is sent is RTP, and bounded. Runs its seeds as a regression test; with JAZZER_FUZZ=1 in the environment it searches.
 */
class RtpFuzzTest {
    private static final int MAX_PER_PACKET = 20;

    /** Octet 0 chooses plan and mode, then packets with their length before them. */
    @FuzzTest(maxDuration = "60s")
    void packetsAreTranslatedOrDropped(byte[] data) {
        if (data.length < 2) return;
        int[] sent = {0};
        RtpFields fields = new RtpFields();
        MediaPath path = new MediaPath((packet, length) -> {
            assertThat(fields.read(packet, length)).isTrue();
            sent[0]++;
        }, new Scratch(), new Random(1), data[0] & 7);
        path.plan(plan(data[0]));
        path.security(DtmfSecurity.values()[(data[1] & 0xFF) % DtmfSecurity.values().length]);
        path.listener((event, millis, _) -> assertThat(event).isBetween(0, 15));
        int given = 0;
        for (int at = 2; at + 1 < data.length; given++) {
            int length = Math.min(data[at] & 0xFF, data.length - at - 1);
            System.arraycopy(data, at + 1, path.room(), 0, length);
            path.take(length, given * 20_000_000L);
            at += 1 + length;
        }
        assertThat(sent[0]).isLessThanOrEqualTo((given + 1) * MAX_PER_PACKET);
    }

    @Test
    void packetsOfChanceAreTranslatedOrDropped() {
        Random random = new Random(11);
        int[] types = {0, 9, 13, 96, 97, 101, 102, 8};
        for (int round = 0; round < 500; round++) {
            byte[] data = new byte[600];
            random.nextBytes(data);
            for (int at = 2; at + 14 < data.length; at += 1 + (data[at] & 0xFF)) {
                data[at] = (byte) (13 + random.nextInt(200));
                if (random.nextInt(10) > 0) data[at + 1] = (byte) 0x80;
                data[at + 2] = (byte) types[random.nextInt(types.length)];
                data[at + 3] = 0;
                System.arraycopy(new byte[8], 0, data, at + 5, random.nextInt(8));
            }
            packetsAreTranslatedOrDropped(data);
        }
    }

    private static DirectionPlan plan(byte choice) {
        List<Treatment> treatments = new ArrayList<>(DirectionPlan.UNTOUCHED.byPayloadType());
        treatments.set(0, new Treatment.Decode(AudioCodec.PCMU));
        treatments.set(9, new Treatment.Decode(AudioCodec.G722));
        treatments.set(13, new Treatment.Noise(8000));
        treatments.set(96, new Treatment.Decode(AudioCodec.OPUS));
        treatments.set(97, new Treatment.Decode(AudioCodec.find("L16", 44_100, 2).orElseThrow()));
        treatments.set(101, new Treatment.Event(8000));
        treatments.set(102, new Treatment.Pass(103, 48_000, true));
        AudioCodec to = (choice & 16) != 0 ? AudioCodec.G722 : AudioCodec.PCMA;
        OutputFormat output = new OutputFormat(to, 8, "", 20, (choice & 8) != 0 ? 101 : -1, 8000);
        return new DirectionPlan(treatments, Optional.of(output), 8000, Map.of(), (choice & 32) != 0);
    }
}
