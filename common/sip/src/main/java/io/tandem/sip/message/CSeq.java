package io.tandem.sip.message;

import io.tandem.sip.message.MalformedMessageException.Reason;

/** CSeq header (RFC 3261 §20.16): a number below 2^31 (§8.1.1.5) and a method. */
record CSeq(long number, String method) {
    static CSeq parse(String text) {
        int digits = 0;
        while (digits < text.length() && Character.digit(text.charAt(digits), 10) >= 0) {
            digits++;
        }
        String method = text.substring(digits).strip();
        long number = Ascii.number(text.substring(0, digits));
        if (number < 0 || number >= 1L << 31 || !Ascii.isToken(method) || Ascii.isToken(text.substring(digits, digits + 1))) {
            throw new MalformedMessageException(Reason.BAD_CSEQ, "CSeq '" + text + "' is not a number below 2^31 and a method");
        }
        return new CSeq(number, method);
    }
}
