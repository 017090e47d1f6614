package io.tandem.lb.egress;

import io.tandem.lb.account.AccountScreen;
import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.WireMessage;
import io.tandem.net.peer.PeerAddress;

/** Tells the account screen what a proxy's answer says about credentials (signalling.md §1.5). The headers themselves are deleted with the others. */
final class AuthenticationReport {

    private final AccountScreen accounts;

    AuthenticationReport(AccountScreen accounts) {
        this.accounts = accounts;
    }

    /** Once it is known whom the answer goes to. */
    void read(Passage passage) {
        int account = passage.valueStart(HeaderCode.P_NGCP_AUTHORIZATION);
        PeerAddress phone = passage.departure().target();
        if (account >= 0 && phone != null) {
            WireMessage message = passage.message();
            int agent = Math.max(0, passage.valueStart(HeaderCode.P_NGCP_AUTH_UA));
            int agentEnd = Math.max(0, passage.valueEnd(HeaderCode.P_NGCP_AUTH_UA));
            int success = passage.valueStart(HeaderCode.P_NGCP_AUTHORIZED);
            accounts.report(phone, message.data(), account, passage.valueEnd(HeaderCode.P_NGCP_AUTHORIZATION), agent, agentEnd,
                    success >= 0 && message.data()[success] == '1', passage.nowNanos());
        }
    }
}
