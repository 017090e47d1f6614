package io.tandem.codec;

import java.util.Arrays;

/** The two companding laws of ITU-T G.711 with their static payload types (RFC 3551 §6). Table driven, stateless. */
public enum G711 {
    PCMU(0) {
        @Override short expand(int code) {
            int inverted = ~code & 0xFF;
            int magnitude = ((inverted & 0x0F) << 3) + 0x84 << ((inverted & 0x70) >> 4);
            return (short) ((inverted & 0x80) != 0 ? 0x84 - magnitude : magnitude - 0x84);
        }
    },
    PCMA(8) {
        @Override short expand(int code) {
            int toggled = code ^ 0x55;
            int segment = (toggled & 0x70) >> 4;
            int magnitude = ((toggled & 0x0F) << 4) + (segment == 0 ? 8 : 0x108);
            if (segment > 1) magnitude <<= segment - 1;
            return (short) ((toggled & 0x80) != 0 ? magnitude : -magnitude);
        }
    };

    /** Samples per second of both laws. */
    public static final int CLOCK_RATE_HZ = 8000;

    private final int payloadType;
    private final short[] linear = new short[256];
    private final byte[] companded = new byte[1 << 16];

    G711(int payloadType) {
        this.payloadType = payloadType;
        for (int code = 0; code < 256; code++) {
            linear[code] = expand(code);
        }
        fillCompanded();
    }

    abstract short expand(int code);

    /** Nearest code for each linear value: codes sorted by value, a border half way between neighbours. */
    private void fillCompanded() {
        Integer[] codes = new Integer[256];
        for (int code = 0; code < 256; code++) {
            codes[code] = code;
        }
        Arrays.sort(codes, (a, b) -> Short.compare(linear[a], linear[b]));
        int nearest = 0;
        for (int value = Short.MIN_VALUE; value <= Short.MAX_VALUE; value++) {
            while (nearest < 255 && value - linear[codes[nearest]] > linear[codes[nearest + 1]] - value) nearest++;
            companded[value & 0xFFFF] = codes[nearest].byteValue();
        }
    }

    public int payloadType() {
        return payloadType;
    }

    public byte encode(short sample) {
        return companded[sample & 0xFFFF];
    }

    public short decode(byte code) {
        return linear[code & 0xFF];
    }

    public byte[] encode(short[] samples) {
        byte[] codes = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            codes[i] = encode(samples[i]);
        }
        return codes;
    }

    public short[] decode(byte[] codes) {
        short[] samples = new short[codes.length];
        for (int i = 0; i < codes.length; i++) {
            samples[i] = decode(codes[i]);
        }
        return samples;
    }
}
