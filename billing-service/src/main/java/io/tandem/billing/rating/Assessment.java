package io.tandem.billing.rating;

import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.data.tables.CallTables;
import io.tandem.data.tariff.BillingMappings;
import io.tandem.data.tariff.Fee;
import io.tandem.data.tariff.FeeQuestion;
import io.tandem.data.tariff.Tariff;

/** Finds who is charged for a call by which fee. Blocks where the tables are not cached. */
record Assessment(CallTables tables, Set<Long> resellers) {
    /** No call is as long; a record that says so is wrong. */
    private static final long LONGEST_MILLIS = 31L * 24 * 60 * 60 * 1000;

    /** @throws UnratableException if the call has no price as things are
     * @throws SQLException       if the database fails */
    List<Due> of(UnratedCdr cdr) throws UnratableException, SQLException {
        if (cdr.durationMillis() > LONGEST_MILLIS) throw new UnratableException("it says that the call took " + cdr.durationMillis() / 1000 + " s");
        if (cdr.source().local() && !resellers.contains(cdr.source().provider())) {
            throw new UnratableException("its source_provider_id " + cdr.source().provider() + " is no reseller's contract");
        }
        List<Due> dues = new ArrayList<>();
        for (Map.Entry<Role, Long> payer : Payers.of(cdr).entrySet()) {
            Optional<Tariff> tariff = tariff(cdr, payer.getKey(), payer.getValue());
            if (tariff.isPresent()) dues.add(new Due(payer.getKey(), payer.getValue(), tariff.get(), fee(cdr, payer.getKey(), tariff.get())));
        }
        return dues;
    }

    /** Whether the caller may have a reservation. */
    boolean mayBePrepaid(UnratedCdr cdr) throws SQLException {
        return cdr.source().local() && read(tables.billingMappings(Math.toIntExact(cdr.source().account()))).mayBePrepaid();
    }

    /** Providers without a profile are not charged. */
    private Optional<Tariff> tariff(UnratedCdr cdr, Role role, long contract) throws UnratableException, SQLException {
        BillingMappings mappings = read(tables.billingMappings(Math.toIntExact(contract)));
        OptionalLong profile = mappings.profile(cdr.start(), cdr.sourceIp());
        Optional<Tariff> tariff = profile.isEmpty() ? Optional.empty() : read(tables.tariff(Math.toIntExact(profile.getAsLong())));
        if (tariff.isEmpty() && role.isCustomer()) {
            throw new UnratableException("customer " + contract + " had no billing profile when the call began (" + cdr.start() + ")");
        }
        return tariff;
    }

    private Optional<Fee> fee(UnratedCdr cdr, Role role, Tariff tariff) throws UnratableException, SQLException {
        FeeQuestion question = new FeeQuestion(cdr.kind(), role.direction(), cdr.source().number(), cdr.source().domain(), cdr.destination().number(),
                cdr.destination().domain());
        boolean ported = tariff.asksCarriers() && question.isToNumber();
        try {
            Optional<Fee> fee = tariff.fee(ported ? question.with(read(tables.lnpNumbers(question.destination())), cdr.start()) : question);
            if (fee.isEmpty() && role.direction() == FeeQuestion.Direction.OUT) {
                throw new UnratableException("billing profile %s (%d) of the %s has no %s fee from '%s' to '%s@%s'".formatted(tariff.handle(), tariff.id(),
                        role.column(), cdr.kind().column(), question.source(), question.destination(), question.destinationDomain()));
            }
            return fee;
        } catch (PatternTooCostlyException costly) {
            throw new UnratableException("a fee of billing profile %s (%d) cannot be compared: %s".formatted(tariff.handle(), tariff.id(),
                    costly.getMessage()));
        }
    }

    private static <T> T read(CompletionStage<T> stage) throws SQLException {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof SQLException sql) throw sql;
            if (failed.getCause() instanceof DateTimeException spoiled) throw spoiled; // costs the records of that profile alone
            throw new SQLException("profiles and fees cannot be looked up", failed.getCause());
        }
    }
}
