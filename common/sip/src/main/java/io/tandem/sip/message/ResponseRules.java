package io.tandem.sip.message;

/** What a response takes over from its request (RFC 3261 §8.2.6.2, §12.1.1). */
final class ResponseRules {
    private ResponseRules() {}

    static SipMessage response(SipMessage request, int status, String reason) {
        SipMessage response = SipMessage.response(status, reason).build();
        boolean repeatsRoute = status > 100 && status < 300 && Methods.formsDialog(request.method());
        HeaderLines from = request.headerLines();
        HeaderLines to = response.headerLines();
        for (int i = 0; i < from.size(); i++) {
            HeaderField field = from.field(i);
            if (isRepeated(field) || repeatsRoute && field.is(HeaderNames.RECORD_ROUTE) || status == 100 && field.is(HeaderNames.TIMESTAMP)) {
                to.insert(to.size(), field);
            }
        }
        return response;
    }

    private static boolean isRepeated(HeaderField field) {
        return field.is(HeaderNames.VIA) || field.is(HeaderNames.FROM) || field.is(HeaderNames.TO) || field.is(HeaderNames.CALL_ID)
                || field.is(HeaderNames.CSEQ);
    }
}
