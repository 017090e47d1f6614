package io.tandem.relay.replica;

/** Numbers in a row, with spaces between, as the state of a call is written: read in the order they were written. One thread. */
final class Numbers {
    private static final int MAX_COUNT = 1000;

    private final String text;
    private int at;

    Numbers(String text) {
        this.text = text;
    }

    boolean isAtEnd() {
        return at >= text.length();
    }

    long next() throws MalformedStateException {
        int end = text.indexOf(' ', at);
        if (end < 0) end = text.length();
        try {
            long number = Long.parseLong(text, at, end, 10);
            at = end + 1;
            return number;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new MalformedStateException("no number at " + at + " of " + text.length() + " characters", e);
        }
    }

    int nextInt() throws MalformedStateException {
        long number = next();
        if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) throw new MalformedStateException(number + " is too large");
        return (int) number;
    }

    /** How many follow. */
    int count() throws MalformedStateException {
        long number = next();
        if (number < 0 || number > MAX_COUNT) throw new MalformedStateException(number + " things in a state");
        return (int) number;
    }
}
