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

/** The B2BUA, asked over its control port to make calls. Any thread; blocks for the patience that is set at most. */
public final class CallServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallServer.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ClickToDialProperties properties;
    private final ControlClient control;
    private final Semaphore places;

    public CallServer(ClickToDialProperties properties) {
        this.properties = properties;
        this.control = new ControlClient(properties.control(), properties.patience());
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
        if (!places.tryAcquire()) {
            throw ApiError.busy("%d calls are being set up already, try again in %d s.".formatted(properties.atOnce(), RETRY.toSeconds()), RETRY);
        }
        try {
            control.call("dial_auth_b2b", List.of(uuid, phone, destination));
        } catch (ControlFault fault) {
            throw refused(fault);
        } catch (IOException away) {
            LOG.warn("no click-to-dial: {}; see tandem.provisioning-api.click-to-dial.control and tandem.b2bua.control.listen", away.getMessage());
            throw ApiError.busy("The call server does not answer, try again in %d s.".formatted(RETRY.toSeconds()), RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiError.busy("Interrupted, try again.", RETRY);
        } finally {
            places.release();
        }
    }

    private static ApiError refused(ControlFault fault) {
        return switch (fault.code()) {
            case 503 -> ApiError.busy("The call server takes no calls now, try again in %d s.".formatted(RETRY.toSeconds()), RETRY);
            case 500, ControlFault.NO_SUCH_METHOD, ControlFault.NO_CALL, ControlFault.UNREADABLE -> {
                LOG.error("the B2BUA refuses dial_auth_b2b: {} {}", fault.code(), fault.text());
                yield ApiError.failed("The call server failed.");
            }
            default -> ApiError.unprocessable("The subscriber's phones do not ring: %d %s".formatted(fault.code(), fault.text()));
        };
    }

    @Override
    public void close() {
        control.close();
    }
}
