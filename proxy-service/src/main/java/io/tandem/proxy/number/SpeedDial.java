package io.tandem.proxy.number;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

import io.tandem.data.tables.CallTables;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipUri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Slots {@code *0} to {@code *9} (§2.13). Never blocks. */
public record SpeedDial(CallTables tables) {
    private static final Logger LOG = LoggerFactory.getLogger(SpeedDial.class);
    private static final Pattern SLOT = Pattern.compile("\\*[0-9]");

    /** @param user part of a request URI */
    public static boolean isSlot(String user) {
        return SLOT.matcher(user).matches();
    }

    /** Where a slot leads: a URI whose number is as it is after the rewrite rules; empty for an empty slot, and for one that somebody has spoiled. */
    public CompletionStage<Optional<SipUri>> destination(int subscriber, String slot) {
        return isSlot(slot) ? tables.speedDial(subscriber, slot).thenApply(found -> found.flatMap(text -> parsed(subscriber, slot, text)))
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private static Optional<SipUri> parsed(int subscriber, String slot, String text) {
        try {
            return Optional.of(SipUri.parse(text)).filter(SipUri::isSip);
        } catch (MalformedMessageException spoiled) {
            LOG.warn("speed dial slot {} of subscriber {} leads nowhere, correct it at /api/speeddials/: {}", slot, subscriber, spoiled.getMessage());
            return Optional.empty();
        }
    }
}
