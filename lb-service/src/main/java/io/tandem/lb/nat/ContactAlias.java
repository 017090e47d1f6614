package io.tandem.lb.nat;

import java.util.Optional;
import java.util.Set;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.text.PlainAddress;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Protocol;

/** The parameter {@code alias=IP~PORT~PROTOCOL} in a Contact from outside: later requests to it return to the real source, whatever the URI says. */
public final class ContactAlias {

    private static final String PARAMETER = "alias";
    /** Methods that set or refresh a remote target (RFC 3261 §12.2, RFC 3311, RFC 6665). */
    private static final Set<String> TARGETS = Set.of(Methods.INVITE, Methods.UPDATE, Methods.SUBSCRIBE, Methods.NOTIFY, Methods.REFER);

    /** The real source behind a URI. */
    public record Alias(HostPort address, Protocol protocol) {}

    private ContactAlias() {}

    /** Adds the alias to the Contact of a request, or of a response that may set a remote target. A registration has its Path instead. */
    public static Verdict add(Passage passage) {
        SipMessage message = passage.message();
        boolean wanted = TARGETS.contains(message.method()) && (message.isRequest() || message.status() > 100 && message.status() < 300);
        Optional<String> contact = wanted ? message.header(HeaderNames.CONTACT) : Optional.empty();
        if (contact.isPresent()) {
            aliased(contact.get(), passage).ifPresent(value -> message.replaceFirst(HeaderNames.CONTACT, value));
        }
        return Verdict.NEXT;
    }

    /** Empty for a Contact that cannot be edited: whoever wants to call there will find out. */
    private static Optional<String> aliased(String contact, Passage passage) {
        int close = contact.startsWith("<") && !contact.contains(PARAMETER) ? PlainAddress.closingBracket(contact) : -1;
        if (close >= 0) {
            return Optional.of(contact.substring(0, close) + ';' + PARAMETER + '=' + alias(passage) + contact.substring(close));
        }
        try {
            NameAddr address = NameAddr.parse(contact);
            if (!address.uri().isSip()) {
                return Optional.empty();
            }
            String alias = alias(passage);
            return Optional.of(address.withUri(address.uri().withoutParameter(PARAMETER).withParameter(PARAMETER, alias)).toString());
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private static String alias(Passage passage) {
        return passage.peer().host() + '~' + passage.peer().port() + '~' + passage.arrival().protocol().number();
    }

    /** The alias of a request URI, if it has a sound one. */
    public static Optional<Alias> of(SipUri uri) {
        String[] parts = uri.isSip() ? uri.parameter(PARAMETER).orElse("").split("~", -1) : new String[0];
        if (parts.length != 3 || parts[2].length() != 1) {
            return Optional.empty();
        }
        Optional<HostPort> address = HostPort.parse(parts[0] + ':' + parts[1], 0).filter(a -> a.literal().isPresent());
        return address.flatMap(a -> Protocol.ofNumber(parts[2].charAt(0) - '0').map(p -> new Alias(a, p)));
    }

    /** The URI as the phone wrote it. */
    public static SipUri without(SipUri uri) {
        return uri.withoutParameter(PARAMETER);
    }
}
