package io.tandem.relay.srtp;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The SSRCs seen under one master key. None is ever forgotten: an index that began anew would repeat key stream (RFC 3711 §9.1). */
final class SourceIndexes {
    /** More than any call has; packets of further ones are refused. */
    static final int MAX = 64;

    private final List<SourceIndex> sources = new ArrayList<>(2);
    private @Nullable SourceIndex last;

    @Nullable SourceIndex find(int ssrc) {
        SourceIndex recent = last;
        if (recent != null && recent.ssrc == ssrc) return recent;
        for (int i = 0; i < sources.size(); i++) {
            SourceIndex source = sources.get(i);
            if (source.ssrc == ssrc) {
                last = source;
                return source;
            }
        }
        return null;
    }

    boolean isFull() {
        return sources.size() >= MAX;
    }

    void add(SourceIndex source) {
        sources.add(source);
        last = source;
    }

    List<SrtpState.Source> state() {
        return sources.stream().map(SourceIndex::state).toList();
    }
}
