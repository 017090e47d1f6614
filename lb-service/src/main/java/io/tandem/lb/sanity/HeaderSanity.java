package io.tandem.lb.sanity;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.text.PlainAddress;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** The headers that everybody behind us relies on. The reason phrases are known to monitoring systems (signalling.md §1.2). */
public final class HeaderSanity {

    private static final List<String> CREDENTIALS = List.of(HeaderNames.AUTHORIZATION, HeaderNames.PROXY_AUTHORIZATION);
    private static final int MAX_VIAS = 40;

    private HeaderSanity() {}

    public static Verdict check(Passage passage) {
        SipMessage message = passage.message();
        Optional<Optional<String>> fromTag = message.count(HeaderNames.FROM) == 1 ? tag(message, HeaderNames.FROM) : Optional.empty();
        if (fromTag.isEmpty()) {
            return bad("Invalid From Header");
        }
        passage.fromTag(fromTag.get());
        Optional<Optional<String>> toTag = message.count(HeaderNames.TO) == 1 ? tag(message, HeaderNames.TO) : Optional.empty();
        if (toTag.isEmpty()) {
            return bad("Invalid To Header");
        }
        passage.inDialog(toTag.get().isPresent());
        if (message.count(HeaderNames.CALL_ID) != 1 || message.callId().isEmpty()) {
            return bad("Invalid Call-ID Header");
        }
        return requestLine(message);
    }

    private static Verdict requestLine(SipMessage message) {
        if (!reads(message, SipMessage::cSeq) || message.count(HeaderNames.CSEQ) != 1 || !cSeqNames(message)) {
            return bad("Invalid CSeq Header");
        }
        String uri = message.requestUri();
        if (PlainAddress.isSipUri(uri, 0, uri.length())) {
            return others(message);
        }
        String scheme;
        try {
            scheme = SipUri.parse(uri).scheme();
        } catch (MalformedMessageException e) {
            return bad("Bad Request URI");
        }
        if (!scheme.equals("sip") && !scheme.equals("sips") && !scheme.equals("tel")) {
            return Verdict.answer(416, "Unsupported URI Scheme");
        }
        return others(message);
    }

    private static Verdict others(SipMessage message) {
        if (message.has(HeaderNames.CONTACT) && !contactsAreUris(message)) {
            return bad("Bad Contact Header");
        }
        for (String name : CREDENTIALS) {
            if (message.has(name) && !areSound(message.lines(name))) {
                return bad("Bad Auth Header");
            }
        }
        return message.count(HeaderNames.VIA) > MAX_VIAS ? bad("Too Many Via Headers") : Verdict.NEXT;
    }

    /** RFC 3261 §8.1.1.5: the method of CSeq is that of the request. */
    private static boolean cSeqNames(SipMessage message) {
        String value = message.header(HeaderNames.CSEQ).orElse("");
        String method = message.method();
        return value.endsWith(method) && value.length() > method.length() && value.charAt(value.length() - method.length() - 1) <= ' ';
    }

    /** Only so much that it is a URI at all: what is wrong inside it shows when somebody is to be called there (479). */
    private static boolean contactsAreUris(SipMessage message) {
        for (String contact : message.headers(HeaderNames.CONTACT)) {
            boolean star = contact.equals("*") && message.method().equals(Methods.REGISTER);
            if (!star && !isUri(contact)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUri(String contact) {
        int open = contact.startsWith("\"") ? contact.indexOf('<', contact.lastIndexOf('"')) : contact.indexOf('<');
        if (open >= 0 && contact.indexOf('>', open) < 0) {
            return false;
        }
        int start = open + 1;
        int colon = contact.indexOf(':', start);
        if (colon <= start || colon + 1 == contact.length() || !Character.isLetter(contact.charAt(start))) {
            return false;
        }
        for (int i = start; i < colon; i++) {
            char c = contact.charAt(i);
            if (c >= 128 || !Character.isLetterOrDigit(c) && c != '+' && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean areSound(List<String> credentials) {
        for (String one : credentials) {
            if (!CredentialsSyntax.isSound(one)) {
                return false;
            }
        }
        return true;
    }

    /** The tag of From or To, if it has one; empty on the outside if the header cannot be read. */
    private static Optional<Optional<String>> tag(SipMessage message, String name) {
        String value = message.header(name).orElse("");
        int close = PlainAddress.closingBracket(value);
        if (close >= 0) {
            int tag = PlainAddress.parameter(value, close, "tag");
            return Optional.of(tag < 0 ? Optional.empty() : Optional.of(value.substring(tag, PlainAddress.endOfValue(value, tag))));
        }
        try {
            return Optional.of(NameAddr.parse(value).tag());
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private static boolean reads(SipMessage message, Consumer<SipMessage> part) {
        try {
            part.accept(message);
            return true;
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    private static Verdict bad(String phrase) {
        return Verdict.answer(400, phrase);
    }
}
