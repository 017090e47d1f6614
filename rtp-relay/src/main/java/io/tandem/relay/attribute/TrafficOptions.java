package io.tandem.relay.attribute;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.tandem.relay.stream.Echo;
import io.tandem.relay.stream.MediaExchange;
import io.tandem.relay.stream.RelayException;
import io.tandem.relay.stream.StreamConcern;

/** Options that change where media go and nothing in the description: {@code block-DTMF}, {@code drop-traffic}, {@code media-echo}. */
public final class TrafficOptions implements StreamConcern {
    private static final Set<String> ECHOES = Set.of("blackhole", "sinkhole", "forward", "backward", "both");
    private static final Set<String> DROPS = Set.of("start", "stop");

    @Override
    public void described(MediaExchange exchange) throws RelayException {
        require(exchange, "media-echo", ECHOES);
        require(exchange, "drop-traffic", DROPS);
    }

    private static void require(MediaExchange exchange, String key, Set<String> known) throws RelayException {
        Optional<String> value = exchange.request().text(key).map(text -> text.toLowerCase(Locale.ROOT));
        if (value.isPresent() && !known.contains(value.get())) {
            throw RelayException.of("Unknown value '" + value.get() + "' of " + key + ": " + String.join(", ", known.stream().sorted().toList()));
        }
    }

    @Override
    public void agreed(MediaExchange exchange) {
        if (exchange.has("block-dtmf")) exchange.from().filter(filter -> filter.blockDtmf(true));
        exchange.request().text("drop-traffic").ifPresent(what -> {
            boolean start = what.equalsIgnoreCase("start");
            exchange.from().filter(filter -> filter.block(start));
            exchange.to().filter(filter -> filter.block(start));
        });
        exchange.request().text("media-echo").ifPresent(where -> echo(exchange, where.toLowerCase(Locale.ROOT)));
    }

    /** Forward: the receiver of this description hears itself; backward: its sender does. */
    private static void echo(MediaExchange exchange, String where) {
        boolean forward = where.equals("forward") || where.equals("both");
        boolean backward = where.equals("backward") || where.equals("both");
        exchange.stream().echo(exchange.sender(), backward ? Echo.ECHO : Echo.SINK);
        exchange.stream().echo(1 - exchange.sender(), forward ? Echo.ECHO : Echo.SINK);
    }
}
