package io.tandem.lb.stream;

import io.tandem.sip.stream.StreamConnection;
import io.tandem.sip.stream.StreamReceiver;

/** Takes what comes and does nothing about it. */
final class Nobody implements StreamReceiver {

    @Override
    public void onFrame(StreamConnection connection, byte[] data, int offset, int length) {}

    @Override
    public void onBroken(StreamConnection connection, byte[] head, String fault) {}

    @Override
    public void onUndelivered(StreamConnection connection, byte[] message, String why) {}

    @Override
    public void onClosed(StreamConnection connection) {}
}
