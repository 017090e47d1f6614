package io.tandem.billing.mediation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.billing.cdr.CallStatus;
import io.tandem.billing.cdr.CallType;
import io.tandem.billing.cdr.Cdr;
import io.tandem.billing.cdr.CdrDestination;
import io.tandem.billing.cdr.CdrSource;
import io.tandem.billing.cdr.CdrTag;
import io.tandem.billing.cdr.CdrTag.Kind;
import io.tandem.billing.cdr.CdrTag.Side;
import io.tandem.billing.cdr.MediaQuality;

/** Puts a record together from the row of an INVITE and, if answered, of the BYE. Pure. */
final class CdrAssembly {
    private static final int MILLIS = 3;
    private final AccountingRow invite;
    private final Leg source;
    private final Leg destination;

    private CdrAssembly(AccountingRow invite, Leg source, Leg destination) {
        this.invite = invite;
        this.source = source;
        this.destination = destination;
    }

    /** @throws UnusableRowException if the row can never give a record */
    static CdrAssembly of(AccountingRow invite) throws UnusableRowException {
        if (invite.code() < 200) throw new UnusableRowException("'" + invite.sipCode() + "' is no final reply");
        CdrAssembly assembly = new CdrAssembly(invite, Leg.parse("src_leg", invite.srcLeg()), Leg.parse("dst_leg", invite.dstLeg()));
        assembly.refused(); // a leg that lacks something is found now, not when the call ends
        return assembly;
    }

    /** Not answered: no duration. */
    Cdr refused() throws UnusableRowException {
        return cdr(CallStatus.of(invite.code()), initTime(), BigDecimal.ZERO, Optional.empty());
    }

    /** Answered and ended. A BYE may be older than the 200 it ends: the two cross. */
    Cdr ended(AccountingRow bye) throws UnusableRowException {
        BigDecimal duration = bye.timeHires().subtract(invite.timeHires()).max(BigDecimal.ZERO);
        return cdr(CallStatus.OK, invite.timeHires(), duration, quality(bye));
    }

    /** Answered, and its end will never be known. */
    Cdr expired() throws UnusableRowException {
        return cdr(CallStatus.FAILED, invite.timeHires(), BigDecimal.ZERO, Optional.empty());
    }

    private Cdr cdr(CallStatus status, BigDecimal start, BigDecimal duration, Optional<MediaQuality> quality) throws UnusableRowException {
        String type = source.value("s").orElse("call");
        return new Cdr(source(), destination(),
                CallType.of(type).orElseThrow(() -> new UnusableRowException("unknown call type '" + type + "'")),
                status, invite.sipCode(), initTime(), start, duration.setScale(MILLIS, RoundingMode.HALF_UP), invite.callId(),
                tags(), quality, source.value("cid"));
    }

    private BigDecimal initTime() throws UnusableRowException { return source.decimal("t").setScale(MILLIS, RoundingMode.HALF_UP); }

    private CdrSource source() throws UnusableRowException {
        return new CdrSource(source.party(), source.text("cli"), source.flag("clir"), source.text("ip"), source.text("cli_out"),
                source.text("pau"), source.text("par"));
    }

    private CdrDestination destination() throws UnusableRowException {
        return new CdrDestination(destination.party(), destination.text("dialed"), destination.text("u_in"), destination.text("d_in"),
                destination.text("u_out"), (int) Math.min(destination.number("plu"), 255));
    }

    private List<CdrTag> tags() {
        List<CdrTag> tags = new ArrayList<>();
        tag(tags, Kind.P_ASSERTED_IDENTITY, Side.SOURCE, source, "pai");
        tag(tags, Kind.P_PREFERRED_IDENTITY, Side.SOURCE, source, "ppi");
        tag(tags, Kind.DIVERSION, Side.SOURCE, source, "div");
        tag(tags, Kind.HISTORY_INFO, Side.SOURCE, source, source.value("hih").isPresent() ? "hih" : "last_hih");
        tag(tags, Kind.USER_TO_USER, Side.SOURCE, source, "u2u");
        tag(tags, Kind.CONCURRENT_CALLS_QUOTA, Side.SOURCE, source, "cc_quota");
        tag(tags, Kind.CONCURRENT_CALLS_COUNT, Side.SOURCE, source, "cc_sub");
        tag(tags, Kind.CONCURRENT_CALLS_COUNT_CUSTOMER, Side.SOURCE, source, "cc_cust");
        tag(tags, Kind.PREPAID_RESERVATION, Side.SOURCE, source, "rsv");
        tag(tags, Kind.CONCURRENT_CALLS_QUOTA, Side.DESTINATION, destination, "cc_quota");
        tag(tags, Kind.CONCURRENT_CALLS_COUNT, Side.DESTINATION, destination, "cc_sub");
        tag(tags, Kind.CONCURRENT_CALLS_COUNT_CUSTOMER, Side.DESTINATION, destination, "cc_cust");
        tag(tags, Kind.FURNISHED_CHARGING_INFO, Side.DESTINATION, destination, "fci");
        tag(tags, Kind.HUNT_GROUP_EXTENSION, Side.DESTINATION, destination, "hg_ext_response");
        tag(tags, Kind.R_USER, Side.DESTINATION, destination, "r_user");
        tag(tags, Kind.R_USER_AGENT, Side.DESTINATION, destination, "r_ua");
        return tags;
    }

    private static void tag(List<CdrTag> tags, Kind kind, Side side, Leg leg, String key) {
        leg.value(key).ifPresent(value -> tags.add(new CdrTag(kind, side, value)));
    }

    /** Media figures are an extra: a BYE without them, or with bad ones, still ends the call. */
    private static Optional<MediaQuality> quality(AccountingRow bye) {
        if (bye.dstLeg().isEmpty()) return Optional.empty();
        try {
            Optional<Leg> mos = Leg.parse("dst_leg", bye.dstLeg()).object("mos");
            if (mos.isEmpty() || mos.get().value("avg_score").isEmpty()) return Optional.empty();
            Leg figures = mos.get();
            return Optional.of(new MediaQuality(figures.decimal("avg_score"), figures.decimal("avg_packetloss"),
                    figures.decimal("avg_jitter"), figures.decimal("avg_rtt"))).filter(MediaQuality::isPlausible);
        } catch (UnusableRowException e) {
            return Optional.empty();
        }
    }
}
