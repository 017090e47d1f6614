package io.tandem.cli.site.program;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * XMPP by prosody behind haproxy, {@code tandem.site.xmpp}.
 *
 * @param domains     SIP domains whose subscribers may log in; none: no XMPP, prosody and haproxy are left as they are
 * @param certificate PEM file of the chain that prosody shows; readable by the user prosody
 * @param key         PEM file of its private key
 * @param port        of clients, at the load balancers' public addresses and at the proxies
 * @param storage     whether prosody keeps rosters in the schema {@code xmpp} of the central database; else in files of its node
 */
@ConfigurationProperties("tandem.site.xmpp")
public record XmppProperties(@DefaultValue List<String> domains, @DefaultValue("/etc/tandem/tls/xmpp.pem") String certificate,
                             @DefaultValue("/etc/tandem/tls/xmpp.key") String key, @DefaultValue("5222") int port, @DefaultValue("true") boolean storage) {
    public XmppProperties {
        if (port < 1 || port > 65535) throw new IllegalArgumentException("tandem.site.xmpp.port: " + port + " outside 1-65535");
        for (String domain : domains) {
            if (!domain.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
                throw new IllegalArgumentException("tandem.site.xmpp.domains: '" + domain + "' is no domain in lower case");
            }
        }
    }
}
