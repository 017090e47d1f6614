package io.tandem.testkit.browser;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A page that is one WebRTC party ({@code party.js}). Methods block until the browser has done it. One thread. */
public final class BrowserPage implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final DevTools tools;

    BrowserPage(DevTools tools) {
        this.tools = tools;
    }

    void awaitLoaded() throws IOException, InterruptedException {
        until("document.readyState === 'complete' && typeof party === 'object'", LIMIT);
    }

    /** The text of what an expression, or its promise, gives.
     * @throws IOException with what the script throws */
    public String evaluate(String expression) throws IOException, InterruptedException {
        return tools.evaluate(expression, LIMIT);
    }

    /** A text as JavaScript writes it. */
    public static String quoted(String text) {
        return DevTools.quoted(text);
    }

    /** Waits for a condition. */
    public void until(String condition, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!evaluate("!!(" + condition + ")").equals("true")) {
            if (System.nanoTime() - deadline > 0) throw new IOException("not " + condition + " within " + limit + "; " + report());
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Microphone, and camera too. */
    public void capture(boolean video) throws IOException, InterruptedException {
        evaluate("party.capture(" + video + ")");
    }

    /** An offer with all candidates in it. */
    public String offer() throws IOException, InterruptedException {
        return evaluate("party.offer(true)");
    }

    /** An offer without candidates; they follow by {@link #candidates}. */
    public String offerWithoutCandidates() throws IOException, InterruptedException {
        return evaluate("party.offer(false)");
    }

    /** The SDP fragment (RFC 8840) of all candidates, at the end of gathering. */
    public String candidates() throws IOException, InterruptedException {
        return evaluate("party.candidates()");
    }

    /** Takes an answer to {@link #offer}. */
    public void accept(String answer) throws IOException, InterruptedException {
        evaluate("party.accept(" + quoted(answer) + ")");
    }

    /** Answers an offer, with all candidates. */
    public String answer(String offer) throws IOException, InterruptedException {
        return evaluate("party.answer(" + quoted(offer) + ")");
    }

    /** Waits until the party hears a tone. */
    public void hears(double toneHz) throws IOException, InterruptedException {
        until("party.hears(" + toneHz + ")", LIMIT);
    }

    /** Waits until pictures of the other party are decoded. */
    public void sees() throws IOException, InterruptedException {
        until("party.framesDecoded().then(frames => frames >= 10)", LIMIT);
    }

    /** State of connection, transports and streams, for a failure's message. */
    public String report() throws IOException, InterruptedException {
        return evaluate("party.report()");
    }

    @Override public void close() throws IOException, InterruptedException {
        tools.close();
    }
}
