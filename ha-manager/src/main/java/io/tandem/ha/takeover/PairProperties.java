package io.tandem.ha.takeover;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

import io.tandem.ha.election.Timing;
import io.tandem.ha.link.Link;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The pair this node belongs to, {@code tandem.ha-manager.pair}; without links it is a single node.
 *
 * @param name      of the pair, the same on both nodes; 64 characters at most
 * @param links     paths to the peer, two or more of them independent: `{name, local, peer, reflected}`; `reflected` for the network of the ping nodes
 * @param port      UDP port of the heartbeats on every link
 * @param pingNodes addresses that any host of the service network reaches, routers as a rule
 * @param shared    addresses that the active node has: `{card, address}`, for example `{card: eth0, address: 198.51.100.10/24}`;
 *                  the first one's card must have a link
 * @param witness   a host that has the third vote: `{local, address}`, this node's own address and the witness's; without it ping nodes decide
 * @param heartbeat from one heartbeat to the next; the same on both nodes, as are the three below
 * @param lease     how long a node may be active after it asked for the vote it has got
 * @param dead      silence after which the peer takes over, 1.2 leases or more
 * @param listen    how long a node only listens after its start
 * @param drain     how long a hand-over by order waits at most until no call is being set up; 0s: not at all
 * @param gatePort  UDP port on the loopback that keeps the kernel's gate open
 * @param realTimePriority of the scheduler, 1 to 99; 0 leaves the manager to the ordinary one
 */
@Validated
@ConfigurationProperties("tandem.ha-manager.pair")
public record PairProperties(@DefaultValue("sp") @NotBlank @Size(max = 64, message = PairProperties.LONG_NAME) String name,
                             @DefaultValue List<@Valid LinkProperties> links,
                             @DefaultValue("5405") @Min(1) @Max(65535) int port, @DefaultValue List<String> pingNodes,
                             @DefaultValue List<@Valid SharedProperties> shared, @Valid @Nullable WitnessLink witness,
                             @DefaultValue("50ms") Duration heartbeat, @DefaultValue("400ms") Duration lease, @DefaultValue("500ms") Duration dead,
                             @DefaultValue("2s") Duration listen, @DefaultValue("4s") @DurationMin(nanos = 0) @DurationMax(seconds = 30) Duration drain,
                             @DefaultValue("5406") @Min(1) @Max(65535) int gatePort,
                             @DefaultValue("10") @Min(0) @Max(99) int realTimePriority) {
    /** {@code drain} is no longer than that. */
    public static final Duration LONGEST_DRAIN = Duration.ofSeconds(30);
    static final String LONG_NAME = "the name of a pair has 64 characters at most, as its key in accounting.pair_epoch";

    /** Addresses as literals; names are not looked up. */
    public record LinkProperties(@NotBlank String name, @NotBlank String local, @NotBlank String peer, @DefaultValue("false") boolean reflected) {
        Link link() { return new Link(name, InetAddress.ofLiteral(local), InetAddress.ofLiteral(peer), reflected); }
    }

    /** A shared address with its prefix length, and the card it goes to. */
    public record SharedProperties(@NotBlank String card, @NotBlank String address) {}

    /** The way to the witness. */
    public record WitnessLink(@NotBlank String local, @NotBlank String address) {
        Link link() { return new Link("witness", InetAddress.ofLiteral(local), InetAddress.ofLiteral(address), false); }
    }

    public boolean isPair() { return !links.isEmpty(); }

    /** @throws IllegalArgumentException if no pair could keep its promises with them */
    Timing timing() { return new Timing(heartbeat.toNanos(), lease.toNanos(), dead.toNanos(), listen.toNanos()); }

    /** Of routers of the service network. */
    public List<InetAddress> pingAddresses() { return pingNodes.stream().map(InetAddress::ofLiteral).toList(); }

    /** @throws IllegalArgumentException saying what is missing */
    void check() {
        if (pingNodes.isEmpty() && witness == null) {
            throw new IllegalArgumentException("tandem.ha-manager.pair.ping-nodes is empty: a node that loses its peer could not tell who is cut off; "
                    + "name the routers of the service network, or a witness");
        }
        if (shared.isEmpty()) throw new IllegalArgumentException("tandem.ha-manager.pair.shared is empty: there is nothing to take over");
        if (port == gatePort) throw new IllegalArgumentException("tandem.ha-manager.pair: port and gate-port are both " + port);
    }
}
