package io.tandem.provisioning;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.platform.control.http.AllowedNetworks;
import io.tandem.platform.control.http.ControlEndpoint;
import io.tandem.platform.control.http.ControlListener;

/** A control port as the B2BUA's, whose phones do what the destination says: a user part {@code fault480} makes them answer 480. */
final class CallServerDouble {
    private static final String FAULT = "sip:fault";

    private final List<String> dialled = Collections.synchronizedList(new ArrayList<>());
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final ControlListener listener;

    CallServerDouble() {
        CommandTable table = CommandTable.withBuiltIns("b2bua-service", Clock.systemUTC());
        table.register(List.of(ControlCommand.of("dial_auth_b2b", "as the B2BUA's", this::dial),
            ControlCommand.of("send_message", "as the B2BUA's", this::send)));
        listener = ControlListener.open(new InetSocketAddress("127.0.0.1", 0), new ControlEndpoint(table, AllowedNetworks.of(List.of()),
            new SimpleMeterRegistry()));
    }

    private Object dial(ControlParameters parameters) throws ControlFault {
        String destination = parameters.text(2, "destination");
        if (destination.startsWith(FAULT)) {
            throw new ControlFault(Integer.parseInt(destination.substring(FAULT.length(), FAULT.length() + 3)), "Offline");
        }
        dialled.add(String.join(" ", parameters.text(0, "uuid"), parameters.text(1, "phone"), destination));
        return "180 Ringing";
    }

    /** Numbers that begin with 999 answer with the three digits behind. */
    private Object send(ControlParameters parameters) throws ControlFault {
        String destination = parameters.text(2, "destination");
        if (destination.startsWith("sip:999")) {
            throw new ControlFault(Integer.parseInt(destination.substring(7, 10)), "Refused");
        }
        sent.add(String.join(" ", parameters.text(0, "uuid"), parameters.text(1, "from"), destination, parameters.text(3, "text")));
        return "202 Accepted";
    }

    /** The messages it was asked for: UUID, sender, recipient and text, with blanks between them. */
    List<String> sent() {
        return List.copyOf(sent);
    }

    int port() {
        return listener.localAddress().getPort();
    }

    /** What it was asked for: UUID, phone and destination, with blanks between them. */
    List<String> dialled() {
        return List.copyOf(dialled);
    }
}
