package io.tandem.billing.mediation;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.tandem.billing.cdr.Cdr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of the accounting rows of one call (provisioning.md §5.1). A refused INVITE gives a record at once, an
 * answered one when its BYE is there or when it has waited too long. Rows may come in any order and twice. Pure.
 */
final class CallMediation {
    private static final Logger log = LoggerFactory.getLogger(CallMediation.class);
    private final List<AccountingRow> rows;
    private final Set<AccountingRow.Identity> mediated;
    private final Limits limits;
    private final Optional<String> group;
    private final List<Transfers.Link> links = new ArrayList<>();

    private final List<Cdr> cdrs = new ArrayList<>();
    private final List<AccountingRow> done = new ArrayList<>();
    private final List<AccountingRow> unusable = new ArrayList<>();
    private final List<AccountingRow> answered = new ArrayList<>();
    private boolean isOpen;

    private CallMediation(List<AccountingRow> rows, Set<AccountingRow.Identity> mediated, Optional<String> group,
                          Limits limits) {
        this.rows = rows.stream().sorted(Comparator.comparing(AccountingRow::timeHires).thenComparing(AccountingRow::id)).toList();
        this.mediated = mediated;
        this.limits = limits;
        this.group = group.or(() -> Transfers.group(this.rows));
    }

    /**
     * @param rows     all rows of the call in {@code acc}
     * @param mediated identities of the call's INVITE rows that have been mediated before
     * @param group    of a call that a transfer has joined with this one; empty if none is known
     */
    static Outcome decide(List<AccountingRow> rows, Set<AccountingRow.Identity> mediated, Optional<String> group, Limits limits) {
        CallMediation call = new CallMediation(rows, mediated, group, limits);
        call.invites();
        call.byes();
        call.others();
        return new Outcome(call.cdrs, call.done, call.unusable, call.links);
    }

    private void invites() {
        Set<AccountingRow.Identity> seen = new HashSet<>(mediated);
        for (AccountingRow row : rows) {
            if (!row.isInvite()) continue;
            if (seen.add(row.identity())) invite(row);
            else drop(row, "a copy of a row that was mediated before");
        }
    }

    private void invite(AccountingRow row) {
        try {
            CdrAssembly assembly = CdrAssembly.of(row);
            if (!row.isAnswered()) finish(row, assembly.refused());
            else answered(row, assembly);
        } catch (UnusableRowException e) {
            drop(row, e.why());
        }
    }

    private void answered(AccountingRow row, CdrAssembly assembly) throws UnusableRowException {
        Optional<AccountingRow> bye = byeOf(row);
        if (bye.isPresent()) {
            finish(row, assembly.ended(bye.get()));
            answered.add(row);
        } else if (limits.isTooOld(row)) {
            finish(row, assembly.expired());
        } else {
            isOpen = true;
        }
    }

    /** First BYE of the same dialog; else the first that belongs to no other INVITE: legs of the B2BUA have tags of their own. */
    private Optional<AccountingRow> byeOf(AccountingRow invite) {
        Optional<AccountingRow> sameDialog = byeRows().stream().filter(bye -> bye.sharesDialogWith(invite)).findFirst();
        if (sameDialog.isPresent()) return sameDialog;
        return byeRows().stream().filter(bye -> rows.stream().noneMatch(row -> row.isInvite() && row.sharesDialogWith(bye))).findFirst();
    }

    private List<AccountingRow> byeRows() { return rows.stream().filter(AccountingRow::isBye).toList(); }

    /** Both sides may hang up at once, so a call can have more than one BYE, and the second may come a run later. */
    private void byes() {
        for (AccountingRow bye : byeRows()) {
            if (answered.stream().anyMatch(invite -> belongs(bye, invite)) || isLate()) {
                done.add(bye);
            } else if (limits.isOrphan(bye)) {
                drop(bye, "no INVITE row came for this BYE within " + limits.orphanAge());
            }
        }
    }

    /** The call's record was written by an earlier pass. */
    private boolean isLate() {
        return answered.isEmpty() && !isOpen && mediated.stream().anyMatch(AccountingRow.Identity::isAnswered);
    }

    private boolean belongs(AccountingRow bye, AccountingRow invite) {
        return byeOf(invite).filter(bye::equals).isPresent() || bye.sharesDialogWith(invite) || !isOpen;
    }

    private void others() {
        for (AccountingRow row : rows) {
            if (row.isInvite() || row.isBye()) continue;
            if (row.isRefer()) Transfers.link(row, group.orElse("")).ifPresent(links::add);
            if (!isOpen && !done.isEmpty()) done.add(row);
            else if (limits.isTooOld(row)) drop(row, "no call came for this " + row.method() + " within " + limits.maxAge());
        }
    }

    private void finish(AccountingRow invite, Cdr cdr) {
        cdrs.add(group.map(cdr::inGroup).orElse(cdr));
        done.add(invite);
    }

    private void drop(AccountingRow row, String why) {
        log.warn("accounting row {} ({} of call {}) goes to accounting.acc_trash: {}", row.id(), row.method(), row.callId(), why);
        unusable.add(row);
    }

    /**
     * @param done     rows for {@code acc_backup}
     * @param unusable rows for {@code acc_trash}
     * @param links    other calls that transfers have joined with this one
     */
    record Outcome(List<Cdr> cdrs, List<AccountingRow> done, List<AccountingRow> unusable, List<Transfers.Link> links) {}

    /**
     * How long rows wait for what belongs to them.
     *
     * @param maxAge    an answered call without BYE is closed as failed after this
     * @param orphanAge a BYE without INVITE is thrown away after this
     */
    record Limits(Instant now, Duration maxAge, Duration orphanAge) {
        boolean isTooOld(AccountingRow row) { return isOlder(row, maxAge); }

        boolean isOrphan(AccountingRow row) { return isOlder(row, orphanAge); }

        private boolean isOlder(AccountingRow row, Duration age) { return row.timeHires().compareTo(epochSeconds(now.minus(age))) < 0; }

        static BigDecimal epochSeconds(Instant instant) { return BigDecimal.valueOf(instant.toEpochMilli(), 3); }
    }
}
