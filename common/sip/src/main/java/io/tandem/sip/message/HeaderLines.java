package io.tandem.sip.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The header lines of one message in order: received ones by their number in the index, new or changed ones as fields of their own. */
final class HeaderLines {
    private static final int[] NONE = {};
    private static final HeaderNames.Known CONTENT_LENGTH = HeaderNames.known(HeaderNames.CONTENT_LENGTH);
    private static final HeaderField NO_BODY = HeaderField.of(HeaderNames.CONTENT_LENGTH, "0");
    /** Of all messages that are made, not received. */
    private static final Index NO_LINES = new Index(new byte[0]);

    private final Index index;
    private int[] order;                        // >= 0: line of the index; < 0: ~i is fields.get(i)
    private int size;
    private List<HeaderField> fields;
    private boolean edited;

    /** Unedited lines of a received message. */
    HeaderLines(Index index) {
        this(index, NONE, index.size(), List.of(), false);
    }

    private HeaderLines(Index index, int[] order, int size, List<HeaderField> fields, boolean edited) {
        this.index = index;
        this.order = order;
        this.size = size;
        this.fields = fields;
        this.edited = edited;
    }

    static HeaderLines empty() {
        return new HeaderLines(NO_LINES);
    }

    HeaderLines copy() {
        return edited ? new HeaderLines(index, order.clone(), size, new ArrayList<>(fields), true) : new HeaderLines(index);
    }

    int size() {
        return size;
    }

    /** Next line at or behind {@code from} with this name, or -1. */
    int find(String name, int from) {
        return find(HeaderNames.known(name), from);
    }

    int find(HeaderNames.Known name, int from) {
        for (int i = from; i < size; i++) {
            int slot = edited ? order[i] : i;
            if (slot >= 0 ? index.hash(slot) == name.hash() && index.is(slot, name) : fields.get(~slot).is(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Lines with this name. */
    int count(HeaderNames.Known name) {
        int count = 0;
        for (int line = find(name, 0); line >= 0; line = find(name, line + 1)) {
            count++;
        }
        return count;
    }

    /** Lines with this name before any other. */
    int countFirst(HeaderNames.Known name) {
        int count = 0;
        while (count < size && field(count).is(name)) {
            count++;
        }
        return count;
    }

    /** Deletes the lines whose name matches, without an object for any. */
    void deleteIf(SipMessage.HeaderFilter filter) {
        for (int i = size - 1; i >= 0; i--) {
            int slot = edited ? order[i] : i;
            if (slot >= 0 ? index.matches(slot, filter) : fields.get(~slot).matches(filter)) {
                delete(i);
            }
        }
    }

    HeaderField field(int i) {
        int slot = edited ? order[i] : i;
        return slot >= 0 ? index.field(slot) : fields.get(~slot);
    }

    void insert(int at, HeaderField field) {
        startEditing();
        if (size == order.length) {
            order = Arrays.copyOf(order, size + 8);
        }
        System.arraycopy(order, at, order, at + 1, size - at);
        order[at] = ~fields.size();
        fields.add(field);
        size++;
    }

    /** Adds the other message's lines with these names, in their order, behind these. */
    void addAll(HeaderLines other, HeaderNames.Group names) {
        int count = other.size; // these may be the same lines
        for (int i = 0; i < count; i++) {
            int slot = other.edited ? other.order[i] : i;
            if (names.mayHave(slot >= 0 ? other.index.hash(slot) : other.fields.get(~slot).hash())) {
                HeaderField field = other.field(i);
                HeaderNames.Known known = names.find(field);
                if (!known.isNone()) {
                    insert(size, field.named(known));
                }
            }
        }
    }

    void replace(int at, HeaderField field) {
        startEditing();
        order[at] = ~fields.size();
        fields.add(field);
    }

    void delete(int at) {
        startEditing();
        System.arraycopy(order, at + 1, order, at, size - at - 1);
        size--;
    }

    private void startEditing() {
        if (edited) {
            return;
        }
        edited = true;
        fields = new ArrayList<>(8);
        order = new int[size + 8];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
    }

    int writtenLength() {
        int length = 0;
        for (int i = 0; i < size; i++) {
            int slot = edited ? order[i] : i;
            length += slot >= 0 ? index.lineEnd(slot) - index.lineStart(slot) : fields.get(~slot).writtenLength();
        }
        return length;
    }

    /** Gathers the lines; neighbours that were received as neighbours are one copy. */
    int writeTo(byte[] target, int offset) {
        int to = offset;
        for (int i = 0; i < size; i++) {
            int slot = edited ? order[i] : i;
            if (slot < 0) {
                to = fields.get(~slot).writeTo(target, to);
                continue;
            }
            int start = index.lineStart(slot);
            while (i + 1 < size && (edited ? order[i + 1] : i + 1) == slot + 1) {
                slot++;
                i++;
            }
            System.arraycopy(index.bytes(), start, target, to, index.lineEnd(slot) - start);
            to += index.lineEnd(slot) - start;
        }
        return to;
    }

    /** Drops the first value of the line, and the line with its last value. */
    void deleteFirstValue(int at) {
        Optional<HeaderField> rest = field(at).withoutFirstValue();
        if (rest.isPresent()) {
            replace(at, rest.get());
        } else {
            delete(at);
        }
    }

    /** These lines, if their one Content-Length header has this value, else a corrected copy: only for what came without the header. */
    HeaderLines withContentLength(int length) {
        if (hasContentLength(length)) {
            return this;
        }
        HeaderLines corrected = copy();
        corrected.correctContentLength(length);
        return corrected;
    }

    void correctContentLength(int length) {
        if (!hasContentLength(length)) {
            set(HeaderNames.CONTENT_LENGTH, length == 0 ? NO_BODY : HeaderField.of(HeaderNames.CONTENT_LENGTH, Integer.toString(length)));
        }
    }

    private boolean hasContentLength(int length) {
        int line = find(CONTENT_LENGTH, 0);
        return line >= 0 && find(CONTENT_LENGTH, line + 1) < 0 && field(line).number() == length;
    }

    /** One line with this name, at the place of the first one there was, else at the end. */
    void set(String name, HeaderField field) {
        int first = find(name, 0);
        if (first < 0) {
            insert(size, field);
            return;
        }
        for (int line = find(name, first + 1); line >= 0; line = find(name, line)) {
            delete(line);
        }
        replace(first, field);
    }

    /** Where the parts of a received message are. Written by one {@link MessageScanner}, then never changed. */
    static final class Index {
        private static final int HASH = 0;
        private static final int NAME_START = 1;
        private static final int NAME_END = 2;
        private static final int VALUE_START = 3;
        private static final int VALUE_END = 4;
        private static final int FOLDED = 5;
        private static final int STRIDE = 6;

        private final byte[] bytes;
        private int[] positions = new int[20 * STRIDE];
        private int size;
        private int headersEnd;

        Index(byte[] bytes) {
            this.bytes = bytes;
        }

        void add(int hash, int nameStart, int nameEnd, int valueStart, int valueEnd, boolean folded) {
            int at = size * STRIDE;
            if (at == positions.length) {
                positions = Arrays.copyOf(positions, positions.length * 2);
            }
            positions[at + HASH] = hash;
            positions[at + NAME_START] = nameStart;
            positions[at + NAME_END] = nameEnd;
            positions[at + VALUE_START] = valueStart;
            positions[at + VALUE_END] = valueEnd;
            positions[at + FOLDED] = folded ? 1 : 0;
            size++;
        }

        /** @param at position behind the last header line, where the empty line starts */
        void headersEndAt(int at) {
            headersEnd = at;
        }

        int size() {
            return size;
        }

        byte[] bytes() {
            return bytes;
        }

        int hash(int i) {
            return positions[i * STRIDE + HASH];
        }

        boolean is(int i, HeaderNames.Known name) {
            return HeaderNames.same(bytes, positions[i * STRIDE + NAME_START], positions[i * STRIDE + NAME_END], name);
        }

        boolean matches(int i, SipMessage.HeaderFilter filter) {
            return filter.matches(bytes, positions[i * STRIDE + NAME_START], positions[i * STRIDE + NAME_END]);
        }

        HeaderField field(int i) {
            int at = i * STRIDE;
            return new HeaderField(positions[at + HASH], bytes, positions[at + NAME_START], positions[at + NAME_END], bytes,
                    positions[at + VALUE_START], positions[at + VALUE_END], positions[at + FOLDED] == 1);
        }

        /** First byte of the line; header lines lie one behind the other. */
        int lineStart(int i) {
            return positions[i * STRIDE + NAME_START];
        }

        /** Behind the line's CRLF, folded lines included. */
        int lineEnd(int i) {
            return i + 1 < size ? lineStart(i + 1) : headersEnd;
        }
    }
}
