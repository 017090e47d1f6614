package io.tandem.provisioning.callcontrol;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.rpc.ControlClient;
import io.tandem.provisioning.resource.ApiError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The B2BUA, asked over its control port to make calls and to send messages. Any thread; blocks for the patience that is set at most. */
public final class CallServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallServer.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final int NO_CREDIT = 402;
    private static final int NOBODY_KNOWS = 504;

    private final ClickToDialProperties properties;
    private final ControlClient control;
    private final ControlClient messages;
    private final Semaphore places;

    /**
     * A text message.
     *
     * @param uuid of the subscriber
     * @param from {@code sip:user@domain} that it shows
     * @param to   a SIP URI
     */
    public record Text(String uuid, String from, String to, String text) {}

    /**
     * What became of it.
     *
     * @param isKnown whether somebody has answered for it
     * @param answer  SIP status and phrase
     */
    public record Taken(boolean isKnown, String answer) {}

    public CallServer(ClickToDialProperties properties) {
        this.properties = properties;
        this.control = new ControlClient(properties.control(), properties.patience());
        this.messages = new ControlClient(properties.control(), properties.messagePatience());
        this.places = new Semaphore(properties.atOnce());
    }

    /**
     * Rings a subscriber's phones and has them call a destination.
     *
     * @param phone       {@code sip:user@domain} of the subscriber
     * @param destination a SIP URI
     * @throws ApiError 422 if the phones do not ring, with the SIP answer; 503 if the B2BUA is away, or too many wait for it; 500 if it fails
     */
    public void dial(String uuid, String phone, String destination) {
        try {
            ask(control, "dial_auth_b2b", List.of(uuid, phone, destination));
        } catch (ControlFault fault) {
            throw refused("dial_auth_b2b", fault, "The subscriber's phones do not ring: ");
        }
    }

    /**
     * Sends a text message.
     *
     * @throws ApiError 402 without credit for it, 422 if it is refused for something else, with the SIP answer; 503 if the B2BUA is away, or too many wait for
     *                  it; 500 if it fails
     */
    public Taken send(Text text) {
        try {
            return new Taken(true, ask(messages, "send_message", List.of(text.uuid(), text.from(), text.to(), text.text())));
        } catch (ControlFault fault) {
            return switch (fault.code()) {
                case NOBODY_KNOWS -> new Taken(false, fault.text());
                case NO_CREDIT -> throw ApiError.paymentRequired("Not enough credit to send the sms");
                default -> throw refused("send_message", fault, "The message is refused: ");
            };
        }
    }

    private String ask(ControlClient client, String command, List<String> parameters) throws ControlFault {
        if (!places.tryAcquire()) {
            throw ApiError.busy("%d requests wait for the call server already, try again in %d s.".formatted(properties.atOnce(), RETRY.toSeconds()), RETRY);
        }
        try {
            return String.valueOf(client.call(command, List.copyOf(parameters)));
        } catch (IOException away) {
            LOG.warn("no {}: {}; see tandem.provisioning-api.click-to-dial.control and tandem.b2bua.control.listen", command, away.getMessage());
            throw ApiError.busy("The call server does not answer, try again in %d s.".formatted(RETRY.toSeconds()), RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiError.busy("Interrupted, try again.", RETRY);
        } finally {
            places.release();
        }
    }

    private static ApiError refused(String command, ControlFault fault, String what) {
        return switch (fault.code()) {
            case 503 -> ApiError.busy("The call server takes no calls now, try again in %d s.".formatted(RETRY.toSeconds()), RETRY);
            case 500, ControlFault.NO_SUCH_METHOD, ControlFault.NO_CALL, ControlFault.UNREADABLE -> {
                LOG.error("the B2BUA refuses {}: {} {}", command, fault.code(), fault.text());
                yield ApiError.failed("The call server failed.");
            }
            default -> ApiError.unprocessable(what + fault.code() + " " + fault.text());
        };
    }

    @Override
    public void close() {
        control.close();
        messages.close();
    }
}
