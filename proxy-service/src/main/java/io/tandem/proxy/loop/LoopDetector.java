package io.tandem.proxy.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.sip.message.SipMessage;

/** Tells a call that runs in circles through other systems: it comes too often within a window. Never blocks, never fails. */
public interface LoopDetector {

    /** Finds no loops. */
    LoopDetector OFF = new LoopDetector() {
        @Override public CompletionStage<Boolean> count(String call) {
            return CompletableFuture.completedFuture(false);
        }

        @Override public CompletionStage<Boolean> look(String call) {
            return CompletableFuture.completedFuture(false);
        }
    };

    /** Counts a call. @return true if that is one too many */
    CompletionStage<Boolean> count(String call);

    /** What {@link #count} would say now. */
    CompletionStage<Boolean> look(String call);

    /** What makes two calls the same: {@code FROM-URI;TO-URI;REQUEST-URI}. */
    static String nameOf(SipMessage invite) {
        return invite.from().uri() + ";" + invite.to().uri() + ";" + invite.requestUri();
    }
}
