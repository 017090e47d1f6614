package io.tandem.proxy.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that is left of an INVITE whose sender has a 2xx, for 64*T1 (RFC 6026): further 2xx are passed on (RFC 3261 §16.7 step 5), a repeated one as it was
 * sent before. Event loop only. */
final class AcceptedInvite implements ClientTransactionListener {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedInvite.class);

    private final Consumer<SipMessage> upstream;
    private final Optional<String> cSeq;
    private final ResponseQueue queue;
    private final List<Sent> sent = new ArrayList<>(1);

    private record Sent(String tag, byte[] response) {}

    /** @param cSeq of the sender, where that of the targets is another */
    AcceptedInvite(Consumer<SipMessage> upstream, ResponseFilter filter, LoopAnswers answers, Optional<String> cSeq) {
        this.upstream = upstream;
        this.cSeq = cSeq;
        this.queue = new ResponseQueue(filter, answers, this::send, _ -> { }); // the sender cannot be refused any more
    }

    /** Sends a 2xx that has passed its filter. */
    void send(SipMessage success) {
        String tag = success.toTag().orElse("");
        if (earlier(tag).isEmpty()) {
            sent.add(new Sent(tag, success.toBytes()));
        }
        upstream.accept(success);
    }

    private Optional<Sent> earlier(String tag) {
        return sent.stream().filter(one -> one.tag.equals(tag)).findFirst();
    }

    @Override
    public void onResponse(ClientTransaction tx, SipMessage response) {
        if (response.status() / 100 != 2) {
            return;
        }
        earlier(response.toTag().orElse("")).ifPresentOrElse(same -> upstream.accept(SipMessage.parse(same.response)), () -> {
            cSeq.ifPresent(value -> response.set(HeaderNames.CSEQ, value));
            queue.add(response.removeFirst(HeaderNames.VIA));
        });
    }

    @Override
    public void onTimeout(ClientTransaction tx) {
        LOG.debug("another target of an answered call, {}, has not ended its INVITE", tx.target().remote());
    }

    @Override
    public void onTransportError(ClientTransaction tx, Exception cause) {
        LOG.debug("another target of an answered call, {}, is away: {}", tx.target().remote(), cause.toString());
    }
}
