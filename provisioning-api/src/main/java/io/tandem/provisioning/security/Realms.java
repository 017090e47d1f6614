package io.tandem.provisioning.security;

import java.util.function.IntSupplier;

import io.tandem.provisioning.login.LoginName;
import io.tandem.provisioning.login.Realm;
import jakarta.servlet.http.HttpServletRequest;

/** Which realm a request is in: subscribers have a port of their own, programs of this installation a header. */
public final class Realms {
    private static final String AGENT_HEADER = "NGCP-UserAgent";
    private static final String SYSTEM_AGENT = "NGCP::API::Client";

    private final IntSupplier subscriberPort;

    /** @param subscriberPort where subscribers connect to, known once the web server runs */
    public Realms(IntSupplier subscriberPort) {
        this.subscriberPort = subscriberPort;
    }

    Realm of(HttpServletRequest request) {
        if (request.getLocalPort() == subscriberPort.getAsInt()) {
            return Realm.SUBSCRIBER;
        }
        return SYSTEM_AGENT.equals(request.getHeader(AGENT_HEADER)) ? Realm.SYSTEM : Realm.ADMIN;
    }

    /** The realm as clients know it. */
    public String label(HttpServletRequest request) {
        return of(request).label();
    }

    LoginName name(HttpServletRequest request, String login) {
        return LoginName.of(of(request), login, request.getServerName());
    }
}
