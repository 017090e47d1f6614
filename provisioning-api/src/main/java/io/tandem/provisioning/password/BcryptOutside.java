package io.tandem.provisioning.password;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.tandem.provisioning.resource.Transactions;

/**
 * Transactions in which bcrypt is never computed, as it takes half a second for each password and a transaction holds locks meanwhile. One that asks for a
 * hash which is not known ends without effect; the hash is computed, and the transaction starts anew with what it then finds. Any thread.
 */
public final class BcryptOutside implements Transactions {
    private static final ScopedValue<Map<Job, SaltedPassword>> KNOWN = ScopedValue.newInstance();

    private final Transactions transactions;

    public BcryptOutside(Transactions transactions) {
        this.transactions = transactions;
    }

    /** A password to hash.
     * @param salt of a stored hash; empty for a new one */
    record Job(String salt, String password) {
        static Job fresh(String password) {
            return new Job("", password);
        }

        private SaltedPassword compute() {
            return salt.isEmpty() ? SaltedPassword.of(password) : SaltedPassword.of(password, salt);
        }

        @Override
        public String toString() {
            return "Job[...]";
        }
    }

    /** Ends a transaction that needs hashes. */
    private static final class Needed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<Job> jobs;

        Needed(List<Job> jobs) {
            super("bcrypt is computed outside of the transaction", null, false, false);
            this.jobs = jobs;
        }
    }

    /** The hashes, computed now where no transaction is under way. */
    static Map<Job, SaltedPassword> hashes(Collection<Job> jobs) {
        Map<Job, SaltedPassword> known = KNOWN.isBound() ? KNOWN.get() : new HashMap<>();
        List<Job> missing = jobs.stream().filter(job -> !known.containsKey(job)).distinct().toList();
        if (!missing.isEmpty() && KNOWN.isBound()) {
            throw new Needed(missing);
        }
        missing.forEach(job -> known.put(job, job.compute()));
        return known;
    }

    static SaltedPassword hash(Job job) {
        return Objects.requireNonNull(hashes(List.of(job)).get(job));
    }

    @Override
    public <T> T write(Supplier<T> work) {
        return withHashes(() -> transactions.write(work));
    }

    @Override
    public <T> T write(String alone, Supplier<T> work) {
        return withHashes(() -> transactions.write(alone, work));
    }

    /** A transaction within another is part of it, so that the outer one starts anew. */
    private static <T> T withHashes(Supplier<T> write) {
        if (KNOWN.isBound()) {
            return write.get();
        }
        Map<Job, SaltedPassword> known = new HashMap<>();
        while (true) {
            try {
                return ScopedValue.where(KNOWN, known).call(write::get);
            } catch (Needed needed) {
                needed.jobs.forEach(job -> known.put(job, job.compute()));
            }
        }
    }
}
