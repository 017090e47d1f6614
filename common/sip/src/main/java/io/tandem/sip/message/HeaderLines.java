package io.tandem.sip.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The header lines of one message in order: received ones by their number in the index, new or changed ones as fields of their own. */
final class HeaderLines {
    private final MessageIndex index;
    private int[] order;                        // >= 0: line of the index; < 0: ~i is fields.get(i)
    private int size;
    private List<HeaderField> fields;
    private boolean edited;

    /** Unedited lines of a received message. */
    HeaderLines(MessageIndex index) {
        this(index, NONE, index.size(), List.of(), false);
    }

    private static final int[] NONE = {};

    private HeaderLines(MessageIndex index, int[] order, int size, List<HeaderField> fields, boolean edited) {
        this.index = index;
        this.order = order;
        this.size = size;
        this.fields = fields;
        this.edited = edited;
    }

    static HeaderLines empty() {
        return new HeaderLines(new MessageIndex(new byte[0]));
    }

    HeaderLines copy() {
        return edited ? new HeaderLines(index, order.clone(), size, new ArrayList<>(fields), true) : new HeaderLines(index);
    }

    int size() {
        return size;
    }

    /** Next line at or behind {@code from} with this name, or -1. */
    int find(String name, int from) {
        String longName = HeaderNames.expand(name);
        int hash = HeaderNames.hash(longName);
        for (int i = from; i < size; i++) {
            int slot = edited ? order[i] : i;
            boolean same = slot >= 0 ? index.hash(slot) == hash && index.is(slot, longName)
                    : fields.get(~slot).hash() == hash && fields.get(~slot).is(longName);
            if (same) {
                return i;
            }
        }
        return -1;
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
}
