package io.tandem.b2bua.control;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.tandem.b2bua.thirdparty.DialProgress;
import io.tandem.b2bua.thirdparty.DialRequest;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipUri;

/** {@code dial_auth_b2b}: click-to-dial. Virtual threads.
 * @param dialler  begins a call on the event loop
 * @param patience for the first news of the subscriber's phones; without any the call goes on and the caller is told 100 */
record DialCommands(Dialler dialler, Duration patience) implements ControlCommands {
    /** Begins a call. */
    @FunctionalInterface
    interface Dialler {
        /** @throws ControlFault if the loop does not come to it */
        CompletableFuture<DialProgress> dial(DialRequest request) throws ControlFault;
    }

    @Override public List<ControlCommand> commands() {
        return List.of(ControlCommand.of("dial_auth_b2b", "dial_auth_b2b UUID SIP:USER@DOMAIN DESTINATION: rings the phones of this subscriber, then calls the"
            + " destination, a SIP URI, for it. Answers '180 Ringing' or the like; a fault has the SIP status of phones that do not ring.", this::dial));
    }

    private Object dial(ControlParameters parameters) throws ControlFault {
        var request = new DialRequest(uuid(parameters), uri(parameters, 1, "address of the subscriber"), uri(parameters, 2, "destination"));
        CompletableFuture<DialProgress> news = dialler.dial(request);
        try {
            DialProgress progress = news.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (progress.isRefused()) throw new ControlFault(progress.status(), progress.reason());
            return progress.status() + " " + progress.reason();
        } catch (TimeoutException stillCalling) {
            return "100 Trying";
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
