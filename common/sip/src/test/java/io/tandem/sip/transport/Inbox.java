package io.tandem.sip.transport;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** Keeps what a transport delivers, for tests to take. */
final class Inbox implements MessageReceiver {

    record Received(SipMessage message, Flow flow) {}

    private final LinkedBlockingQueue<Received> messages = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void onMessage(SipMessage message, Flow flow) {
        messages.add(new Received(message, flow));
    }

    @Override
    public void onMalformed(byte[] data, Flow flow, MalformedMessageException why) {
        events.add("malformed");
    }

    @Override
    public void onUndelivered(SipMessage message, Flow flow, Exception cause) {
        events.add("undelivered " + message.method());
    }

    Received next() throws InterruptedException {
        Received received = messages.poll(10, TimeUnit.SECONDS);
        assertThat(received).as("a message within 10 s").isNotNull();
        return received;
    }

    String event() throws InterruptedException {
        String event = events.poll(10, TimeUnit.SECONDS);
        assertThat(event).as("an event within 10 s").isNotNull();
        return event;
    }

    boolean isEmpty() {
        return messages.isEmpty() && events.isEmpty();
    }
}
