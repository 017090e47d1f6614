package io.tandem.sdp;

import java.util.Optional;

/** {@code a=rtpmap:8 PCMA/8000} (RFC 8866 §6.6). @param parameters what follows the clock rate, such as channels; may be empty */
public record RtpMap(int payloadType, String encoding, int clockRateHz, String parameters) {

    static Optional<RtpMap> parse(String value) {
        String[] fields = SdpLine.SPACES.split(value.strip(), 2);
        String[] codec = fields.length == 2 ? fields[1].split("/", 3) : new String[0];
        int payloadType = number(fields[0], 127);
        int clockRate = codec.length < 2 ? -1 : number(codec[1], 1_000_000);
        if (payloadType < 0 || clockRate <= 0 || codec[0].isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RtpMap(payloadType, codec[0], clockRate, codec.length == 3 ? codec[2] : ""));
    }

    /** Number from 0 to max, -1 for anything else. */
    static int number(String digits, int max) {
        if (digits.isEmpty() || digits.length() > 9) {
            return -1;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        int number = Integer.parseInt(digits);
        return number <= max ? number : -1;
    }
}
