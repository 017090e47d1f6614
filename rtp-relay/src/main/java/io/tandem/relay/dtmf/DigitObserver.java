package io.tandem.relay.dtmf;

import io.tandem.codec.TelephoneEvent;
import io.tandem.relay.rtp.RtpFields;
import org.jspecify.annotations.Nullable;

/** Tells of each telephone-event once: at its first end packet, or at the next event if all end packets were lost (RFC 4733 §2.5.2.3). */
public final class DigitObserver {
    private static final int DIGITS = 16;

    private @Nullable DtmfListener listener;
    private boolean seen;
    private boolean told = true;
    private int timestamp;
    private int event;
    private int volume;
    private int millis;

    public void listener(@Nullable DtmfListener newListener) {
        listener = newListener;
        told = true;
        seen = false;
    }

    public boolean isListening() {
        return listener != null;
    }

    public void packet(byte[] data, RtpFields fields, int clockHz) {
        int at = fields.payloadOffset;
        if (listener == null || fields.payloadLength < TelephoneEvent.LENGTH || (data[at] & 0xFF) >= DIGITS) return;
        if (!seen || fields.timestamp != timestamp) {
            tell();
            seen = true;
            told = false;
            timestamp = fields.timestamp;
            event = data[at];
        }
        if (told) return; // one more end packet
        volume = data[at + 1] & 0x3F;
        millis = (int) (((data[at + 2] & 0xFF) << 8 | data[at + 3] & 0xFF) * 1000L / clockHz);
        if (data[at + 1] < 0) tell();
    }

    private void tell() {
        if (told || listener == null) return;
        told = true;
        listener.digit(event, millis, volume);
    }
}
