package io.tandem.proxy.call;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** Hears of each INVITE outside of a dialog while it has no final response. Event loop only. */
public interface InviteWatch {
    InviteWatch NONE = new InviteWatch() {
        @Override
        public void sent(SipMessage received, Flow source, SipMessage sent, Flow target) {}

        @Override
        public void over(SipMessage sent) {}
    };

    /** @param received as it came
     * @param sent      as it went on to one target, with our Via */
    void sent(SipMessage received, Flow source, SipMessage sent, Flow target);

    /** This target has given a final response, or is given up. */
    void over(SipMessage sent);
}
