package io.tandem.cli.site.program;

import java.net.URI;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Prometheus and Alertmanager on every node, {@code tandem.site.monitoring}: Prometheus reads the node's services on the loopback and evaluates the shipped
 * rules; Alertmanager mails and posts.
 *
 * @param enabled  whether their files are built
 * @param mail     who gets alarms; none: nobody
 * @param from     sender of alarms
 * @param smtp     {@code host:port} of the mail server
 * @param webhooks URLs that alarms are posted to, as Alertmanager does it
 * @param port     of Prometheus, at the interface of type mon_ext, else on the loopback
 * @param keep     how long measurements are kept, in Prometheus' units
 */
@ConfigurationProperties("tandem.site.monitoring")
public record MonitoringProperties(@DefaultValue("false") boolean enabled, @DefaultValue List<String> mail, @DefaultValue("tandem@localhost") String from,
                                   @DefaultValue("127.0.0.1:25") String smtp, @DefaultValue List<URI> webhooks, @DefaultValue("9090") int port,
                                   @DefaultValue("30d") String keep) {}
