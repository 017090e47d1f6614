package io.tandem.lb.topology;

import io.tandem.lb.nat.ContactAlias;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.socket.Maddr;
import io.tandem.lb.step.Passage;
import io.tandem.lb.wire.AddressView;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.UriView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Bytes;
import io.tandem.sip.bytes.Lists;
import io.tandem.sip.transport.Protocol;

/** Hides a Contact that names an inside address in {@code sip:ngcp-lb@US;ngcpct=HEX}, HEX being that whole URI: nothing need be remembered. What this system
 * registers at others keeps its user and parameters, and names us. Loop thread. */
public final class ContactToken {

    private static final byte[] SIP = Bytes.ascii("sip:");
    private static final byte[] PARAMETER = Bytes.ascii("ngcpct");

    private final InsideAddresses inside;
    private final byte[][] starts;
    private final byte[][] ends;
    private final byte[][] hosts;

    public ContactToken(InsideAddresses inside, LbSockets sockets) {
        this.inside = inside;
        starts = sockets.all().stream().map(s -> Bytes.ascii("sip:ngcp-lb@" + s.text() + ";ngcpct=")).toArray(byte[][]::new);
        hosts = sockets.all().stream().map(s -> Bytes.ascii(s.text())).toArray(byte[][]::new);
        ends = sockets.all().stream().map(s -> Bytes.ascii(s.protocol() == Protocol.UDP ? "" : ";transport=" + s.protocol().parameter()))
                .toArray(byte[][]::new);
    }

    /** Replaces every inside Contact of a message that goes outside.
     * @param external the socket it leaves by
     * @return false if a Contact cannot be read */
    public boolean hide(Passage passage, LbSocket external) {
        WireMessage message = passage.message();
        byte[] data = message.data();
        if (message.count(HeaderCode.CONTACT) == 1 && passage.hasSoundContact() && passage.isContactAlone()) {
            hide(passage, passage.contact(), external);
            return true;
        }
        for (int line = message.first(HeaderCode.CONTACT); line >= 0; line = message.next(line)) {
            int end = message.valueEnd(line);
            for (int at = message.valueStart(line); at < end;) {
                int element = Lists.elementEnd(data, at, end);
                if (!hide(passage, at, Lists.trimmed(data, at, element), external)) {
                    return false;
                }
                at = Lists.nextStart(data, element, end);
            }
        }
        return true;
    }

    private boolean hide(Passage passage, int from, int to, LbSocket external) {
        byte[] data = passage.message().data();
        if (from == to || to == from + 1 && data[from] == '*') {
            return true;
        }
        boolean sound = passage.address().read(data, from, to);
        if (sound) {
            hide(passage, passage.address(), external);
        }
        return sound;
    }

    private void hide(Passage passage, AddressView contact, LbSocket external) {
        UriView uri = contact.uri();
        if (inside.contains(uri)) {
            ByteText text = passage.edits().text();
            if (!contact.isBracketed()) {
                text.add('<');
            }
            if (isOwnRegistration(passage, uri)) {
                text.add(SIP).add(uri.data(), uri.userStart(), uri.userEnd()).add('@').add(hosts[external.index()])
                        .add(uri.data(), uri.parametersStart(), uri.parametersEnd()).add(ends[external.index()]);
            } else {
                text.add(starts[external.index()]).hex(uri.data(), uri.from(), uri.to()).add(ends[external.index()]);
            }
            if (!contact.isBracketed()) {
                text.add('>');
            }
            passage.edits().replace(uri.from(), uri.to());
        }
    }

    /** This system registers at others (§3.6): they call it by the user that they know, and no dialog has to be found again. */
    private static boolean isOwnRegistration(Passage passage, UriView contact) {
        return passage.message().cSeqMethod() == MethodCode.REGISTER && contact.isSip() && contact.hasUser();
    }

    /** Does the URI carry a token, sound or not? */
    public static boolean isToken(UriView uri) {
        return uri.isSip() && uri.parameter(PARAMETER) >= 0;
    }

    /** Replaces the request URI by the one hidden in it, if that is inside: nobody can make us send elsewhere by it.
     * @return false if it is not, or no URI at all */
    public boolean reveal(Passage passage) {
        UriView uri = passage.requestUri();
        int parameter = uri.parameter(PARAMETER);
        int from = uri.valueStart(parameter);
        int to = uri.parameterEnd(parameter);
        ByteText text = passage.edits().text();
        int start = passage.edits().mark();
        if (from == to || (to - from) % 2 != 0) {
            return false;
        }
        for (int i = from; i < to; i += 2) {
            int high = Bytes.hexDigit(uri.data()[i]);
            int low = Bytes.hexDigit(uri.data()[i + 1]);
            if (high < 0 || low < 0) {
                return false;
            }
            text.add((char) (high << 4 | low));
        }
        UriView hidden = passage.address().uri();
        hidden.read(text.bytes(), start, text.length());
        boolean direct = ContactAlias.find(hidden) < 0 && Maddr.find(hidden) < 0; // these would lead elsewhere, whatever the host
        if (!inside.contains(hidden) || !direct) {
            return false;
        }
        passage.edits().replace(passage.message().uriStart(), passage.message().uriEnd());
        return true;
    }
}
