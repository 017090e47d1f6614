package io.tandem.proxy.portability;

import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.data.portability.LnpCarrier;
import io.tandem.data.portability.LnpNumber;

/** What is known of the carriers of both parties. Immutable.
 * @param asked         the callee's number was looked up
 * @param callee        the row that holds for it
 * @param routingNumber how other networks reach it, after the rules of the list callee-lnp; empty if it is in no row
 * @param caller        the row that holds for the caller's number, if that was looked up */
public record Portability(boolean asked, Optional<LnpNumber> callee, String routingNumber, Optional<LnpNumber> caller) {
    public static final Portability NONE = new Portability(false, Optional.empty(), "", Optional.empty());

    /** Its carrier's numbers are all here. */
    public boolean isAuthoritative() {
        return callee.map(LnpNumber::carrier).filter(LnpCarrier::authoritative).isPresent();
    }

    /** It is at somebody else, though a subscriber may have it. */
    public boolean isAway() {
        return callee.isPresent() && !isAuthoritative();
    }

    /** The carrier that the callee's number is at. */
    public OptionalInt carrierId() {
        return callee.map(row -> OptionalInt.of(row.carrier().id())).orElse(OptionalInt.empty());
    }

    /** The number that is called: as it is, or the routing number in its place.
     * @param kept {@code lnp_to_rn}: the routing number stands beside it */
    public String routed(String called, boolean kept) {
        return kept || routingNumber.isEmpty() ? called : routingNumber;
    }

    /** Parameters of the user part (RFC 4694 §5). The database was asked, so that nobody else need do so.
     * @param kept {@code lnp_to_rn}
     * @param npdi {@code lnp_add_npdi} */
    public String parameters(boolean kept, boolean npdi) {
        if (kept && !routingNumber.isEmpty()) {
            return ";npdi;rn=" + routingNumber;
        }
        return npdi && asked ? ";npdi" : "";
    }

    @Override
    public String toString() {
        return !asked ? "callee not looked up" + of(caller) : callee.map(row -> "number " + row.number() + " at carrier " + row.carrier().name()
                + (row.carrier().authoritative() ? " (authoritative)" : "") + ", routing number " + routingNumber).orElse("not ported") + of(caller);
    }

    private static String of(Optional<LnpNumber> caller) {
        return caller.map(row -> ", caller at carrier " + row.carrier().name()).orElse("");
    }
}
