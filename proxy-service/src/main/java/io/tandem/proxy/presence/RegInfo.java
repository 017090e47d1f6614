package io.tandem.proxy.presence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.regevent.ContactState;

/** Writes registration information documents (RFC 3680 §5). Pure. */
final class RegInfo {
    static final String CONTENT_TYPE = "application/reginfo+xml";

    private RegInfo() {}

    /** All contacts.
     * @param version of this document in its subscription, from 0 */
    static byte[] full(AddressOfRecord owner, long version, List<ContactState> all, Instant now) {
        return of(owner, version, "full", all.isEmpty() ? "init" : "active", all, now);
    }

    /** What has changed.
     * @param left something is still registered */
    static byte[] partial(AddressOfRecord owner, long version, List<ContactState> changes, boolean left, Instant now) {
        return of(owner, version, "partial", left ? "active" : "terminated", changes, now);
    }

    private static byte[] of(AddressOfRecord owner, long version, String kind, String state, List<ContactState> contacts, Instant now) {
        StringBuilder xml = new StringBuilder(512).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n")
                .append("<reginfo xmlns=\"urn:ietf:params:xml:ns:reginfo\" version=\"").append(version).append("\" state=\"").append(kind)
                .append("\">\r\n<registration aor=\"sip:").append(DialogInfo.escaped(owner.toString())).append("\" id=\"").append(id(owner))
                .append("\" state=\"").append(state).append("\">\r\n");
        contacts.forEach(contact -> add(xml, contact, now));
        return xml.append("</registration>\r\n</reginfo>\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void add(StringBuilder xml, ContactState contact, Instant now) {
        Binding binding = contact.binding();
        boolean active = contact.event().isActive();
        xml.append("<contact id=\"").append(DialogInfo.escaped(binding.ruid())).append("\" state=\"").append(active ? "active" : "terminated")
                .append("\" event=\"").append(contact.event().name().toLowerCase(Locale.ROOT)).append('"');
        contact.since().ifPresent(since -> attribute(xml, "duration-registered", seconds(since, now)));
        binding.expiresAt().filter(_ -> active).ifPresent(end -> attribute(xml, "expires", seconds(now, end)));
        attribute(xml, "q", binding.q());
        attribute(xml, "callid", binding.callId());
        attribute(xml, "cseq", binding.isPermanent() ? "" : Long.toString(binding.cSeq()));
        xml.append(">\r\n<uri>").append(DialogInfo.escaped(binding.contact().toString())).append("</uri>\r\n");
        parameter(xml, "+sip.instance", binding.instance().isEmpty() ? "" : "\"" + binding.instance() + "\"");
        parameter(xml, "reg-id", binding.regId() > 0 ? Integer.toString(binding.regId()) : "");
        xml.append("</contact>\r\n");
    }

    private static void attribute(StringBuilder xml, String name, String value) {
        if (!value.isEmpty()) {
            xml.append(' ').append(name).append("=\"").append(DialogInfo.escaped(value)).append('"');
        }
    }

    private static void parameter(StringBuilder xml, String name, String value) {
        if (!value.isEmpty()) {
            xml.append("<unknown-param name=\"").append(name).append("\">").append(DialogInfo.escaped(value)).append("</unknown-param>\r\n");
        }
    }

    private static String seconds(Instant from, Instant to) {
        return Long.toString(Math.max(0, Duration.between(from, to).plusMillis(500).toSeconds()));
    }

    /** The same in all documents about it, as XML names go (xs:ID begins with a letter). */
    private static String id(AddressOfRecord owner) {
        CRC32 sum = new CRC32();
        sum.update(owner.toString().getBytes(StandardCharsets.UTF_8));
        return "r" + Long.toHexString(sum.getValue());
    }
}
