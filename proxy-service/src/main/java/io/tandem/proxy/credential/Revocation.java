package io.tandem.proxy.credential;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks whether certificates were withdrawn (RFC 5280 §6.3), in the lists that they name. Only for certificates that are trusted otherwise: nobody else may
 * choose what is asked for. Any thread; never blocks. */
public final class Revocation {
    private static final Logger LOG = LoggerFactory.getLogger(Revocation.class);
    private static final String DISTRIBUTION_POINTS = "2.5.29.31";
    private static final int MOST_PLACES = 3;

    /** How much depends on it. */
    public enum Mode {
        /** Nobody asks. */
        OFF,
        /** A certificate whose list cannot be had passes. */
        IF_AVAILABLE,
        /** A certificate whose list cannot be had, or that names none, does not pass. */
        REQUIRED
    }

    /** Lists by the place where they are. */
    @FunctionalInterface
    public interface Lists {
        /** The stage fails with {@link CredentialException}. */
        CompletionStage<RevocationList> at(String url);
    }

    private final Mode mode;
    private final Lists lists;
    private final List<X509Certificate> anchors;
    private final List<X509Certificate> keepers;
    private final Executor threads;

    /** @param anchors may issue certificates and lists of them
     * @param keepers keep lists of certificates that others have issued
     * @param threads check signatures */
    public Revocation(Mode mode, Lists lists, CertificateTrust anchors, Collection<X509Certificate> keepers, Executor threads) {
        this.mode = mode;
        this.lists = lists;
        this.anchors = List.copyOf(anchors.anchors());
        this.keepers = List.copyOf(keepers);
        this.threads = threads;
    }

    /** The stage fails with {@link CredentialException} if a certificate was withdrawn before that moment.
     * @param chain a trusted signer's certificate, then those that vouch for it
     * @param at    when they must have been good
     * @param now   when lists must be current */
    public CompletionStage<Void> check(List<X509Certificate> chain, Instant at, Instant now) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        if (mode == Mode.OFF) {
            return all;
        }
        List<X509Certificate> issuers = new ArrayList<>(chain);
        issuers.addAll(anchors);
        for (X509Certificate certificate : chain) {
            if (!anchors.contains(certificate)) {
                all = all.thenCombine(new Question(certificate, issuers, at, now).ask(), (first, _) -> first);
            }
        }
        return all;
    }

    /** One certificate. */
    private final class Question {
        private final X509Certificate certificate;
        private final List<X509Certificate> issuers;
        private final Instant at;
        private final Instant now;

        Question(X509Certificate certificate, List<X509Certificate> issuers, Instant at, Instant now) {
            this.certificate = certificate;
            this.issuers = issuers;
            this.at = at;
            this.now = now;
        }

        CompletionStage<Void> ask() {
            try {
                return ask(places(certificate), "it names no list");
            } catch (IllegalArgumentException unreadable) {
                return unknown("where its lists are cannot be read: " + unreadable.getMessage());
            }
        }

        private CompletionStage<Void> ask(List<String> places, String otherwise) {
            if (places.isEmpty()) {
                return unknown(otherwise);
            }
            List<String> others = places.subList(1, places.size());
            return lists.at(places.getFirst()).handleAsync((list, failure) -> {
                if (failure != null) {
                    return ask(others, failure.toString());
                }
                if (!list.isCurrent(now) || !list.speaksOf(certificate, issuers, keepers)) {
                    return ask(others, "the list at " + places.getFirst() + " is out of date, or of somebody else");
                }
                boolean withdrawn = list.withdrawn(certificate).filter(since -> !since.isAfter(at)).isPresent();
                return withdrawn ? CompletableFuture.<Void>failedFuture(
                        CredentialException.unsupported("the certificate of " + CertificateTrust.name(certificate) + " was withdrawn"))
                        : CompletableFuture.<Void>completedFuture(null);
            }, threads).thenCompose(next -> next);
        }

        private CompletionStage<Void> unknown(String why) {
            String text = "whether the certificate of " + CertificateTrust.name(certificate) + " was withdrawn is not known: " + why;
            if (mode == Mode.REQUIRED) {
                return CompletableFuture.failedFuture(CredentialException.unsupported(text));
            }
            LOG.info("{}; it counts as good", text);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Where lists are, the first few.
     * @throws IllegalArgumentException if the certificate has an extension that cannot be read */
    static List<String> places(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(DISTRIBUTION_POINTS);
        if (extension == null) {
            return List.of();
        }
        return Arrays.stream(CRLDistPoint.getInstance(ASN1OctetString.getInstance(extension).getOctets()).getDistributionPoints())
                .map(DistributionPoint::getDistributionPoint).filter(point -> point != null && point.getType() == DistributionPointName.FULL_NAME)
                .flatMap(point -> Arrays.stream(GeneralNames.getInstance(point.getName()).getNames()))
                .filter(name -> name.getTagNo() == GeneralName.uniformResourceIdentifier)
                .map(name -> ASN1IA5String.getInstance(name.getName()).getString()).distinct().limit(MOST_PLACES).toList();
    }
}
