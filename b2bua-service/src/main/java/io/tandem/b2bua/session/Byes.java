package io.tandem.b2bua.session;

import io.tandem.b2bua.outlet.Outlet;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The BYEs of one call that have had no end yet. Loop thread only. */
public final class Byes {
    private static final Logger LOG = LoggerFactory.getLogger(Byes.class);

    private final Outlet outlet;
    private final Runnable ended;
    private int open;

    /** @param ended runs after the end of each, whatever it was */
    public Byes(Outlet outlet, Runnable ended) {
        this.outlet = outlet;
        this.ended = ended;
    }

    /** Without an address to go to it is dropped. */
    public void send(SipMessage bye, SipUri nextHop) {
        if (!Outlet.isAddress(nextHop)) {
            LOG.warn("BYE of call {} dropped: next hop {} is not an IP address", bye.callId(), nextHop);
            return;
        }
        open++;
        outlet.send(bye, nextHop, new FinalOutcome(() -> {
            open--;
            ended.run();
        }));
    }

    public boolean isOpen() {
        return open > 0;
    }
}
