package io.tandem.data.epoch;

import java.sql.SQLException;

/** Another node of the pair is active since: what this one was about to write is refused, and its transaction must be rolled back. */
public final class StaleEpochException extends SQLException {
    private static final long serialVersionUID = 1L;
    private static final String STATE = "45000";

    StaleEpochException(String pair, long own, long last) {
        super("epoch %d of pair %s is over, a node is active in epoch %d: nothing is written".formatted(own, pair, last), STATE);
    }
}
