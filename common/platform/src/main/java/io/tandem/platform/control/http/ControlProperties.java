package io.tandem.platform.control.http;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The control port of a service, {@code tandem.control}.
 *
 * @param allowed further networks from which commands are taken, {@code address} or {@code address/bits}; loopback and the elements that the
 *     service knows are taken anyway
 */
@ConfigurationProperties("tandem.control")
public record ControlProperties(@DefaultValue List<String> allowed) {}
