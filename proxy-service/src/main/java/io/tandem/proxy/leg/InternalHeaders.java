package io.tandem.proxy.leg;

import java.util.List;

import io.tandem.proxy.auth.ThirdPartyCallers;
import io.tandem.proxy.header.HeaderCarrier;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;

/** Headers between our own elements (signalling contract §1.9). */
public final class InternalHeaders {
    static final String D_URI = "P-D-Uri";
    static final String PROXY_URI = "P-Proxy-Uri";
    public static final String APP_NAME = "P-App-Name";
    public static final String APP_PARAM = "P-App-Param";
    public static final String APP_FROM = "P-App-From";
    public static final String APP_TO = "P-App-To";
    /** Seconds after which the app server ends the call. */
    static final String APP_LENGTH = "P-App-Length";
    /** Who caller and callee are, for whoever wants to take their place (RFC 3891). */
    static final String APP_PARTY = "P-App-Party";
    static final String LANGUAGE = "P-Language";
    static final String CALLER_UUID = "P-Caller-UUID";
    static final String CALLEE_UUID = "P-Callee-UUID";
    private static final List<String> FOR_THIS_PROXY = List.of(HeaderNames.PROXY_AUTHORIZATION, HeaderNames.AUTHORIZATION, "P-NGCP-Src-Ip",
            "P-NGCP-Src-Port", "P-NGCP-Src-Proto", "P-NGCP-Src-Af", "P-NGCP-Src-Nat", "P-Sock-Info", "P-LB-Uptime",
            ThirdPartyCallers.HEADER, HeaderCarrier.NAME);

    private InternalHeaders() {}

    /** Takes off what was meant for this proxy. */
    public static SipMessage strip(SipMessage request) {
        FOR_THIS_PROXY.forEach(request::remove);
        return request;
    }
}
