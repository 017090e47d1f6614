package io.tandem.ha.witness;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Pairs for which this host is the witness, {@code tandem.ha-manager.witness}; none unless `pairs` are named.
 *
 * @param address of this host, where the nodes ask
 * @param port    UDP, as `tandem.ha-manager.pair.port` of the nodes
 * @param pairs   `{name, nodes}`: the name as on the nodes, and their two addresses, the first node's first
 * @param dead    as on the nodes
 */
@Validated
@ConfigurationProperties("tandem.ha-manager.witness")
public record WitnessProperties(@DefaultValue("127.0.0.1") @NotBlank String address, @DefaultValue("5405") @Min(1) @Max(65535) int port,
                                @DefaultValue List<@Valid WitnessedPair> pairs, @DefaultValue("500ms") Duration dead) {
    /** A pair and where its nodes ask from. */
    public record WitnessedPair(@NotBlank String name, @Size(min = 2, max = 2) List<String> nodes) {
        InetAddress node(int number) { return InetAddress.ofLiteral(nodes.get(number)); }
    }
}
