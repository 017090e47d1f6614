package io.tandem.proxy.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.proxy.caller.Caller;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipMessage.Header;

/** What the load balancer is told about an authentication, so that it can count failures; it takes these headers off. A failure is told only of
 * credentials that were wrong: none at all, an old nonce or another realm is none. Pure. */
public final class AuthenticationReport {
    private static final String ABSENT = "<null>";

    private AuthenticationReport() {}

    /** Whose credentials were tried, from where and with which User-Agent. */
    public static List<Header> attempted(SipMessage request, String account) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("P-NGCP-Authorization", account));
        headers.add(new Header("P-NGCP-Auth-IP", request.header("P-NGCP-Src-Ip").orElse(ABSENT)));
        headers.add(new Header("P-NGCP-Auth-UA", Optional.of(request.header(HeaderNames.USER_AGENT).orElse("")).filter(text -> !text.isBlank())
                .orElse(ABSENT)));
        return headers;
    }

    /** Adds to a response that the password was right; nothing where none was shown. */
    public static void add(Caller caller, SipMessage request, SipMessage response) {
        if (caller.hasPassword()) {
            succeeded(request, caller.userName() + "@" + caller.realm()).forEach(header -> response.add(header.name(), header.value()));
        }
    }

    /** The same, and that they were right. */
    public static List<Header> succeeded(SipMessage request, String account) {
        List<Header> headers = attempted(request, account);
        headers.add(new Header("P-NGCP-Authorized", "1"));
        return headers;
    }
}
