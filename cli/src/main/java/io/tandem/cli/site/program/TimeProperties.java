package io.tandem.cli.site.program;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Time of all nodes by chrony, {@code tandem.site.time}.
 *
 * @param servers NTP servers, names or addresses; none: chrony is left as it is
 */
@ConfigurationProperties("tandem.site.time")
public record TimeProperties(@DefaultValue List<String> servers) {}
