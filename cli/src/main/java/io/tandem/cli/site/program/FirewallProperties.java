package io.tandem.cli.site.program;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A firewall of every node by nftables, {@code tandem.site.firewall}: what comes in is dropped unless an interface type asks for it. Its table is
 * {@code inet tandem_site}; tables of the HA manager and of the media relay are not touched.
 *
 * @param enabled whether there is one
 * @param ssh     networks that may use port 22 at interfaces of type ssh_ext, {@code address/bits}
 * @param open    further rules of the input chain, as nft writes them
 */
@ConfigurationProperties("tandem.site.firewall")
public record FirewallProperties(@DefaultValue("false") boolean enabled, @DefaultValue List<String> ssh, @DefaultValue List<String> open) {}
