package io.tandem.lb.sanity;

import java.util.Arrays;

import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.wire.AddressView;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.UriView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.bytes.Lists;

/** The headers that everybody behind us relies on. The reason phrases are known to monitoring systems (signalling.md §1.2). */
public final class HeaderSanity {

    private static final int MAX_VIAS = 40;
    private static final Verdict INVALID_FROM = Verdict.answer(400, "Invalid From Header");
    private static final Verdict INVALID_TO = Verdict.answer(400, "Invalid To Header");
    private static final Verdict INVALID_CALL_ID = Verdict.answer(400, "Invalid Call-ID Header");
    private static final Verdict INVALID_CSEQ = Verdict.answer(400, "Invalid CSeq Header");
    private static final Verdict BAD_URI = Verdict.answer(400, "Bad Request URI");
    private static final Verdict BAD_SCHEME = Verdict.answer(416, "Unsupported URI Scheme");
    private static final Verdict BAD_CONTACT = Verdict.answer(400, "Bad Contact Header");
    private static final Verdict BAD_CREDENTIALS = Verdict.answer(400, "Bad Auth Header");
    private static final Verdict TOO_MANY_VIAS = Verdict.answer(400, "Too Many Via Headers");

    private HeaderSanity() {}

    public static Verdict check(Passage passage) {
        WireMessage message = passage.message();
        if (message.count(HeaderCode.FROM) != 1 || !readFrom(passage)) {
            return INVALID_FROM;
        }
        if (message.count(HeaderCode.TO) != 1 || !readTo(passage)) {
            return INVALID_TO;
        }
        if (message.count(HeaderCode.CALL_ID) != 1 || passage.valueStart(HeaderCode.CALL_ID) == passage.valueEnd(HeaderCode.CALL_ID)) {
            return INVALID_CALL_ID;
        }
        if (message.count(HeaderCode.CSEQ) != 1 || !isCSeqSound(message)) {
            return INVALID_CSEQ;
        }
        return requestUri(passage);
    }

    /** Reads From and its tag. @return false if it is no address */
    public static boolean readFrom(Passage passage) {
        AddressView address = passage.address();
        if (!address.read(passage.message().data(), passage.valueStart(HeaderCode.FROM), passage.valueEnd(HeaderCode.FROM))) {
            return false;
        }
        int tag = address.tagStart();
        passage.fromTag(tag, tag < 0 ? tag : address.valueEnd(tag));
        return true;
    }

    /** Reads To and its tag. @return false if it is no address */
    public static boolean readTo(Passage passage) {
        AddressView address = passage.address();
        if (!address.read(passage.message().data(), passage.valueStart(HeaderCode.TO), passage.valueEnd(HeaderCode.TO))) {
            return false;
        }
        int tag = address.tagStart();
        passage.toTag(tag, tag < 0 ? tag : address.valueEnd(tag));
        return true;
    }

    /** A number below 2^31 and the method of the request (RFC 3261 §8.1.1.5). */
    private static boolean isCSeqSound(WireMessage message) {
        byte[] data = message.data();
        int start = message.valueStart(message.first(HeaderCode.CSEQ));
        int end = message.valueEnd(message.first(HeaderCode.CSEQ));
        int digits = start;
        while (digits < end && data[digits] >= '0' && data[digits] <= '9') {
            digits++;
        }
        long number = Bytes.number(data, start, digits);
        int methodLength = message.methodEnd() - message.start();
        int method = end - methodLength;
        return number >= 0 && number < 1L << 31 && method > digits && isBlank(data, digits, method)
                && Arrays.equals(data, method, end, data, message.start(), message.methodEnd());
    }

    private static boolean isBlank(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Bytes.isBlank(data[i])) {
                return false;
            }
        }
        return true;
    }

    private static Verdict requestUri(Passage passage) {
        WireMessage message = passage.message();
        UriView uri = passage.requestUri();
        if (uri.read(message.data(), message.uriStart(), message.uriEnd()) == UriView.Kind.INVALID) {
            return BAD_URI;
        }
        if (!uri.isRoutable()) {
            return BAD_SCHEME;
        }
        if (uri.isSip() && uri.hasHeaders()) {                   // RFC 3261 §19.1.1
            return BAD_URI;
        }
        if (!contactIsPlain(passage) && !contactsAreUris(message)) {
            return BAD_CONTACT;
        }
        if (!CredentialsSyntax.areSound(message, HeaderCode.AUTHORIZATION) || !CredentialsSyntax.areSound(message, HeaderCode.PROXY_AUTHORIZATION)) {
            return BAD_CREDENTIALS;
        }
        return message.count(HeaderCode.VIA) > MAX_VIAS ? TOO_MANY_VIAS : Verdict.NEXT;
    }

    /** One Contact, and everything about it right: the usual case. Or none. */
    private static boolean contactIsPlain(Passage passage) {
        int count = passage.message().count(HeaderCode.CONTACT);
        return count == 0 || count == 1 && passage.hasSoundContact() && passage.contact().uri().isSip()
                && passage.isContactAlone();
    }

    /** Only so much that it is a URI at all: what is wrong inside it shows when somebody is to be called there (479). */
    private static boolean contactsAreUris(WireMessage message) {
        byte[] data = message.data();
        for (int line = message.first(HeaderCode.CONTACT); line >= 0; line = message.next(line)) {
            int end = message.valueEnd(line);
            for (int at = message.valueStart(line); at < end;) {
                int element = Lists.elementEnd(data, at, end);
                int trimmed = Lists.trimmed(data, at, element);
                boolean star = trimmed == at + 1 && data[at] == '*' && message.method() == MethodCode.REGISTER;
                if (trimmed > at && !star && !isUri(data, at, trimmed)) {
                    return false;
                }
                at = Lists.nextStart(data, element, end);
            }
        }
        return true;
    }

    private static boolean isUri(byte[] data, int from, int to) {
        int open = Bytes.indexOf(data, '<', data[from] == '"' ? lastQuote(data, from, to) : from, to);
        boolean unclosed = open >= 0 && Bytes.indexOf(data, '>', open, to) < 0;
        boolean headersOutside = open < 0 && Bytes.indexOf(data, '?', from, to) >= 0; // RFC 3261 §20.10
        if (unclosed || headersOutside) {
            return false;
        }
        int start = open < 0 ? from : open + 1;
        int colon = Bytes.indexOf(data, ':', start, to);
        if (colon <= start || colon + 1 == to || !isLetter(data[start])) {
            return false;
        }
        for (int i = start; i < colon; i++) {
            byte b = data[i];
            if (!isLetter(b) && (b < '0' || b > '9') && b != '+' && b != '-' && b != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(byte b) {
        int lower = b | 0x20;
        return b > 0 && lower >= 'a' && lower <= 'z';
    }

    private static int lastQuote(byte[] data, int from, int to) {
        int i = to - 1;
        while (i > from && data[i] != '"') {
            i--;
        }
        return i;
    }
}
