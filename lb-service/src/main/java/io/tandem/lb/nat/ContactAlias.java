package io.tandem.lb.nat;

import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.AddressView;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.UriView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

/** The parameter {@code alias=IP~PORT~PROTOCOL} in a Contact from outside: later requests to it return to the real source, whatever the URI says. */
public final class ContactAlias {

    private static final byte[] NAME = Bytes.ascii("alias");
    private static final byte[] START = Bytes.ascii(";alias=");

    private ContactAlias() {}

    /** Adds the alias to the Contact of a request, or of a response that may set a remote target. A registration has its Path instead.
     * A Contact that cannot be edited stays: whoever wants to call there will find out. */
    public static void add(Passage passage) {
        WireMessage message = passage.message();
        boolean wanted = message.first(HeaderCode.CONTACT) >= 0 && (message.isRequest() || message.status() > 100 && message.status() < 300);
        if (wanted && MethodCode.setsTarget(message.cSeqMethod()) && passage.hasSoundContact() && passage.contact().uri().isSip()) {
            edit(passage, passage.contact());
        }
    }

    private static void edit(Passage passage, AddressView contact) {
        UriView uri = contact.uri();
        int old = uri.parameter(NAME);
        if (contact.isBracketed() && old < 0) {
            write(passage.edits().text(), passage);
            passage.edits().insert(uri.parametersEnd());
            return;
        }
        ByteText text = passage.edits().text();
        if (!contact.isBracketed()) {
            text.add('<');
        }
        text.add(uri.data(), uri.from(), uri.parametersStart());
        addOthers(text, uri);
        write(text, passage);
        text.add(uri.data(), uri.parametersEnd(), uri.to());
        if (!contact.isBracketed()) {
            text.add('>');
        }
        passage.edits().replace(uri.from(), uri.to());
    }

    /** The parameters but for every alias. */
    private static void addOthers(ByteText text, UriView uri) {
        for (int i = uri.parametersStart(); i < uri.parametersEnd();) {
            int end = uri.parameterEnd(i + 1);
            if (!isAlias(uri, i + 1, end)) {
                text.add(uri.data(), i, end);
            }
            i = end;
        }
    }

    private static boolean isAlias(UriView uri, int start, int end) {
        int nameEnd = start + NAME.length;
        return nameEnd <= end && (nameEnd == end || uri.data()[nameEnd] == '=') && Bytes.equalsIgnoreCase(uri.data(), start, nameEnd, NAME);
    }

    private static void write(ByteText text, Passage passage) {
        text.add(START).add(passage.source().hostText()).add('~').number(passage.source().getPort()).add('~')
                .number(passage.arrival().protocol().number());
    }

    /** Writes the URI as the phone wrote it. */
    public static void writeWithout(ByteText text, UriView uri) {
        text.add(uri.data(), uri.from(), uri.parametersStart());
        addOthers(text, uri);
        text.add(uri.data(), uri.parametersEnd(), uri.to());
    }

    /** First byte of the alias parameter's value, if the URI has one; else -1. */
    public static int find(UriView uri) {
        int start = uri.isSip() ? uri.parameter(NAME) : -1;
        return start < 0 ? -1 : uri.valueStart(start);
    }

    /** The address in the alias whose value is [from, to); null if it is not sound. */
    public static @Nullable PeerAddress address(byte[] data, int from, int to, PeerTable peers) {
        int host = Bytes.indexOf(data, '~', from, to);
        int port = host < 0 ? -1 : Bytes.indexOf(data, '~', host + 1, to);
        if (port < 0 || to != port + 2) {
            return null;
        }
        long number = Bytes.number(data, host + 1, port);
        return number < 0 || number > 65_535 || protocol(data, to) == null ? null : peers.get(data, from, host, (int) number);
    }

    /** The protocol of the alias that ends there. */
    public static @Nullable Protocol protocol(byte[] data, int to) {
        return switch (data[to - 1]) {
            case '1' -> Protocol.UDP;
            case '2' -> Protocol.TCP;
            case '3' -> Protocol.TLS;
            case '5' -> Protocol.WS;
            case '6' -> Protocol.WSS;
            default -> null;
        };
    }
}
