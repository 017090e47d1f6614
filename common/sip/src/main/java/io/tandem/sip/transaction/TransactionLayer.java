package io.tandem.sip.transaction;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.tandem.net.Scheduler;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.MessageReceiver;
import io.tandem.sip.transport.Protocol;
import io.tandem.sip.transport.SipTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Matches messages to transactions, makes new ones, and answers what the user need not see (RFC 3261 §17, §9.2, §18.2). One event loop, no
 * lock: everything but {@link #size}, {@link #pending}, {@link #settingUp} and {@link #statistics} is for the loop thread only.
 */
public final class TransactionLayer implements MessageReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionLayer.class);
    private static final int DEFAULT_PORT = 5060;

    private final SipTransport transport;
    private final Scheduler scheduler;
    private final TransactionUser user;
    private final TransactionTimers timers;
    private final TransactionLimits limits;
    private final String viaSentBy;
    private final TransactionStatistics statistics = new TransactionStatistics();
    private final Map<TransactionKey, Transaction> servers = new HashMap<>();
    private final Map<TransactionKey, Transaction> clients = new HashMap<>();
    /** Tags of responses that the layer gives without a transaction start with this, so that their ACK is known (RFC 3261 §8.2.7). */
    private final String statelessTag;
    private InetAddress lastSource = InetAddress.getLoopbackAddress();
    private String lastSourceText = lastSource.getHostAddress();
    private long branchSeed = new SecureRandom().nextLong();
    private volatile int size;
    private volatile int pending;
    private volatile int settingUp;

    /** @param viaSentBy {@code host:port} for our Via: where responses reach {@code transport} */
    public TransactionLayer(SipTransport transport, Scheduler scheduler, TransactionUser user, TransactionTimers timers, String viaSentBy) {
        this(transport, scheduler, user, timers, viaSentBy, TransactionLimits.standard());
    }

    public TransactionLayer(SipTransport transport, Scheduler scheduler, TransactionUser user, TransactionTimers timers, String viaSentBy,
                            TransactionLimits limits) {
        this.transport = transport;
        this.scheduler = scheduler;
        this.user = user;
        this.timers = timers;
        this.limits = limits;
        this.viaSentBy = viaSentBy;
        this.statelessTag = "s" + newToken() + "-";
    }

    /** Sends a request, INVITE or another but ACK, through a new transaction; puts our Via with a fresh branch on top of it. */
    public ClientTransaction send(SipMessage request, Flow target, ClientTransactionListener listener) {
        String branch = pushVia(request, target);
        TransactionKey key = TransactionKey.ofClient(branch, request.method());
        if (request.method().equals(Methods.INVITE)) {
            InviteClient tx = new InviteClient(this, key, request, target, listener);
            enter(clients, tx);
            tx.start();
            return tx;
        }
        NonInviteClient tx = new NonInviteClient(this, key, request, target, listener);
        enter(clients, tx);
        tx.start();
        return tx;
    }

    /** Sends the ACK for a 2xx: no transaction, a Via of its own (RFC 3261 §13.2.2.4, §17.1.1.3). */
    public void sendAck(SipMessage ack, Flow target) {
        pushVia(ack, target);
        transmit(ack, target);
    }

    /** Sends a message as it is, without any state. */
    public void sendStateless(SipMessage message, Flow target) {
        transmit(message, target);
    }

    /** Has this request come before, and is it still being handled, or its answer repeated? Nothing changes by the question. */
    public boolean knows(SipMessage request) {
        return servers.containsKey(TransactionKey.ofRequest(request, request.topVia()));
    }

    /** Answers a request that gets no transaction with 503 and Retry-After. The ACK of it goes to nobody. */
    public void turnAway(SipMessage request, Flow source) {
        Via via = noteSource(request, source);
        refuse(request, TransactionKey.ofRequest(request, via), responseFlow(via, source));
    }

    /** Live transactions of both directions. Any thread. */
    public int size() {
        return size;
    }

    /** Those of them that wait for more than repeated messages: for a final response, or for the ACK of a refusal. Any thread. */
    public int pending() {
        return pending;
    }

    /** INVITEs outside of dialogs that have come and have no final response yet. Any thread. */
    public int settingUp() {
        return settingUp;
    }

    /** Any thread. */
    public TransactionStatistics statistics() {
        return statistics;
    }

    public TransactionTimers timers() {
        return timers;
    }

    @Override
    public void onMessage(SipMessage message, Flow source) {
        try {
            if (message.isRequest()) onRequest(message, source);
            else onResponse(message, source);
        } catch (MalformedMessageException e) {
            onMalformed(message.toBytes(), source, e);
        }
    }

    /** Nothing can be matched to it: counted and dropped. An edge that wants to answer 400 does so before it calls this layer. */
    @Override
    public void onMalformed(byte[] data, Flow source, MalformedMessageException why) {
        statistics.malformed.increment();
        LOG.debug("malformed SIP message of {} bytes from {} dropped: {}", data.length, source.remote(), why.getMessage());
    }

    /** A connection broke under a request: its transaction fails at once, not after 64*T1 (RFC 3261 §8.1.3.1). */
    @Override
    public void onUndelivered(SipMessage message, Flow flow, Exception cause) {
        statistics.transportErrors.increment();
        if (!message.isRequest()) return;
        TransactionKey key = TransactionKey.ofOwnBranch(message);
        if (clients.get(key) instanceof InviteClient tx) tx.sendFailed(cause);
        else if (clients.get(key) instanceof NonInviteClient tx) tx.sendFailed(cause);
    }

    private void onRequest(SipMessage request, Flow source) {
        Via via = noteSource(request, source);
        TransactionKey key = TransactionKey.ofRequest(request, via);
        Transaction known = servers.get(key);
        if (request.method().equals(Methods.ACK)) {
            onAck(request, known, source);
        } else if (known instanceof InviteServer tx) {
            tx.onRetransmission();
        } else if (known instanceof NonInviteServer tx) {
            tx.onRetransmission();
        } else if (!limits.admits(size, request.toTag().isPresent() || request.method().equals(Methods.CANCEL))) {
            statistics.overloadRejections.increment();
            refuse(request, key, responseFlow(via, source));
        } else {
            open(request, key, via, source);
        }
    }

    private void onAck(SipMessage ack, @Nullable Transaction known, Flow source) {
        if (known instanceof InviteServer tx) tx.onAck(ack);
        else if (ack.toTag().filter(tag -> tag.startsWith(statelessTag)).isEmpty()) ackToUser(ack, source);
    }

    private void open(SipMessage request, TransactionKey key, Via via, Flow source) {
        if (request.method().equals(Methods.INVITE)) {
            InviteServer tx = new InviteServer(this, key, request, source, responseFlow(via, source));
            enter(servers, tx);
            requestToUser(tx.handle());
            return;
        }
        NonInviteServer tx = new NonInviteServer(this, key, request, source, responseFlow(via, source));
        enter(servers, tx);
        if (request.method().equals(Methods.CANCEL)) answerCancel(tx.handle(), via);
        else requestToUser(tx.handle());
        tx.awaitAnswer();
    }

    private void answerCancel(ServerTransaction cancel, Via via) {
        SipMessage request = cancel.request();
        if (servers.get(TransactionKey.ofCancelledInvite(request, via)) instanceof InviteServer invite) {
            String toTag = invite.toTag().isEmpty() ? newToken() : invite.toTag();
            cancel.respond(OwnMessages.response(request, 200, "canceling", toTag));
            if (invite.isProceeding()) {
                ServerTransaction cancelled = invite.handle();
                guarded("CANCEL", () -> user.onCancel(cancelled, request));
            }
        } else {
            cancel.respond(OwnMessages.response(request, 481, "Call/Transaction Does Not Exist", newToken()));
        }
    }

    private void requestToUser(ServerTransaction tx) {
        if (!guarded(tx.request().method(), () -> user.onRequest(tx)) && !tx.isCompleted()) {
            tx.respond(OwnMessages.response(tx.request(), 500, "Server Internal Error", newToken()));
        }
    }

    private void refuse(SipMessage request, TransactionKey key, Flow target) {
        String tag = statelessTag + Integer.toHexString(key.hashCode());
        SipMessage busy = OwnMessages.response(request, 503, "Service Unavailable", tag);
        transmit(busy.add(HeaderNames.RETRY_AFTER, Long.toString(limits.retryAfter().toSeconds())), target);
    }

    private void onResponse(SipMessage response, Flow source) {
        TransactionKey key = TransactionKey.ofOwnBranch(response);
        Transaction known = clients.get(key);
        if (known instanceof InviteClient tx) tx.onResponse(response);
        else if (known instanceof NonInviteClient tx) tx.onResponse(response);
        else guarded("stray response", () -> user.onStrayResponse(response, source));
    }

    /** Writes down where the request really came from (RFC 3261 §18.2.1, RFC 3581 §4). @return the top Via as it is now */
    private Via noteSource(SipMessage request, Flow source) {
        Via via = request.topVia();
        String address = text(source.remote().getAddress());
        boolean wantsPort = via.wantsRport() && via.rport() < 0;
        if (!wantsPort && via.host().equals(address)) return via;
        Via noted = via.withParameter("received", address);
        if (wantsPort) noted = noted.withParameter("rport", Integer.toString(source.remote().getPort()));
        request.replaceFirst(HeaderNames.VIA, noted.toString());
        return noted;
    }

    /** Most requests come from where the one before came from, whose address is one object then. */
    @SuppressWarnings("ReferenceEquality")
    private String text(InetAddress address) {
        if (address != lastSource) {
            lastSource = address;
            lastSourceText = address.getHostAddress();
        }
        return lastSourceText;
    }

    /** The connection of the request, or over UDP its source address with the port the client asked for (RFC 3261 §18.2.2, RFC 3581). */
    private static Flow responseFlow(Via via, Flow source) {
        int port = via.wantsRport() ? source.remote().getPort() : via.port() > 0 ? via.port() : DEFAULT_PORT;
        if (source.protocol() != Protocol.UDP || port == source.remote().getPort()) return source;
        return source.to(new InetSocketAddress(source.remote().getAddress(), port));
    }

    private String pushVia(SipMessage request, Flow target) {
        String branch = Via.MAGIC_COOKIE + newToken();
        request.addFirst(HeaderNames.VIA, "SIP/2.0/" + target.protocol().name() + " " + viaSentBy + ";branch=" + branch);
        return branch;
    }

    /** 64 bits that do not repeat within a process and cannot be told from one another: SplitMix64 is a permutation of its counter. */
    private String newToken() {
        long z = branchSeed += 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return Long.toHexString(z ^ z >>> 31); // radix 36 goes by way of BigInteger
    }

    private void enter(Map<TransactionKey, Transaction> table, Transaction tx) {
        table.put(tx.key, tx);
        pending++;
        size = servers.size() + clients.size();
    }

    void forget(Transaction tx) {
        if (!servers.remove(tx.key, tx)) clients.remove(tx.key, tx);
        if (!tx.isSettled()) pending--;
        size = servers.size() + clients.size();
    }

    void settled() {
        pending--;
    }

    void setUpBegins() {
        settingUp++;
    }

    void setUpEnds() {
        settingUp--;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    void ackToUser(SipMessage ack, Flow source) {
        guarded("ACK", () -> user.onAck(ack, source));
    }

    /** A transaction of its own on the branch of the INVITE; whatever becomes of it, the INVITE's own timer ends the call. */
    void sendCancel(SipMessage invite, Flow target, Optional<String> reason) {
        SipMessage cancel = OwnMessages.cancelFor(invite, reason);
        TransactionKey key = TransactionKey.ofClient(cancel.topVia().branch().orElseThrow(), Methods.CANCEL);
        NonInviteClient tx = new NonInviteClient(this, key, cancel, target, new CancelOutcome());
        enter(clients, tx);
        tx.start();
    }

    /** @return why the transport refused the message, if it did */
    Optional<Exception> transmit(SipMessage message, Flow target) {
        try {
            transport.send(message, target);
            return Optional.empty();
        } catch (RuntimeException e) {
            statistics.transportErrors.increment();
            LOG.warn("cannot send {} to {} {}: {}", message.isRequest() ? message.method() : message.status() + " " + message.method(),
                    target.protocol(), target.remote(), e.toString());
            return Optional.of(e);
        }
    }

    /** Runs the user's code; the loop survives whatever it throws. @return false if it threw */
    boolean guarded(String what, Runnable task) {
        try {
            task.run();
            return true;
        } catch (Exception | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
            statistics.userErrors.increment();
            LOG.error("transaction user failed on {}", what, e);
            return false;
        }
    }

    /** What became of a CANCEL matters to nobody. */
    private static final class CancelOutcome implements ClientTransactionListener {
        @Override
        public void onResponse(ClientTransaction tx, SipMessage response) {
            LOG.trace("CANCEL answered {}", response.status());
        }

        @Override
        public void onTimeout(ClientTransaction tx) {
            LOG.debug("CANCEL to {} not answered", tx.target().remote());
        }

        @Override
        public void onTransportError(ClientTransaction tx, Exception cause) {
            LOG.debug("CANCEL to {} not sent: {}", tx.target().remote(), cause.toString());
        }
    }
}
