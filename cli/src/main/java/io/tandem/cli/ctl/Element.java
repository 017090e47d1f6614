package io.tandem.cli.ctl;

import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A network element with a control port, and where its settings say that this is. */
enum Element {
    /** The load balancer: TCP on its internal address. */
    LB("127.0.0.1:5060") {
        @Override Optional<String> configured(Properties settings) {
            Optional<String> internal = setting(settings, "tandem.lb.listen.internal");
            return internal.filter(text -> !text.contains(":")).isEmpty() ? internal : internal.flatMap(name -> socketNamed(settings, name));
        }
    },
    /** The proxy. */
    PROXY("127.0.0.1:8000") {
        @Override Optional<String> configured(Properties settings) {
            return setting(settings, "tandem.proxy.control.listen");
        }
    },
    /** The media relay: its HTTP port. */
    RELAY("127.0.0.1:12223") {
        @Override Optional<String> configured(Properties settings) {
            return setting(settings, "tandem.rtp-relay.listen.http");
        }
    };

    /** From the command line. */
    static final class Converter implements ITypeConverter<Element> {
        @Override public Element convert(String text) {
            return Stream.of(values()).filter(element -> element.name().equalsIgnoreCase(text)).findFirst()
                .orElseThrow(() -> new TypeConversionException("no element '" + text + "' with a control port; there are lb, proxy and relay"));
        }
    }

    private final String defaultAddress;

    Element(String defaultAddress) {
        this.defaultAddress = defaultAddress;
    }

    abstract Optional<String> configured(Properties settings);

    /** {@code host:port} of the control port. */
    String address(Properties settings) {
        return configured(settings).orElse(defaultAddress);
    }

    private static Optional<String> setting(Properties settings, String key) {
        return Optional.ofNullable(settings.getProperty(key)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<String> socketNamed(Properties settings, String name) {
        for (int i = 0; settings.containsKey("tandem.lb.listen.external[" + i + "].name"); i++) {
            String socket = "tandem.lb.listen.external[" + i + "].";
            if (settings.getProperty(socket + "name").equals(name)) {
                return Optional.of(settings.getProperty(socket + "address", "127.0.0.1") + ":" + settings.getProperty(socket + "port", "5060"));
            }
        }
        return Optional.empty();
    }
}
