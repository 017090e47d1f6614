package io.tandem.provisioning.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.validation.annotation.Validated;

/** The second HTTPS port of the web server, where subscribers log in; the same paths, another realm. */
public final class SubscriberPort {
    private static final int THREADS = 16;

    private final Properties properties;
    private final Optional<Connector> connector;

    /**
     * Where subscribers reach the API, {@code tandem.api.subscriber}.
     *
     * @param address to listen at
     * @param port    443 in production; 0 lets the system choose, -1 leaves subscribers out
     */
    @Validated
    @ConfigurationProperties("tandem.api.subscriber")
    public record Properties(@DefaultValue("127.0.0.1") String address, @DefaultValue("8443") @Min(-1) @Max(65535) int port) {}

    public SubscriberPort(Properties properties, TlsConnector tls) {
        this.properties = properties;
        connector = properties.port() < 0 ? Optional.empty() : Optional.of(connector(properties, tls));
    }

    /** Lets a web server that is about to start listen there too. */
    public void open(TomcatServletWebServerFactory factory) {
        connector.ifPresent(factory::addAdditionalConnectors);
    }

    /** The port itself once the web server runs; below 0 if there is none. */
    public int port() {
        return connector.map(Connector::getLocalPort).orElse(properties.port());
    }

    private static Connector connector(Properties properties, TlsConnector tls) {
        Connector connector = new Connector(Http11NioProtocol.class.getName());
        connector.setPort(properties.port());
        AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        protocol.setMaxThreads(THREADS);
        protocol.setMinSpareThreads(1);
        try {
            protocol.setAddress(InetAddress.getByName(properties.address()));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("tandem.api.subscriber.address %s is no address of this host".formatted(properties.address()), e);
        }
        tls.customize(connector);
        return connector;
    }
}
