package io.tandem.relay.ice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Candidates that a party sends after its description (RFC 8840 §9), all of one generation of credentials. Immutable.
 * @param userFragment of the description they belong to, unless each line has its own */
public record IceFragment(Optional<String> userFragment, List<Line> lines) {
    /** Candidates of one media line.
     * @param mid        names the line; empty: the first one
     * @param candidates those that can be used
     * @param complete   no more will follow */
    public record Line(Optional<String> mid, Optional<String> userFragment, List<Candidate> candidates, boolean complete) {
        public Line {
            candidates = List.copyOf(candidates);
        }
    }

    private static final int MAX_OCTETS = 64 * 1024;
    private static final int MAX_LINES = 64;
    private static final int MAX_CANDIDATES = 100;

    public IceFragment {
        lines = List.copyOf(lines);
    }

    /** Reads {@code application/trickle-ice-sdpfrag}; what is no attribute of ICE is passed over. Empty if it is too large, or says nothing. */
    public static Optional<IceFragment> parse(String text) {
        if (text.length() > MAX_OCTETS) return Optional.empty();
        Reader reader = new Reader();
        text.lines().forEach(reader::line);
        reader.end();
        return reader.lines.isEmpty() || reader.lines.size() > MAX_LINES ? Optional.empty() : Optional.of(new IceFragment(reader.session, reader.lines));
    }

    /** The fragment that this line belongs to. */
    public Optional<String> userFragment(Line line) {
        return line.userFragment().or(() -> userFragment);
    }

    /** A line begins with its pseudo m= (RFC 8840 §9.2), or with a=mid where a sender leaves that out. */
    private static final class Reader {
        private final List<Line> lines = new ArrayList<>();
        private final List<Candidate> candidates = new ArrayList<>();
        private Optional<String> session = Optional.empty();
        private Optional<String> mid = Optional.empty();
        private Optional<String> userFragment = Optional.empty();
        private boolean begun;
        private boolean complete;

        void line(String line) {
            String value = line.substring(line.indexOf(':') + 1).strip();
            if (line.startsWith("m=")) {
                end();
                begun = true;
            } else if (line.startsWith("a=mid:")) {
                if (mid.isPresent()) end();
                begun = true;
                mid = Optional.of(value);
            } else if (line.startsWith("a=ice-ufrag:")) {
                if (begun) userFragment = Optional.of(value);
                else session = Optional.of(value);
            } else if (line.startsWith("a=candidate:")) {
                begun = true;
                Candidate.parse(value).filter(_ -> candidates.size() < MAX_CANDIDATES).ifPresent(candidates::add);
            } else if (line.strip().equals("a=end-of-candidates")) {
                begun = true;
                complete = true;
            }
        }

        void end() {
            if (begun) lines.add(new Line(mid, userFragment, candidates, complete));
            candidates.clear();
            mid = Optional.empty();
            userFragment = Optional.empty();
            begun = false;
            complete = false;
        }
    }
}
