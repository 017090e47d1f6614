package io.tandem.b2bua.control;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.tandem.b2bua.thirdparty.DialProgress;
import io.tandem.b2bua.thirdparty.DialRequest;
import io.tandem.b2bua.thirdparty.TextMessage;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipUri;

/** {@code dial_auth_b2b}: click-to-dial; {@code send_message}: text messages. Virtual threads.
 * @param dialler         begins a call on the event loop
 * @param sender          sends a message from the event loop
 * @param patience        for the first news of the subscriber's phones; without any the call goes on and the caller is told 100
 * @param messagePatience for the final response to a message; without one nobody knows, and the caller is told 504 */
record DialCommands(Dialler dialler, Sender sender, Duration patience, Duration messagePatience) implements ControlCommands {
    /** Of four bytes each they fit into a datagram. */
    private static final int LONGEST_TEXT = 15_000;

    /** Sends a message. */
    @FunctionalInterface
    interface Sender {
        /** @throws ControlFault if the loop does not come to it */
        CompletableFuture<TextMessage.Answer> send(TextMessage message) throws ControlFault;
    }

    /** Begins a call. */
    @FunctionalInterface
    interface Dialler {
        /** @throws ControlFault if the loop does not come to it */
        CompletableFuture<DialProgress> dial(DialRequest request) throws ControlFault;
    }

    @Override public List<ControlCommand> commands() {
        return List.of(ControlCommand.of("dial_auth_b2b", "dial_auth_b2b UUID SIP:USER@DOMAIN DESTINATION: rings the phones of this subscriber, then calls the"
            + " destination, a SIP URI, for it. Answers '180 Ringing' or the like; a fault has the SIP status of phones that do not ring.", this::dial),
            ControlCommand.of("send_message", "send_message UUID SIP:USER@DOMAIN DESTINATION TEXT: sends a text message (SIP MESSAGE) for this subscriber,"
                + " which calls itself by the address. Answers '202 Accepted' or the like; a fault has the SIP status of a message that is refused, 504 if"
                + " nobody knows.", this::send));
    }

    private Object dial(ControlParameters parameters) throws ControlFault {
        var request = new DialRequest(uuid(parameters), uri(parameters, 1, "address of the subscriber"), uri(parameters, 2, "destination"));
        try {
            DialProgress progress = answer(dialler.dial(request), patience);
            if (progress.isRefused()) throw new ControlFault(progress.status(), progress.reason());
            return progress.status() + " " + progress.reason();
        } catch (TimeoutException stillCalling) {
            return "100 Trying";
        }
    }

    private Object send(ControlParameters parameters) throws ControlFault {
        String text = parameters.text(3, "text");
        if (text.isEmpty() || text.length() > LONGEST_TEXT) throw ControlFault.badRequest("the text has no or more than " + LONGEST_TEXT + " characters");
        var message = new TextMessage(uuid(parameters), uri(parameters, 1, "address of the subscriber"), uri(parameters, 2, "destination"), text);
        try {
            TextMessage.Answer answer = answer(sender.send(message), messagePatience);
            if (answer.status() >= 300) throw new ControlFault(answer.status(), answer.reason());
            return answer.status() + " " + answer.reason();
        } catch (TimeoutException unanswered) {
            throw new ControlFault(504, "no answer within " + messagePatience.toSeconds() + " s");
        }
    }

    private static <T> T answer(CompletableFuture<T> news, Duration patience) throws ControlFault, TimeoutException {
        try {
            return news.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw ControlFault.failed(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ControlFault.failed("interrupted");
        }
    }

    private static String uuid(ControlParameters parameters) throws ControlFault {
        String text = parameters.text(0, "UUID of the subscriber");
        if (!text.matches("[-0-9A-Za-z]{1,64}")) throw ControlFault.badRequest("'" + text + "' is no UUID");
        return text;
    }

    private static SipUri uri(ControlParameters parameters, int index, String what) throws ControlFault {
        String text = parameters.text(index, what);
        try {
            SipUri uri = SipUri.parse(text);
            if (uri.isSip() && !uri.host().isEmpty() && uri.headers().isEmpty()) return uri;
        } catch (MalformedMessageException unreadable) {
            throw ControlFault.badRequest("%s '%s': %s".formatted(what, text, unreadable.getMessage()));
        }
        throw ControlFault.badRequest("%s '%s' is not sip:user@host".formatted(what, text));
    }
}
