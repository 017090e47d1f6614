package io.tandem.proxy.control;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The control port of the proxy, {@code tandem.proxy.control}.
 * @param listen {@code address:port}, TCP, in the internal network; empty for none */
@Validated
@ConfigurationProperties("tandem.proxy.control")
public record ControlPortProperties(@DefaultValue("") String listen) {}
