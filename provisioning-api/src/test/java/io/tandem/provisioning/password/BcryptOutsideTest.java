package io.tandem.provisioning.password;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.tandem.provisioning.resource.Transactions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** No transaction waits for bcrypt. */
class BcryptOutsideTest {
    private static final BcryptOutside.Job FRESH = BcryptOutside.Job.fresh("geheim");

    /** How long each transaction was open, and how it ended. */
    private record Ended(long nanos, boolean committed) {}

    private final List<Ended> ended = new ArrayList<>();
    private final Transactions transactions = new BcryptOutside(new Transactions() {
        @Override public <T> T write(Supplier<T> work) {
            long begin = System.nanoTime();
            boolean committed = false;
            try {
                T result = work.get();
                committed = true;
                return result;
            } finally {
                ended.add(new Ended(System.nanoTime() - begin, committed));
            }
        }

        @Override public <T> T write(String alone, Supplier<T> work) {
            return write(work);
        }
    });

    @Test void aTransactionThatNeedsHashesEndsAndStartsAnewWithThem() {
        SaltedPassword stored = SaltedPassword.of("another");
        BcryptOutside.Job again = new BcryptOutside.Job(SaltedPassword.salt(stored.text()), "another");
        long begin = System.nanoTime();
        Map<BcryptOutside.Job, SaltedPassword> hashes = transactions.write("row", () -> Map.copyOf(BcryptOutside.hashes(List.of(FRESH, again, again))));
        long all = System.nanoTime() - begin;
        assertThat(hashes.get(FRESH).matches("geheim")).isTrue();
        assertThat(hashes.get(again)).isEqualTo(stored);
        assertThat(ended).extracting(Ended::committed).containsExactly(false, true);
        assertThat(ended).allSatisfy(one -> assertThat(one.nanos()).as("of two computations").isLessThan(all / 4));
    }

    @Test void oneThatNeedsMoreLaterStartsAnewAgainAndKeepsWhatItHas() {
        List<SaltedPassword> seen = new ArrayList<>();
        SaltedPassword last = transactions.write(() -> {
            seen.add(BcryptOutside.hash(FRESH));
            return BcryptOutside.hash(new BcryptOutside.Job(SaltedPassword.salt(seen.getLast().text()), "other"));
        });
        assertThat(seen).hasSize(2).containsOnly(seen.getFirst());
        assertThat(SaltedPassword.salt(last.text())).isEqualTo(SaltedPassword.salt(seen.getFirst().text()));
        assertThat(ended).extracting(Ended::committed).containsExactly(false, false, true);
    }

    @Test void aTransactionWithinAnotherIsPartOfIt() {
        SaltedPassword hash = transactions.write("row", () -> transactions.write(() -> BcryptOutside.hash(FRESH)));
        assertThat(hash.matches("geheim")).isTrue();
        assertThat(ended).extracting(Ended::committed).as("inner and outer, twice").containsExactly(false, false, true, true);
    }

    @Test void otherFailuresPass() {
        assertThatThrownBy(() -> transactions.write(() -> {
            throw new IllegalStateException("mine");
        })).hasMessage("mine");
        assertThat(ended).hasSize(1);
    }

    @Test void outsideOfATransactionItIsComputedAtOnce() {
        assertThat(BcryptOutside.hash(FRESH).matches("geheim")).isTrue();
        assertThat(ended).isEmpty();
    }
}
