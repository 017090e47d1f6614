package io.tandem.lb.nat;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** When a sender counts as behind NAT, {@code tandem.lb.nat}.
 * @param exceptions source addresses that never do: {@code address} or {@code address/bits} */
@ConfigurationProperties("tandem.lb.nat")
public record NatProperties(@DefaultValue List<String> exceptions) {}
