package io.tandem.proxy.media;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The media relays, as call control sees them. Called on the event loop; stages complete on the event loop. */
public interface MediaRelay {

    /** Sends an offer or an answer.
     * @return the description to send on instead, ISO 8859-1; fails with a {@link MediaRelayException} */
    CompletionStage<String> describe(MediaCommand command);

    /** Puts a key into what a party says.
     * @return fails with a {@link MediaRelayException} */
    CompletionStage<Void> press(MediaCommand.Digit digit);

    /** Begins to play a sound to a party whose description the relay has.
     * @return fails with a {@link MediaRelayException} */
    CompletionStage<Void> play(MediaCommand.Sound sound);

    /** Ends a sound.
     * @return fails with a {@link MediaRelayException} */
    CompletionStage<Void> silence(MediaCommand.Silence silence);

    /** Ends the relay's session of a call. What fails is logged; the relay's own timeouts clean up then.
     * @return how it sounded, as far as the relay says so soon; does not fail */
    CompletionStage<Optional<CallQuality>> delete(String callId);
}
