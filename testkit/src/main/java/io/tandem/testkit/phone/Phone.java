package io.tandem.testkit.phone;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.sip.header.CallIdHeader;
import javax.sip.message.Request;

import io.tandem.sip.message.SipMessage;
import io.tandem.testkit.phone.link.Link;
import io.tandem.testkit.phone.link.LinkBridge;

/**
 * A phone on loopback with one account. Its methods block their caller until what they say has happened or the limit is over; then they
 * throw {@link PhoneException}. Everything it sends and receives is in the ladder.
 */
public final class Phone implements AutoCloseable {
    private static final int EXPIRES_SECONDS = 300;

    private final Account account;
    private final PhoneStack stack;
    private final BlockingQueue<IncomingCall> incoming = new LinkedBlockingQueue<>();
    private final BlockingQueue<SipMessage> messages = new LinkedBlockingQueue<>();
    private final Map<String, Call> calls = new ConcurrentHashMap<>();
    private final CallIdHeader registration;
    private final String registrationTag = PhoneStack.newTag();
    private long registrationCSeq = 1;

    private Phone(Account account, String transport, InetSocketAddress server, Ladder ladder) {
        this.account = account;
        this.stack = new PhoneStack(account, transport, server, ladder, new PhoneListener(this));
        this.registration = stack.newCallId();
    }

    private Phone(Account account, LinkBridge bridge, Ladder ladder) {
        this.account = account;
        this.stack = new PhoneStack(account, bridge, ladder, new PhoneListener(this));
        this.registration = stack.newCallId();
    }

    /**
     * Starts the phone's stack on a free port: of 127.0.0.1 where the server is on this machine, else of the address from which it is reached.
     * @param transport {@code udp} or {@code tcp}
     * @param server    where requests outside a dialog go: the load balancer
     */
    public static Phone open(Account account, String transport, InetSocketAddress server, Ladder ladder) {
        return new Phone(account, transport, server, ladder);
    }

    /** A phone at the end of a link: TLS, WebSocket, an address of its own. It closes the link when it is closed itself. */
    public static Phone open(Account account, Link link, Ladder ladder) {
        try {
            return new Phone(account, new LinkBridge(link), ladder);
        } catch (IOException e) {
            throw new PhoneException("phone of " + account.username() + " has no port for its link", e);
        }
    }

    /** Registers for five minutes, answering one challenge (RFC 3261 §10, §22). */
    public void register(Duration limit) {
        register(EXPIRES_SECONDS, limit);
    }

    public void unregister(Duration limit) {
        register(0, limit);
    }

    private void register(int expiresSeconds, Duration limit) {
        Outcome outcome = new Outcome("REGISTER of " + account.username());
        try {
            Request request = stack.request(Request.REGISTER, "sip:" + account.domain(), stack.addressOfRecord(), registration,
                    registrationCSeq, registrationTag);
            registrationCSeq += 2;                                   // the answer to a challenge takes the number between
            stack.addContact(request);
            stack.setExpires(request, expiresSeconds);
            stack.send(request, outcome);
        } catch (Exception e) {
            throw new PhoneException("REGISTER of " + account.username() + " could not be sent", e);
        }
        outcome.awaitSuccess(limit);
    }

    /** Sends an INVITE with an offer of PCMA and returns at once. */
    public Call call(String sipUri) {
        return Call.dial(this, sipUri);
    }

    /** The next call that came and was not taken from here yet; it has got no response but 100. */
    public IncomingCall awaitIncoming(Duration limit) {
        return next(incoming, "call", limit);
    }

    private <T> T next(BlockingQueue<T> came, String what, Duration limit) {
        try {
            T next = came.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new PhoneException("no " + what + " for " + account.username() + " within " + Progress.seconds(limit));
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PhoneException("interrupted while waiting for a " + what, e);
        }
    }

    /** Sends a MESSAGE (RFC 3428) and waits for its final response.
     * @return its status */
    public int message(String sipUri, String text, Duration limit) {
        Outcome outcome = new Outcome("MESSAGE of " + account.username());
        try {
            Request request = stack.request(Request.MESSAGE, sipUri, sipUri, stack.newCallId(), 1, PhoneStack.newTag());
            stack.setText(request, text);
            stack.send(request, outcome);
        } catch (Exception e) {
            throw new PhoneException("MESSAGE of " + account.username() + " could not be sent", e);
        }
        return outcome.await(limit).getStatusCode();
    }

    /** The next MESSAGE that came, was answered by 200 and was not taken from here yet. */
    public SipMessage awaitMessage(Duration limit) {
        return next(messages, "message", limit);
    }

    /** The contact URI this phone registers. */
    public String contact() {
        return stack.contactUri();
    }

    Account account() {
        return account;
    }

    PhoneStack stack() {
        return stack;
    }

    Map<String, Call> calls() {
        return calls;
    }

    void onMessage(Request message) {
        messages.add(SipMessage.parse(message.toString().getBytes(StandardCharsets.UTF_8)));
    }

    void onIncoming(IncomingCall call) {
        incoming.add(call);
    }

    /** Stops the stack and its threads; says nothing to the network. */
    @Override public void close() {
        calls.values().forEach(Call::release);
        stack.close();
    }
}
