package io.tandem.proxy.presence;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import io.tandem.proxy.location.AddressOfRecord;

/** Writes dialog information documents (RFC 4235 §4). Pure. */
final class DialogInfo {
    static final String CONTENT_TYPE = "application/dialog-info+xml";

    private DialogInfo() {}

    /** All calls of a subscriber.
     * @param version of this document in its subscription, from 0 */
    static byte[] of(AddressOfRecord entity, long version, List<WatchedCall> calls) {
        StringBuilder xml = new StringBuilder(256).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n")
                .append("<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"").append(version).append("\" state=\"full\" entity=\"sip:")
                .append(escaped(entity.toString())).append("\">\r\n");
        calls.forEach(call -> add(xml, call));
        return xml.append("</dialog-info>\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void add(StringBuilder xml, WatchedCall call) {
        String own = escaped("sip:" + call.owner());
        xml.append("<dialog id=\"").append(call.id()).append("\" direction=\"").append(call.initiator() ? "initiator" : "recipient").append('"')
                .append(call.mayBePickedUp() ? names(call) : "").append(">\r\n<state>")
                .append(call.phase().name().toLowerCase(Locale.ROOT)).append("</state>\r\n<local><identity>").append(own)
                .append("</identity><target uri=\"").append(own).append('"');
        if (call.held()) {
            xml.append("><param pname=\"+sip.rendering\" pval=\"no\"/></target>");
        } else {
            xml.append("/>");
        }
        String uri = escaped(call.remoteUri().toString());
        String name = call.remote().displayName();
        xml.append("</local>\r\n<remote><identity").append(name.isEmpty() ? "" : " display=\"" + escaped(name) + "\"").append('>').append(uri)
                .append("</identity><target uri=\"").append(uri).append("\"/></remote>\r\n</dialog>\r\n");
    }

    /** What an INVITE says in Replaces that takes this call. Nothing but that needs it, so only calls that ring are told with it. */
    private static String names(WatchedCall call) {
        return " call-id=\"%s\" local-tag=\"%s\" remote-tag=\"%s\"".formatted(escaped(call.callId()), escaped(call.toTag()), escaped(call.fromTag()));
    }

    /** For texts and attributes (XML 1.0 §2.4); characters that no document may have are left out. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().filter(c -> c >= ' ' && c != 127 && c < 0xFFFE || c > 0xFFFF).forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
