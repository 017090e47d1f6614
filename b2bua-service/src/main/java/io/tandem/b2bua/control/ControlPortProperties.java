package io.tandem.b2bua.control;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The control port of the B2BUA, {@code tandem.b2bua.control}: whoever may use it can make calls in the name of any subscriber.
 * @param listen {@code address:port}, TCP; empty for none, then there is no click-to-dial */
@Validated
@ConfigurationProperties("tandem.b2bua.control")
public record ControlPortProperties(@DefaultValue("127.0.0.1:8090") String listen) {}
