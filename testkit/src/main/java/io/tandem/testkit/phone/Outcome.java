package io.tandem.testkit.phone;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

import javax.sip.ClientTransaction;
import javax.sip.message.Response;

/** What became of one request; follows it over a challenge. Any thread. */
final class Outcome {
    private final String what;
    private final BiConsumer<Response, ClientTransaction> everyResponse;
    private final Progress progress = new Progress();
    private volatile Optional<Response> last = Optional.empty();
    private volatile boolean timedOut;
    private boolean challenged;

    /** @param what for messages, such as {@code REGISTER of alice} */
    Outcome(String what) {
        this(what, (response, transaction) -> { });
    }

    Outcome(String what, BiConsumer<Response, ClientTransaction> everyResponse) {
        this.what = what;
        this.everyResponse = everyResponse;
    }

    /** True for the first challenge; a second one means that the credentials were refused. */
    synchronized boolean mayAnswerChallenge() {
        boolean first = !challenged;
        challenged = true;
        return first;
    }

    void onResponse(Response response, ClientTransaction transaction) {
        everyResponse.accept(response, transaction);
        progress.change(() -> last = Optional.of(response));
    }

    void onTimeout() {
        progress.change(() -> timedOut = true);
    }

    boolean awaitProvisional(Duration limit) {
        return progress.await(limit, () -> last.isPresent() || timedOut) && last.isPresent();
    }

    int finalStatus() {
        return last.map(Response::getStatusCode).filter(status -> status >= 200).orElse(timedOut ? 408 : 0);
    }

    String text() {
        return last.map(SipText::status).orElse("no response");
    }

    /** Waits for the final response. */
    Response await(Duration limit) {
        if (!progress.await(limit, () -> finalStatus() != 0) || last.isEmpty()) {
            throw new PhoneException(what + ": " + text() + " within " + Progress.seconds(limit));
        }
        return last.get();
    }

    /** Waits for a 2xx. */
    Response awaitSuccess(Duration limit) {
        Response response = await(limit);
        if (response.getStatusCode() >= 300) {
            throw new PhoneException(what + ": " + SipText.status(response));
        }
        return response;
    }
}
