package io.tandem.lb.stream;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.platform.control.ControlCommands;
import io.tandem.sip.stream.StreamCounters;
import io.tandem.sip.stream.StreamEnd;
import org.springframework.context.annotation.Bean;

/** Stream sockets under control and in sight; imported by who provides the {@link Streams}. */
public class StreamConfiguration {

    @Bean
    StreamSettings streamSettings(TcpProperties tcp, TlsProperties tls, WebSocketProperties webSocket) {
        return new StreamSettings(tcp, tls, webSocket);
    }

    @Bean
    ControlCommands streamCommands(Streams streams) {
        return new StreamCommands(streams);
    }

    @Bean(destroyMethod = "close")
    CertificateWatch certificateWatch(Streams streams, TlsProperties tls) {
        return new CertificateWatch(streams, tls.watch());
    }

    @Bean
    MeterBinder streamMeters(Streams streams) {
        StreamCounters counters = streams.transport().counters();
        return registry -> {
            counters.asMap().keySet().stream().filter(name -> !name.startsWith("ended-"))
                    .forEach(name -> FunctionCounter.builder("tandem.lb.stream." + name, counters, c -> c.asMap().getOrDefault(name, 0L)).register(registry));
            for (StreamEnd why : StreamEnd.values()) {
                FunctionCounter.builder("tandem.lb.stream.ended", counters, c -> c.ended(why)).tag("reason", why.label())
                        .description("stream connections refused or ended, by reason").register(registry);
            }
        };
    }
}
