package io.tandem.provisioning.callforward;

import java.util.regex.Pattern;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.data.rewrite.RewriteList;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.owner.SubscriberRewrites;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.table.Store;

/** Destinations as clients say them. A number that a subscriber gives is one that he dials: his rules for called numbers apply to it. */
public final class Destinations {
    private static final Pattern DIALLED = Pattern.compile("\\+?\\d+");
    private static final int MAX_LENGTH = 192;

    private final SubscriberRewrites rewrites;

    public Destinations(Store store) {
        rewrites = new SubscriberRewrites(store);
    }

    /**
     * The URI that is stored.
     *
     * @param path     name of the field in error texts
     * @param whenBusy a voicebox plays its busy greeting
     * @throws ApiError 422 for what is no destination
     */
    public String require(String path, String said, Owner owner, boolean whenBusy) {
        return Destination.uri(normalised(path, said, owner), owner, whenBusy).filter(uri -> uri.length() <= MAX_LENGTH).orElseThrow(() ->
            ApiError.invalid(path, said, "Invalid destination, a number, a SIP URI or a word such as voicebox is needed"));
    }

    private String normalised(String path, String said, Owner owner) {
        if (!owner.dials() || !DIALLED.matcher(said).matches()) {
            return said;
        }
        try {
            return rewrites.of(owner.id(), RewriteList.CALLEE_IN).map(rewrite -> rewrite.apply(said)).orElse(said);
        } catch (PatternTooCostlyException costly) {
            throw ApiError.invalid(path, said, String.valueOf(costly.getMessage()));
        }
    }
}
