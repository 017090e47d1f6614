package io.tandem.data.redis;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import org.jspecify.annotations.Nullable;

/** A reply of any shape, which Lettuce's own outputs give only for lists. */
final class AnyOutput extends CommandOutput<String, String, Object> {
    private final Deque<List<Object>> open = new ArrayDeque<>();

    AnyOutput() { super(StringCodec.UTF8, Optional.empty()); }

    private void add(Object value) {
        if (open.isEmpty()) {
            output = value;
        } else {
            open.peek().add(value);
        }
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) { add(bytes == null ? Optional.empty() : codec.decodeValue(bytes)); }

    @Override
    public void set(long integer) { add(integer); }

    @Override
    public void multi(int count) {
        if (count < 0) {
            add(Optional.empty());
            return;
        }
        List<Object> list = new ArrayList<>(count);
        add(list);
        open.push(list);
    }

    @Override
    public void complete(int depth) {
        if (!open.isEmpty() && depth < open.size()) {
            open.pop();
        }
    }
}
