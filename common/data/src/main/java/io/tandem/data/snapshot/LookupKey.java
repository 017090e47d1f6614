package io.tandem.data.snapshot;

/** A way to find a subscriber. */
sealed interface LookupKey {
    /** Whether this subscriber, as it is now, is found by this key; a remembered answer is only a hint. */
    boolean finds(Subscriber subscriber);

    record Username(String username, String domain) implements LookupKey {
        @Override public boolean finds(Subscriber subscriber) {
            return subscriber.username().equals(username) && subscriber.domain().equals(domain);
        }
    }

    record AliasName(String alias, String domain) implements LookupKey {
        @Override public boolean finds(Subscriber subscriber) {
            return subscriber.domain().equals(domain) && subscriber.alias(alias).isPresent();
        }
    }

    record Number(String digits) implements LookupKey {
        @Override public boolean finds(Subscriber subscriber) { return subscriber.alias(digits).isPresent(); }
    }

    /** A number that goes on where one of a subscriber's ends. */
    record Extension(String digits) implements LookupKey {
        @Override public boolean finds(Subscriber subscriber) { return subscriber.baseOf(digits).isPresent(); }
    }

    record Uuid(String uuid) implements LookupKey {
        @Override public boolean finds(Subscriber subscriber) { return subscriber.uuid().equals(uuid); }
    }
}
