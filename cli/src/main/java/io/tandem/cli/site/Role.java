package io.tandem.cli.site;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a node does in its site (c5-architecture.txt 2.4). A node has several; on a PRO node all of them. */
public enum Role {
    /** The SIP edge, and the one of XMPP. */
    LB("lb-service"),
    /** Calls: proxy, B2BUA, app server and billing. */
    PROXY("proxy-service", "b2bua-service", "appserver-service", "billing-service"),
    /** Media; nodes of the role proxy relay media themselves unless some node has this role. */
    RTP("rtp-relay"),
    /** The central database and the central Redis. */
    DB(),
    /** The API and the panel; the original's name of it is taken too. */
    MGMT("provisioning-api");

    private final List<String> services;

    Role(String... services) {
        this.services = List.of(services);
    }

    /** Services of Tandem that run because of it, by their names in {@code architecture.md}. */
    public List<String> services() {
        return services;
    }

    /** As files write it: {@code lb}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Role> of(String text) {
        String name = text.equals("web") ? "mgmt" : text;
        return Stream.of(values()).filter(role -> role.text().equals(name)).findFirst();
    }

    static List<String> names() {
        return Stream.of(values()).map(Role::text).toList();
    }
}
