package io.tandem.proxy.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import io.tandem.sip.message.SipUri;

/** Finds the places that a SIP URI leads to (RFC 3263 §4). Never blocks; stages complete on any thread. */
public final class SipTargets {
    /** Places of one URI that are worth a try, and records of one kind that are worth a look. */
    private static final int MOST = 8;

    private final Dns dns;
    private final RandomGenerator random;

    public SipTargets(Dns dns, RandomGenerator random) {
        this.dns = dns;
        this.random = random;
    }

    /** What the records of a service say.
     * @param told the domain has such records: nothing else is asked, even if they lead nowhere */
    private record Service(boolean told, List<SipTarget> targets) {}

    /** In the order in which they are to be tried; none if the domain does not exist, or not for SIP. Fails with {@link Dns.NoAnswerException}. */
    public CompletionStage<List<SipTarget>> of(SipUri uri) {
        String host = uri.parameter("maddr").orElse(uri.host());
        Optional<SipTransport> named = transport(uri);
        SipTransport otherwise = uri.isSecure() ? SipTransport.TLS : SipTransport.UDP;
        if (named.isEmpty() && uri.parameter("transport").isPresent()) {
            return CompletableFuture.completedFuture(List.of()); // by what nobody here speaks
        }
        SipTransport transport = named.orElse(otherwise);
        int port = uri.port() >= 0 ? uri.port() : transport.port();
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return CompletableFuture.completedFuture(List.of(new SipTarget(literal.get(), port, transport)));
        }
        if (uri.port() >= 0) {
            return places(host, port, transport);
        }
        CompletionStage<List<SipTarget>> places = dns.hosts(host).thenCompose(local -> local.isEmpty() ? byRecords(uri, host, named)
                : CompletableFuture.completedFuture(local.stream().map(address -> new SipTarget(address, port, transport)).toList()));
        return places.thenApply(all -> all.stream().distinct().limit(MOST).toList());
    }

    private static Optional<SipTransport> transport(SipUri uri) {
        Optional<SipTransport> named = uri.parameter("transport").flatMap(SipTransport::ofToken);
        return uri.isSecure() ? named.map(_ -> SipTransport.TLS) : named;
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }

    private CompletionStage<List<SipTarget>> byRecords(SipUri uri, String host, Optional<SipTransport> named) {
        CompletionStage<Service> service = named.map(transport -> services(host, List.of(transport)))
                .orElseGet(() -> dns.naming(host).thenCompose(records -> byNaming(uri, host, records)));
        SipTransport transport = named.orElse(uri.isSecure() ? SipTransport.TLS : SipTransport.UDP);
        return service.thenCompose(found -> found.told() ? CompletableFuture.completedFuture(found.targets()) : places(host, transport.port(), transport));
    }

    /** Without records that can be used the services are asked for under their usual names. */
    private CompletionStage<Service> byNaming(SipUri uri, String host, List<NamingRecord> records) {
        List<CompletionStage<Service>> services = records.stream().filter(record -> isUsable(uri, record)).sorted(NamingRecord.ORDER)
                .limit(SipTransport.values().length)
                .map(record -> service(record.replacement(), SipTransport.ofService(record.service()).orElseThrow())).toList();
        return services.isEmpty() ? services(host, uri.isSecure() ? List.of(SipTransport.TLS) : List.of(SipTransport.UDP, SipTransport.TCP))
                : together(services, SipTargets::joined, service -> service.targets().isEmpty());
    }

    private static boolean isUsable(SipUri uri, NamingRecord record) {
        return record.flags().equalsIgnoreCase("s")
                && SipTransport.ofService(record.service()).filter(transport -> !uri.isSecure() || transport == SipTransport.TLS).isPresent();
    }

    private CompletionStage<Service> services(String host, List<SipTransport> transports) {
        return together(transports.stream().map(transport -> service(transport.serviceName(host), transport)).toList(), SipTargets::joined,
                service -> service.targets().isEmpty());
    }

    private static Service joined(List<Service> all) {
        return new Service(all.stream().anyMatch(Service::told), all.stream().flatMap(service -> service.targets().stream()).toList());
    }

    private CompletionStage<Service> service(String name, SipTransport transport) {
        return dns.services(name).thenCompose(records -> {
            List<CompletionStage<List<SipTarget>>> places = ServiceRecord.ordered(records, random).stream().filter(record -> !record.target().isEmpty())
                    .limit(MOST).map(record -> places(record.target(), record.port(), transport)).toList();
            return together(places, SipTargets::flat, List::isEmpty).thenApply(targets -> new Service(!records.isEmpty(), targets));
        });
    }

    private static List<SipTarget> flat(List<List<SipTarget>> all) {
        return all.stream().flatMap(List::stream).toList();
    }

    private CompletionStage<List<SipTarget>> places(String name, int port, SipTransport transport) {
        return dns.addresses(name).thenApply(addresses -> addresses.stream().limit(MOST).map(address -> new SipTarget(address, port, transport)).toList());
    }

    /** All of them, in their order; a question without an answer is passed over if the others lead somewhere. */
    private static <T, R> CompletionStage<R> together(List<CompletionStage<T>> stages, Function<List<T>, R> join, Predicate<R> leadsNowhere) {
        List<CompletableFuture<T>> futures = stages.stream().map(CompletionStage::toCompletableFuture).toList();
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).handle((_, failure) -> {
            R joined = join.apply(futures.stream().filter(future -> !future.isCompletedExceptionally()).map(CompletableFuture::join).toList());
            return failure != null && leadsNowhere.test(joined) ? CompletableFuture.<R>failedFuture(failure) : CompletableFuture.completedFuture(joined);
        }).thenCompose(Function.identity());
    }
}
