package io.tandem.relay;

import io.tandem.platform.TandemApplication;
import io.tandem.platform.TandemService;

/** Starts the media relay. */
@TandemApplication
public class RtpRelay {
    public static void main(String[] args) {
        TandemService.run("rtp-relay", RtpRelay.class, args);
    }
}
