package io.tandem.relay;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

import io.tandem.relay.latch.LearningMode;
import io.tandem.relay.pipeline.EngineChoice;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How media are carried, {@code tandem.rtp-relay.media}.
 * @param interfaces         local addresses, the default one first
 * @param trafficClass       TOS octet of media sockets: 184 is DSCP EF
 * @param receiveBufferBytes what the kernel may queue for a port: a second of audio is 10 kB
 * @param endpointLearning   unless a call says otherwise
 * @param engine             how packets get in and out of the kernel
 * @param loops              media threads: one for two cores is enough
 * @param warmUpCalls        calls that the relay makes with itself before it listens; 0 for none
 * @param warmUpPackets      packets of the first of them */
@ConfigurationProperties("tandem.rtp-relay.media")
public record MediaProperties(List<Interface> interfaces, @DefaultValue("184") int trafficClass,
                              @DefaultValue("262144") int receiveBufferBytes, @DefaultValue("heuristic") LearningMode endpointLearning,
                              @DefaultValue("auto") EngineChoice engine, @DefaultValue("1") int loops,
                              @DefaultValue("300") int warmUpCalls, @DefaultValue("20000") int warmUpPackets) {
    /** @param advertised in SDP, if a NAT stands before this host */
    public record Interface(@DefaultValue("default") String name, InetAddress address, Optional<InetAddress> advertised) {
        public Interface {
            if (address.isAnyLocalAddress()) {
                throw new IllegalArgumentException("tandem.rtp-relay.media.interfaces: address of '" + name
                        + "' is a wildcard; name the address");
            }
        }
    }

    public MediaProperties {
        interfaces = List.copyOf(interfaces);
        if (trafficClass < 0 || trafficClass > 255) {
            throw new IllegalArgumentException("tandem.rtp-relay.media.traffic-class: " + trafficClass + " outside 0-255");
        }
        if (loops < 1 || loops > 64) throw new IllegalArgumentException("tandem.rtp-relay.media.loops: " + loops + " outside 1-64");
    }

    /** Where media arrive, each once. */
    List<InetAddress> addresses() {
        return interfaces.stream().map(Interface::address).distinct().toList();
    }
}
