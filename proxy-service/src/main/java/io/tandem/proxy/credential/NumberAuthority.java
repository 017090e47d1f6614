package io.tandem.proxy.credential;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;

/** The numbers for which a certificate may sign: its TNAuthList (RFC 8226 §9). Immutable.
 * @param provider it names service providers; which numbers are theirs is not known here
 * @param ranges   numbers that it names itself */
record NumberAuthority(boolean provider, List<Range> ranges) {
    private static final String EXTENSION = "1.3.6.1.5.5.7.1.26";
    private static final int MOST = 1000;
    private static final int PROVIDER = 0;
    private static final int RANGE = 1;
    private static final int ONE = 2;

    NumberAuthority {
        ranges = List.copyOf(ranges);
    }

    /** Numbers one after the other.
     * @param first digits
     * @param count how many, from 1 on */
    record Range(String first, long count) {
        private static final int LONGEST = 15;

        Range {
            if (first.isEmpty() || first.length() > LONGEST || !first.matches("[0-9*#]+") || count < 1 || count > 1 && !first.matches("[0-9]+")) {
                throw new IllegalArgumentException("no range of numbers: " + count + " from " + first);
            }
        }

        boolean has(String number) {
            if (count == 1 || number.length() != first.length() || !number.matches("[0-9]{1,15}")) {
                return number.equals(first);
            }
            long distance = Long.parseLong(number) - Long.parseLong(first);
            return distance >= 0 && distance < count;
        }
    }

    /** Empty for a certificate that does not say.
     * @throws CredentialException if what it says cannot be read */
    static Optional<NumberAuthority> of(X509Certificate certificate) throws CredentialException {
        byte[] extension = certificate.getExtensionValue(EXTENSION);
        if (extension == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(ASN1Sequence.getInstance(ASN1OctetString.getInstance(extension).getOctets())));
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException | IndexOutOfBoundsException unreadable) {
            throw CredentialException.unsupported("the numbers of " + CertificateTrust.name(certificate) + " cannot be read: " + unreadable.getMessage());
        }
    }

    private static NumberAuthority read(ASN1Sequence entries) {
        if (entries.size() == 0 || entries.size() > MOST) {
            throw new IllegalArgumentException(entries.size() + " entries");
        }
        List<Range> ranges = new ArrayList<>();
        boolean provider = false;
        for (int i = 0; i < entries.size(); i++) {
            ASN1TaggedObject entry = ASN1TaggedObject.getInstance(entries.getObjectAt(i));
            switch (entry.getTagNo()) {
                case PROVIDER -> provider = !ASN1IA5String.getInstance(entry, true).getString().isEmpty() || provider;
                case RANGE -> {
                    ASN1Sequence range = ASN1Sequence.getInstance(entry, true);
                    ranges.add(new Range(ASN1IA5String.getInstance(range.getObjectAt(0)).getString(),
                            ASN1Integer.getInstance(range.getObjectAt(1)).longValueExact()));
                }
                case ONE -> ranges.add(new Range(ASN1IA5String.getInstance(entry, true).getString(), 1));
                default -> throw new IllegalArgumentException("entry with tag " + entry.getTagNo());
            }
        }
        return new NumberAuthority(provider, ranges);
    }

    /** @param number digits alone, or a URI */
    boolean covers(String number) {
        return provider || ranges.stream().anyMatch(range -> range.has(number));
    }
}
