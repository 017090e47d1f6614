package io.tandem.testkit.phone.stack;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

import javax.sip.SipStack;
import javax.sip.message.Request;

import gov.nist.core.ServerLogger;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.tandem.testkit.phone.Ladder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each message of a stack to its phone's ladder. The stack makes it by its class name: hence public, with a register of parties. */
public final class LadderLogger implements ServerLogger {
    private static final Logger LOG = LoggerFactory.getLogger(LadderLogger.class);
    private static final int REMEMBERED = 16;
    private static final Map<String, Party> PARTIES = new ConcurrentHashMap<>();

    private final Deque<SIPMessage> lastReceived = new ArrayDeque<>();
    private volatile Optional<Party> party = Optional.empty();

    private record Party(String name, Ladder ladder) {}

    /** Before the stack of this name is made. */
    public static void register(String stackName, String partyName, Ladder ladder) {
        PARTIES.put(stackName, new Party(partyName, ladder));
    }

    public static void forget(String stackName) {
        PARTIES.remove(stackName);
    }

    @Override public void setStackProperties(Properties properties) {
        party = Optional.ofNullable(PARTIES.get(properties.getProperty("javax.sip.STACK_NAME")));
    }

    @Override public void setSipStack(SipStack stack) {
        setPartyOf(stack.getStackName());
    }

    private void setPartyOf(String stackName) {
        party = Optional.ofNullable(PARTIES.get(stackName)).or(() -> party);
    }

    @Override public void logMessage(SIPMessage message, String from, String to, boolean sender, long time) {
        if (sender || !isKnown(message)) {
            party.ifPresent(p -> p.ladder().add(entry(p, message, sender, time)));
        }
    }

    /** Some channels report a received response twice: when it comes and when it is through. */
    private synchronized boolean isKnown(SIPMessage received) {
        boolean known = lastReceived.stream().anyMatch(message -> message == received);
        lastReceived.addLast(received);
        if (lastReceived.size() > REMEMBERED) {
            lastReceived.removeFirst();
        }
        return known;
    }

    @Override public void logMessage(SIPMessage message, String from, String to, String status, boolean sender, long time) {
        logMessage(message, from, to, sender, time);
    }

    /** The stack's second report on a message it has already told: "before processing". */
    @Override public void logMessage(SIPMessage message, String from, String to, String status, boolean sender) {
        LOG.trace("{} {}", status, message.getFirstLine());
    }

    private static Ladder.Entry entry(Party party, SIPMessage message, boolean sender, long timeMillis) {
        String from = sender ? party.name() : Ladder.SWITCH;
        String to = sender ? Ladder.SWITCH : party.name();
        Instant at = timeMillis > 0 ? Instant.ofEpochMilli(timeMillis) : Instant.now();
        return new Ladder.Entry(at, from, to, summary(message), message.getCallId().getCallId(), message.getCSeq().getSeqNumber(),
                rank(message), message.toString());
    }

    /** Place of a message within what belongs to one CSeq number: request, provisional, CANCEL, final, ACK. */
    private static int rank(SIPMessage message) {
        return switch (message) {
            case SIPResponse response -> response.getStatusCode();
            case SIPRequest request when request.getMethod().equals(Request.ACK) -> 1000;
            case SIPRequest request when request.getMethod().equals(Request.CANCEL) -> 199;
            default -> 0;
        };
    }

    private static String summary(SIPMessage message) {
        boolean sdp = message.getContentTypeHeader() != null && "sdp".equalsIgnoreCase(message.getContentTypeHeader().getContentSubType());
        String what = switch (message) {
            case SIPRequest request -> request.getMethod();
            case SIPResponse response ->
                    response.getStatusCode() + " " + response.getReasonPhrase() + " (" + response.getCSeq().getMethod() + ")";
            default -> message.getFirstLine();
        };
        return sdp ? what + " (SDP)" : what;
    }

    @Override public void logException(Exception e) {
        LOG.debug("exception in JAIN-SIP", e);
    }

    @Override public void closeLogFile() {
        party = Optional.empty();
    }
}
