package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.tandem.sip.message.HeaderNames.Known;
import io.tandem.sip.message.MalformedMessageException.Reason;

/**
 * A SIP request or response (RFC 3261 §7) over the bytes it came in. Reading a field decodes that field only; edits are recorded and
 * written out by gathering slices, so what nobody touched leaves byte for byte as it came. Not thread-safe: one owner at a time,
 * {@link #copy()} for another one (the bytes are shared and never change).
 */
public final class SipMessage {
    /** One header line: its name as written and its unfolded value. */
    public record Header(String name, String value) {}

    /** Decides by a header's name as it is written. */
    @FunctionalInterface public interface HeaderFilter {
        boolean matches(byte[] source, int nameStart, int nameEnd);
    }

    private static final Known VIA = HeaderNames.known(HeaderNames.VIA);
    private static final Known FROM = HeaderNames.known(HeaderNames.FROM);
    private static final Known TO = HeaderNames.known(HeaderNames.TO);
    private static final Known CALL_ID = HeaderNames.known(HeaderNames.CALL_ID);
    private static final Known CSEQ = HeaderNames.known(HeaderNames.CSEQ);

    private StartLine startLine;
    private final HeaderLines headers;
    private byte[] bodySource;
    private int bodyStart;
    private int bodyLength;
    private Optional<Via> topVia = Optional.empty();
    private Optional<NameAddr> from = Optional.empty();
    private Optional<NameAddr> to = Optional.empty();
    private Optional<CSeq> cSeq = Optional.empty();
    private Optional<String> callId = Optional.empty();

    SipMessage(StartLine startLine, HeaderLines headers, byte[] bodySource, int bodyStart, int bodyLength) {
        this.startLine = startLine;
        this.headers = headers;
        this.bodySource = bodySource;
        this.bodyStart = bodyStart;
        this.bodyLength = bodyLength;
    }

    /** Reads one message that fills a datagram (or was framed by its stream already). The bytes are copied. */
    public static SipMessage parse(byte[] data, int offset, int length) {
        if (length > MessageScanner.MAX_BYTES) {
            throw new MalformedMessageException(Reason.TOO_LARGE, length + " bytes, limit " + MessageScanner.MAX_BYTES);
        }
        return new MessageScanner(Arrays.copyOfRange(data, offset, offset + length)).scan();
    }

    public static SipMessage parse(byte[] data) {
        return parse(data, 0, data.length);
    }

    /** Starts a request with nothing but its request line. */
    public static Builder request(String method, String requestUri) {
        return new Builder(StartLine.request(method, requestUri));
    }

    /** Starts a response with nothing but its status line. */
    public static Builder response(int status, String reason) {
        return new Builder(StartLine.response(status, reason));
    }

    /** Response of RFC 3261 §8.2.6: Via, From, To, Call-ID and CSeq of the request, Record-Route if it forms a dialog. Adds no To tag. */
    public static SipMessage response(SipMessage request, int status, String reason) {
        SipMessage response = new Builder(StartLine.response(status, reason)).message;
        boolean repeatsRoute = status > 100 && status < 300 && Methods.formsDialog(request.method());
        for (int i = 0; i < request.headers.size(); i++) {
            HeaderField field = request.headers.field(i);
            boolean always = field.is(VIA) || field.is(FROM) || field.is(TO) || field.is(CALL_ID) || field.is(CSEQ);
            boolean route = repeatsRoute && field.is(HeaderNames.known(HeaderNames.RECORD_ROUTE));
            if (always || route || status == 100 && field.is(HeaderNames.known(HeaderNames.TIMESTAMP))) {
                response.headers.insert(response.headers.size(), field);
            }
        }
        response.headers.correctContentLength(0);
        return response;
    }

    public boolean isRequest() { return startLine.isRequest(); }

    /** Of a response: the method its CSeq names. */
    public String method() {
        return isRequest() ? startLine.method() : cSeqHeader().method();
    }

    /** Empty for a response. */
    public String requestUri() { return startLine.uri(); }

    /** 0 for a request. */
    public int status() { return startLine.status(); }

    /** Empty for a request. */
    public String reason() { return startLine.reason(); }

    /** First value of the header; a list header (Via, Route, Contact, Allow, ...) is split at its top-level commas. Compact names match. */
    public Optional<String> header(String name) {
        int line = headers.find(name, 0);
        return line < 0 ? Optional.empty() : Optional.of(headers.field(line).firstValue());
    }

    /** All values in order, list headers split. */
    public List<String> headers(String name) {
        List<String> values = new ArrayList<>(4);
        for (int line = headers.find(name, 0); line >= 0; line = headers.find(name, line + 1)) {
            headers.field(line).addValues(values);
        }
        return values;
    }

    /** Header lines with this name as they stand, list headers not split. */
    public List<String> lines(String name) {
        List<String> values = new ArrayList<>(4);
        for (int line = headers.find(name, 0); line >= 0; line = headers.find(name, line + 1)) {
            values.add(headers.field(line).value());
        }
        return values;
    }

    /** Every header line in order. */
    public List<Header> allHeaders() {
        List<Header> all = new ArrayList<>(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            all.add(new Header(headers.field(i).name(), headers.field(i).value()));
        }
        return all;
    }

    public boolean has(String name) { return headers.find(name, 0) >= 0; }

    /** Header lines with this name. */
    public int count(String name) {
        return headers.count(HeaderNames.known(name));
    }

    public String callId() {
        if (callId.isEmpty()) {
            callId = Optional.of(required(HeaderNames.CALL_ID));
        }
        return callId.get();
    }

    public long cSeq() { return cSeqHeader().number(); }

    /** The method CSeq names; differs from {@link #method()} in a broken request only. */
    public String cSeqMethod() {
        return cSeqHeader().method();
    }

    private CSeq cSeqHeader() {
        if (cSeq.isEmpty()) {
            cSeq = Optional.of(CSeq.parse(required(HeaderNames.CSEQ)));
        }
        return cSeq.get();
    }

    public Via topVia() {
        if (topVia.isEmpty()) {
            topVia = Optional.of(Via.parse(required(HeaderNames.VIA)));
        }
        return topVia.get();
    }

    public NameAddr from() {
        if (from.isEmpty()) {
            from = Optional.of(NameAddr.parse(required(HeaderNames.FROM)));
        }
        return from.get();
    }

    public NameAddr to() {
        if (to.isEmpty()) {
            to = Optional.of(NameAddr.parse(required(HeaderNames.TO)));
        }
        return to.get();
    }

    public Optional<String> fromTag() { return from().tag(); }

    public Optional<String> toTag() { return to().tag(); }

    /** -1 when absent. */
    public int maxForwards() {
        Optional<String> text = header(HeaderNames.MAX_FORWARDS);
        if (text.isEmpty()) {
            return -1;
        }
        long value = Ascii.number(text.get());
        if (value < 0 || value > 255) {
            throw new MalformedMessageException(Reason.BAD_MAX_FORWARDS, "Max-Forwards '" + text.get() + "' outside 0..255");
        }
        return (int) value;
    }

    private String required(String name) {
        return header(name).orElseThrow(() -> new MalformedMessageException(Reason.MISSING_HEADER, "no " + name + " header"));
    }

    /** A copy of the body; empty without one. */
    public byte[] body() {
        return Arrays.copyOfRange(bodySource, bodyStart, bodyStart + bodyLength);
    }

    public boolean hasBody() { return bodyLength > 0; }

    public Optional<String> contentType() {
        return header(HeaderNames.CONTENT_TYPE);
    }

    public SipMessage requestUri(String uri) {
        if (!isRequest()) {
            throw new IllegalStateException("a response has no request URI");
        }
        startLine = StartLine.request(startLine.method(), uri);
        return this;
    }

    /** One line with this value, at the place of the first one there was, else at the end. */
    public SipMessage set(String name, String value) {
        headers.set(name, HeaderField.of(name, value));
        return forget(HeaderNames.known(name));
    }

    /** A line before the first one with this name; without one, Via on top and others behind the top Vias. */
    public SipMessage addFirst(String name, String value) {
        int first = headers.find(name, 0);
        int top = name.equalsIgnoreCase(HeaderNames.VIA) ? 0 : headers.countFirst(VIA);
        headers.insert(first >= 0 ? first : top, HeaderField.of(name, value));
        return forget(HeaderNames.known(name));
    }

    /** A line behind all others. */
    public SipMessage add(String name, String value) {
        headers.insert(headers.size(), HeaderField.of(name, value));
        return forget(HeaderNames.known(name));
    }

    /** Removes the first value; of a list header only that one. Nothing happens without the header. */
    public SipMessage removeFirst(String name) {
        int line = headers.find(name, 0);
        if (line >= 0) {
            headers.deleteFirstValue(line);
        }
        return forget(HeaderNames.known(name));
    }

    /** Removes every line with this name. */
    public SipMessage remove(String name) {
        for (int line = headers.find(name, 0); line >= 0; line = headers.find(name, line)) {
            headers.delete(line);
        }
        return forget(HeaderNames.known(name));
    }

    /** Takes a value out of a list header, in whatever letters, such as an option tag out of Supported. */
    public SipMessage removeValue(String name, String value) {
        List<String> values = headers(name);
        if (values.stream().anyMatch(value::equalsIgnoreCase)) {
            remove(name);
            values.stream().filter(one -> !one.equalsIgnoreCase(value)).forEach(one -> add(name, one));
        }
        return this;
    }

    /** Replaces the first value in place; adds the header on top when there is none. */
    public SipMessage replaceFirst(String name, String value) {
        int line = headers.find(name, 0);
        if (line < 0) {
            return addFirst(name, value);
        }
        headers.deleteFirstValue(line);
        headers.insert(line, HeaderField.of(name, value));
        return forget(HeaderNames.known(name));
    }

    /** Sets body and Content-Type; Content-Length follows when written. The array is copied. */
    public SipMessage body(String contentType, byte[] body) {
        set(HeaderNames.CONTENT_TYPE, contentType);
        return replaceBody(body.clone(), 0, body.length);
    }

    /** Takes over a body and its Content-Type; the bytes are shared. */
    public SipMessage body(SipMessage other) {
        set(HeaderNames.CONTENT_TYPE, other.contentType().orElse("application/octet-stream"));
        return replaceBody(other.bodySource, other.bodyStart, other.bodyLength);
    }

    /** Takes over the lines with these names, as they stand, behind all others; the bytes are shared. */
    public SipMessage addAll(SipMessage other, HeaderNames.Group names) {
        headers.addAll(other.headers, names);
        return forgetAll();
    }

    /** Removes the body and the headers that describe it. */
    public SipMessage removeBody() {
        remove(HeaderNames.CONTENT_TYPE).remove("Content-Disposition").remove("Content-Encoding").remove("Content-Language");
        return replaceBody(new byte[0], 0, 0);
    }

    private SipMessage replaceBody(byte[] source, int start, int length) {
        bodySource = source;
        bodyStart = start;
        bodyLength = length;
        headers.correctContentLength(bodyLength);
        return this;
    }

    /** Removes every line whose name the filter matches, in one pass and without a String. */
    public SipMessage removeIf(HeaderFilter filter) {
        headers.deleteIf(filter);
        return forgetAll();
    }

    private SipMessage forgetAll() {
        return forget(VIA).forget(FROM).forget(TO).forget(CALL_ID).forget(CSEQ);
    }

    /** Drops what was read of this header. */
    private SipMessage forget(Known name) {
        if (name.hash() == VIA.hash()) {
            topVia = Optional.empty();
        } else if (name.hash() == FROM.hash()) {
            from = Optional.empty();
        } else if (name.hash() == TO.hash()) {
            to = Optional.empty();
        } else if (name.hash() == CSEQ.hash()) {
            cSeq = Optional.empty();
        } else if (name.hash() == CALL_ID.hash()) {
            callId = Optional.empty();
        }
        return this;
    }

    /** The same message with an edit list of its own; the bytes are shared. */
    public SipMessage copy() {
        return new SipMessage(startLine, headers.copy(), bodySource, bodyStart, bodyLength);
    }

    /** Bytes {@link #writeTo} will write. */
    public int writtenLength() {
        return startLine.length() + headers.withContentLength(bodyLength).writtenLength() + 2 + bodyLength;
    }

    /** Writes the message, Content-Length right. @return position behind the last byte written */
    public int writeTo(byte[] target, int offset) {
        System.arraycopy(startLine.source(), startLine.offset(), target, offset, startLine.length());
        int at = headers.withContentLength(bodyLength).writeTo(target, offset + startLine.length());
        target[at++] = '\r';
        target[at++] = '\n';
        System.arraycopy(bodySource, bodyStart, target, at, bodyLength);
        return at + bodyLength;
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[writtenLength()];
        writeTo(bytes, 0);
        return bytes;
    }

    /** The whole message as text, for logs and ladders. */
    @Override public String toString() {
        return new String(toBytes(), StandardCharsets.UTF_8);
    }

    /** Builds a message from nothing, headers in the order of the calls. */
    public static final class Builder {
        private final SipMessage message;

        private Builder(StartLine startLine) {
            message = new SipMessage(startLine, HeaderLines.empty(), new byte[0], 0, 0);
        }

        public Builder header(String name, String value) {
            message.add(name, value);
            return this;
        }

        public Builder body(String contentType, byte[] body) {
            message.body(contentType, body);
            return this;
        }

        public SipMessage build() {
            message.headers.correctContentLength(message.bodyLength);
            return message.copy();
        }
    }
}
