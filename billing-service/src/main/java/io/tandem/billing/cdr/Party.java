package io.tandem.billing.cdr;

import java.util.List;
import java.util.OptionalLong;

/**
 * One side of a call.
 *
 * @param userId               uuid of a local subscriber, else {@code 0}
 * @param accountId            customer's contract, 0 for a foreign party
 * @param gpp                  ten general purpose parameters; empty text if unset
 * @param peerHost             peering host that the foreign side is reached by
 */
public record Party(String userId, String externalSubscriberId, String externalContractId, long accountId, String user, String domain,
                    List<String> gpp, String lnpPrefix, String lnpType, OptionalLong peerHost) {
    public static final int GPP_COUNT = 10;
    private static final String FOREIGN = "0";

    public Party {
        if (gpp.size() != GPP_COUNT) throw new IllegalArgumentException(gpp.size() + " general purpose parameters instead of " + GPP_COUNT);
        gpp = List.copyOf(gpp);
    }

    public boolean isLocal() { return !FOREIGN.equals(userId); }
}
