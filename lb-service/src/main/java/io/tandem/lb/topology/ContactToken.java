package io.tandem.lb.topology;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Passage;
import io.tandem.lb.text.PlainAddress;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Hides a Contact that names an inside address in {@code sip:ngcp-lb@US;ngcpct=HEX}, HEX being that whole URI: nothing need be remembered. */
public final class ContactToken {

    private static final String USER = "ngcp-lb";
    private static final String PARAMETER = "ngcpct";
    private static final HexFormat HEX = HexFormat.of();

    private final InsideAddresses inside;

    public ContactToken(InsideAddresses inside) {
        this.inside = inside;
    }

    /** Replaces an inside Contact of a message that goes outside.
     * @param external the socket it leaves by */
    public void hide(Passage passage, LbSocket external) {
        SipMessage message = passage.message();
        Optional<String> contact = message.header(HeaderNames.CONTACT);
        if (contact.isEmpty() || contact.get().startsWith("*")) {
            return;
        }
        if (isPlainlyOutside(contact.get())) {
            return;
        }
        NameAddr address = NameAddr.parse(contact.get());
        if (inside.contains(address.uri())) {
            message.replaceFirst(HeaderNames.CONTACT, address.withUri(SipUri.parse(hidden(address.uri(), external))).toString());
        }
    }

    /** Most Contacts name a phone. */
    private boolean isPlainlyOutside(String contact) {
        return contact.startsWith("<") && PlainAddress.closingBracket(contact) > 0 && !inside.mayBeNamedBy(contact);
    }

    static String hidden(SipUri uri, LbSocket external) {
        return "sip:" + USER + '@' + external.text() + ';' + PARAMETER + '=' + HEX.formatHex(uri.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The hidden URI, if this is one of ours and what it hides is inside: nobody can make us send elsewhere by it. */
    public Optional<SipUri> reveal(SipUri requestUri) {
        Optional<String> hex = requestUri.isSip() ? requestUri.parameter(PARAMETER) : Optional.empty();
        if (hex.isEmpty()) {
            return Optional.empty();
        }
        try {
            SipUri uri = SipUri.parse(new String(HEX.parseHex(hex.get()), StandardCharsets.UTF_8));
            return Optional.of(uri).filter(inside::contains);
        } catch (IllegalArgumentException | MalformedMessageException e) {
            return Optional.empty();
        }
    }

    /** False for nearly every URI, without reading it. */
    public static boolean mayBeToken(String requestUri) {
        return requestUri.contains(PARAMETER);
    }

    /** Does the URI carry a token, sound or not? */
    public static boolean isToken(SipUri requestUri) {
        return requestUri.isSip() && requestUri.parameters().has(PARAMETER);
    }
}
