package io.tandem.sip.dialog;

import java.util.List;

import io.tandem.sip.message.SipUri;

/**
 * What another process must know of a confirmed dialog to go on with it (RFC 3261 §12). Immutable.
 *
 * @param localAddress  From of our requests, with our tag
 * @param remoteAddress their To, with the peer's tag
 * @param routeSet      in the order of our Route headers
 * @param localCSeq     of the last request we sent
 * @param remoteCSeq    of the last request we took; -1 before the first
 */
public record DialogState(DialogId id, String localAddress, String remoteAddress, List<String> routeSet, SipUri remoteTarget, long localCSeq,
                          long remoteCSeq) {
    public DialogState {
        routeSet = List.copyOf(routeSet);
    }
}
