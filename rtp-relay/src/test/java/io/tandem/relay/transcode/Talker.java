package io.tandem.relay.transcode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.tandem.codec.AudioCodec;
import io.tandem.codec.AudioDecoder;
import io.tandem.codec.AudioEncoder;
import io.tandem.codec.Goertzel;
import io.tandem.codec.TelephoneEvent;
import io.tandem.rtp.RtpPacket;

import static org.assertj.core.api.Assertions.assertThat;

/** One end of an RTP stream: makes packets of a tone, and hears what came. */
public final class Talker {
    private final AudioCodec codec;
    private final int payloadType;
    private final int millis;
    private final int rateHz;
    private final AudioEncoder encoder;
    private final List<RtpPacket> heard = new ArrayList<>();
    private int sequence = 65_530;
    private int timestamp = -1000;
    private double phase;

    public Talker(AudioCodec codec, int payloadType, int millis) {
        this.codec = codec;
        this.payloadType = payloadType;
        this.millis = millis;
        this.rateHz = codec.sampleRateHz();
        this.encoder = codec.newEncoder(rateHz, "");
    }

    public byte[] tone(double hz) {
        short[] samples = new short[rateHz * millis / 1000];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (8000 * Math.sin(phase));
            phase += 2 * Math.PI * hz / rateHz;
        }
        return audio(samples);
    }

    /** @param samples one packet, at the codec's rate */
    public byte[] audio(short[] samples) {
        byte[] payload = new byte[AudioEncoder.MAX_PAYLOAD];
        int length = encoder.encode(samples, samples.length, payload, 0);
        byte[] packet = new RtpPacket(payloadType, false, sequence & 0xFFFF, timestamp, 0x1234, Arrays.copyOf(payload, length)).toBytes();
        sequence++;
        timestamp += codec.clockRateHz() * millis / 1000;
        return packet;
    }

    /** A digit of 100 ms by RFC 4733. */
    public List<byte[]> digit(int type, char digit) {
        List<byte[]> packets = new ArrayList<>();
        int frame = codec.clockRateHz() / 50;
        for (TelephoneEvent event : TelephoneEvent.ofDigit(digit, 10, 5 * frame, frame)) {
            packets.add(new RtpPacket(type, packets.isEmpty(), sequence & 0xFFFF, timestamp, 0x1234, event.toBytes()).toBytes());
            sequence++;
        }
        timestamp += 5 * frame;
        return packets;
    }

    public void hears(byte[] packet, int length) {
        heard.add(RtpPacket.parse(packet, 0, length).orElseThrow());
    }

    public List<RtpPacket> heard() {
        return heard;
    }

    /** Everything of the codec's payload type, decoded, at the codec's rate. */
    public short[] samples() {
        AudioDecoder decoder = codec.newDecoder();
        short[] all = new short[heard.size() * AudioDecoder.MAX_SAMPLES];
        short[] frame = new short[AudioDecoder.MAX_SAMPLES];
        int at = 0;
        for (RtpPacket packet : heard) {
            if (packet.payloadType() != payloadType) continue;
            int count = decoder.decode(packet.payload(), 0, packet.payload().length, frame);
            System.arraycopy(frame, 0, all, at, count);
            at += count;
        }
        return Arrays.copyOf(all, at);
    }

    /** Share of a tone in the last part of what came. */
    public double share(double hz, int lastMillis) {
        short[] samples = samples();
        int count = Math.min(samples.length, rateHz * lastMillis / 1000);
        short[] last = Arrays.copyOfRange(samples, samples.length - count, samples.length);
        return Goertzel.share(last, hz * 8000 / rateHz);
    }

    /** One SSRC, sequence numbers without a gap, timestamps that fit the packet time. */
    public void heardOneStream(int ticks) {
        for (int i = 1; i < heard.size(); i++) {
            RtpPacket before = heard.get(i - 1);
            RtpPacket now = heard.get(i);
            assertThat(now.ssrc()).isEqualTo(before.ssrc());
            assertThat(now.sequenceNumber()).isEqualTo(before.sequenceNumber() + 1 & 0xFFFF);
            assertThat(now.timestamp() - before.timestamp()).isEqualTo(ticks);
        }
    }
}
