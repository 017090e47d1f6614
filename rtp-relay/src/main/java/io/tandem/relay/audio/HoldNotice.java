package io.tandem.relay.audio;

import java.util.Optional;

import io.tandem.relay.option.Options;
import io.tandem.relay.stream.RelayException;
import io.tandem.sdp.Direction;

/** How a party that hears music is told that it is held ({@code moh}: {@code mode}, {@code connection}).
 * @param mode           the direction that it is shown; empty for that of whoever holds, but what is inactive would not be heard
 * @param withoutAddress it is shown the address 0.0.0.0, for phones that know an old-style hold only (RFC 3264 §8.4) */
record HoldNotice(Optional<Direction> mode, boolean withoutAddress) {
    /** As whoever holds said it. */
    static final HoldNotice USUAL = new HoldNotice(Optional.empty(), false);

    /** @throws RelayException for a mode or connection that there is not */
    static HoldNotice of(Options moh) throws RelayException {
        String connection = moh.text("connection").orElse("");
        if (!connection.isEmpty() && !connection.equals("zero")) throw RelayException.of("Invalid moh connection '" + connection + "': zero");
        return new HoldNotice(mode(moh.text("mode").orElse("")), !connection.isEmpty());
    }

    private static Optional<Direction> mode(String text) throws RelayException {
        return switch (text) {
            case "", "reflect" -> Optional.empty();
            case "sendonly" -> Optional.of(Direction.SENDONLY);
            case "sendrecv" -> Optional.of(Direction.SENDRECV);
            default -> throw RelayException.of("Invalid moh mode '" + text + "': sendonly, sendrecv or reflect");
        };
    }

    /** What the held party is shown. @param said by whoever holds */
    Direction direction(Direction said) {
        return mode.orElse(said == Direction.INACTIVE ? Direction.SENDONLY : said);
    }
}
