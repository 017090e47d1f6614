package io.tandem.proxy.call;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import io.tandem.sip.message.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends responses in the order they came, although the filter of each may take its time. Event loop only. */
final class ResponseQueue {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseQueue.class);

    private final ResponseFilter filter;
    private final LoopAnswers answers;
    private final Consumer<SipMessage> sink;
    private final Consumer<SipMessage> failed;
    private final Deque<SipMessage> waiting = new ArrayDeque<>(1);
    private boolean busy;

    /** @param failed gets the final response whose filter failed */
    ResponseQueue(ResponseFilter filter, LoopAnswers answers, Consumer<SipMessage> sink, Consumer<SipMessage> failed) {
        this.filter = filter;
        this.answers = answers;
        this.sink = sink;
        this.failed = failed;
    }

    void add(SipMessage response) {
        waiting.add(response);
        advance();
    }

    private void advance() {
        while (!busy && !waiting.isEmpty()) {
            busy = true;
            SipMessage response = waiting.remove();
            answers.when(filter.pass(response), passed -> sent(() -> sink.accept(passed)), failure -> sent(() -> drop(response, failure)));
        }
    }

    private void sent(Runnable step) {
        busy = false;
        step.run();
        advance();
    }

    private void drop(SipMessage response, Throwable failure) {
        LOG.warn("response {} {} of call {} not passed on: {}", response.status(), response.method(), response.callId(), failure.toString());
        if (response.status() >= 200) {
            failed.accept(response);
        }
    }
}
