package io.tandem.proxy.registrar;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.KeepAlive;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** What a REGISTER asks for (RFC 3261 §10.2). Immutable.
 * @param wildcard {@code Contact: *}: remove all
 * @param keepAlive how the NAT of its contacts is to be kept open
 * @param gruu     it wants to know addresses of single phones (RFC 5627 §5.3)
 * @param received source of the REGISTER as the load balancer saw it, {@code sip:ip:port[;transport=tcp]} */
record RegisterRequest(AddressOfRecord owner, List<ContactWish> contacts, boolean wildcard, String callId, long cSeq, List<String> path,
                       String received, String socket, String userAgent, KeepAlive keepAlive, boolean gruu) {

    RegisterRequest {
        contacts = List.copyOf(contacts);
        path = List.copyOf(path);
    }

    /** @throws BadRegisterException with the reason phrase of the 400 */
    static RegisterRequest of(SipMessage message, AddressOfRecord owner, KeepAlive keepAlive) {
        OptionalLong expires = message.header(HeaderNames.EXPIRES).map(ContactWish::seconds).orElse(OptionalLong.empty());
        List<String> values = message.headers(HeaderNames.CONTACT);
        boolean wildcard = values.contains("*");
        if (wildcard && (values.size() > 1 || expires.isEmpty() || expires.getAsLong() != 0)) {
            throw new BadRegisterException("Wildcard Contact Needs Expires 0"); // §10.3 step 6
        }
        List<ContactWish> contacts = wildcard ? List.of() : values.stream().map(value -> ContactWish.parse(value, expires)).toList();
        List<String> path = message.headers(HeaderNames.PATH);
        return new RegisterRequest(owner, contacts, wildcard, message.callId(), message.cSeq(), path, received(message, path),
                message.header("P-Sock-Info").orElse(""), message.header(HeaderNames.USER_AGENT).orElse(""), keepAlive,
                contacts.stream().anyMatch(contact -> !contact.instance().isEmpty())
                        && message.headers(HeaderNames.SUPPORTED).stream().anyMatch("gruu"::equalsIgnoreCase));
    }

    private static String received(SipMessage message, List<String> path) {
        try {
            Optional<String> seen = path.isEmpty() ? Optional.empty() : NameAddr.parse(path.getFirst()).uri().parameter("received");
            if (seen.isPresent()) {
                return SipUri.unescape(seen.get());
            }
        } catch (MalformedMessageException unusable) {
            throw new BadRegisterException("Bad Path Header");
        }
        String host = message.header("P-NGCP-Src-Ip").orElse("");
        String transport = message.header("P-NGCP-Src-Proto").filter(protocol -> !protocol.equals("udp"))
                .map(protocol -> ";transport=" + protocol).orElse("");
        return host.isEmpty() ? "" : "sip:" + host + ":" + message.header("P-NGCP-Src-Port").orElse("5060") + transport;
    }
}
